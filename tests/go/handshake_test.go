package certificates

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"errors"
	"math/big"
	"os"
	"slices"
	"testing"
	"time"
)

var policies = []tls.ClientAuthType{
	tls.NoClientCert, tls.RequestClientCert, tls.RequireAnyClientCert,
	tls.VerifyClientCertIfGiven, tls.RequireAndVerifyClientCert,
}

var versions = []uint16{tls.VersionTLS12, tls.VersionTLS13}

// TestHandshake has every client of a folder dial every server of it, by
// every name, for every algorithm and profile.
func TestHandshake(t *testing.T) {
	for _, algorithm := range []string{"ecdsa-p256", "ecdsa-p384", "ed25519", "rsa-2048", "rsa-3072", "rsa-4096"} {
		for _, profile := range []string{"split", "single", "per-component"} {
			t.Run(algorithm+"/"+profile, func(t *testing.T) {
				t.Parallel()
				folder := generate(t, "--algorithm", algorithm, "--profile", profile)
				for _, policy := range policies {
					checkFolder(t, folder, &policy)
				}
			})
		}
	}
}

// TestPolicy has the folder say itself what its servers ask for.
func TestPolicy(t *testing.T) {
	for _, policy := range policies {
		t.Run(policy.String(), func(t *testing.T) {
			t.Parallel()
			folder := generate(t, "--grpc-auth", policy.String(), "--http-auth", policy.String())
			listeners, _ := readFolder(t, folder)
			if listeners[0].config.ClientAuth != policy {
				t.Errorf("asked for %v, the flags say %v", policy, listeners[0].config.ClientAuth)
			}
			checkFolder(t, folder, nil)
		})
	}
}

// TestFolder judges a folder that stands there already, MIMIR_TLS_FOLDER: the
// page's archive, unpacked. Its flags must name its certificates where they are.
func TestFolder(t *testing.T) {
	folder := os.Getenv("MIMIR_TLS_FOLDER")
	if folder == "" {
		t.Skip("MIMIR_TLS_FOLDER names no folder")
	}
	checkFolder(t, folder, nil)
	for _, policy := range policies {
		checkFolder(t, folder, &policy)
	}
}

// checkFolder makes all handshakes of a folder under one policy, or under
// those that its flags say.
func checkFolder(t *testing.T, folder string, policy *tls.ClientAuthType) {
	t.Helper()
	roots := loadPool(t, folder+"/certs/root.crt")
	listeners, diallers := readFolder(t, folder)
	for _, listener := range listeners {
		server := listener.config
		if policy != nil && server.ClientCAs != nil {
			server.ClientAuth = *policy
		}
		for _, version := range versions {
			server.MinVersion, server.MaxVersion = version, version
			for _, dialler := range diallers {
				checkMember(t, listener, dialler)
			}
			checkStrangers(t, listener, roots)
		}
	}
}

// checkMember dials by the name that the flags set, and by every other that
// the server has, as a probe, a gateway or a person would.
func checkMember(t *testing.T, listener listener, dialler dialler) {
	t.Helper()
	server := listener.config
	leaf := server.Certificates[0].Leaf
	names := append([]string{dialler.config.ServerName, "localhost", "127.0.0.1", "::1"}, leaf.DNSNames...)
	slices.Sort(names)
	for _, name := range slices.Compact(names) {
		client := dialler.config.Clone()
		client.ServerName = name
		got := exchange(t, server, client)
		if !got.ok() {
			t.Errorf("%s -> %s, as %q, %v, %s: client: %v, server: %v", dialler.name, listener.name, name,
				server.ClientAuth, tls.VersionName(server.MinVersion), got.client, got.server)
			continue
		}
		if asked := server.ClientAuth != tls.NoClientCert; asked != (len(got.state.PeerCertificates) > 0) {
			t.Errorf("%s -> %s, %v: the server has seen %d certificates", dialler.name, listener.name, server.ClientAuth, len(got.state.PeerCertificates))
		}
		if verifies := server.ClientAuth >= tls.VerifyClientCertIfGiven; verifies != (len(got.state.VerifiedChains) > 0) {
			t.Errorf("%s -> %s, %v: the server has verified %d chains", dialler.name, listener.name, server.ClientAuth, len(got.state.VerifiedChains))
		}
	}
}

// checkStrangers knocks without papers, with another CA's and in plaintext,
// and shows a client the wrong server.
func checkStrangers(t *testing.T, listener listener, roots *x509.CertPool) {
	t.Helper()
	server := listener.config
	foreign := foreignCertificate(t)
	expect := func(who string, admitted bool, got verdict) {
		t.Helper()
		if got.ok() != admitted {
			t.Errorf("%s -> %s, %v, %s: want admitted %v, got client: %v, server: %v", who, listener.name,
				server.ClientAuth, tls.VersionName(server.MinVersion), admitted, got.client, got.server)
		}
	}
	anonymous := &tls.Config{RootCAs: roots, ServerName: "localhost"}
	foreigner := anonymous.Clone()
	foreigner.GetClientCertificate = present(&foreign)
	needed := server.ClientAuth == tls.RequireAnyClientCert || server.ClientAuth == tls.RequireAndVerifyClientCert
	verified := server.ClientAuth >= tls.VerifyClientCertIfGiven

	expect("no certificate", !needed, exchange(t, server, anonymous))
	expect("another CA's certificate", !verified, exchange(t, server, foreigner))
	expect("plaintext", false, exchangePlaintext(t, server))

	astray := anonymous.Clone()
	astray.ServerName = "elsewhere.example"
	got := exchange(t, server, astray)
	expect("a client that wants another name", false, got)
	if name := (x509.HostnameError{}); !errors.As(got.client, &name) {
		t.Errorf("a client that wants another name says: %v", got.client)
	}

	distrustful := anonymous.Clone()
	distrustful.RootCAs = x509.NewCertPool()
	distrustful.RootCAs.AddCert(foreign.Leaf)
	got = exchange(t, server, distrustful)
	expect("a client of another CA", false, got)
	if unknown := (x509.UnknownAuthorityError{}); !errors.As(got.client, &unknown) {
		t.Errorf("a client of another CA says: %v", got.client)
	}
}

func foreignCertificate(t *testing.T) tls.Certificate {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1),
		Subject:      pkix.Name{CommonName: "stranger"},
		NotBefore:    time.Now().Add(-time.Hour),
		NotAfter:     time.Now().Add(time.Hour),
		KeyUsage:     x509.KeyUsageDigitalSignature,
		ExtKeyUsage:  []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth},
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	leaf, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key, Leaf: leaf}
}
