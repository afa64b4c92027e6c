// Package certificates judges what mimir-tls has written with Go's own
// crypto/tls and crypto/x509, which are what Mimir uses, and nothing else.
//
// MIMIR_TLS_BIN is the mimir-tls to judge; without it, target/debug's.
// MIMIR_TLS_FOLDER is a folder made elsewhere that TestFolder judges.
package certificates

import (
	"crypto/tls"
	"crypto/x509"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// mimirTLS runs the binary and returns all that it says.
func mimirTLS(t *testing.T, arguments ...string) (output string, err error) {
	t.Helper()
	binary := os.Getenv("MIMIR_TLS_BIN")
	if binary == "" {
		binary = "../../target/debug/mimir-tls"
	}
	text, err := exec.Command(binary, arguments...).CombinedOutput()
	return string(text), err
}

// generate makes a folder whose flags name its certificates where they are.
// Two components are enough to have each be the other's client.
func generate(t *testing.T, options ...string) string {
	t.Helper()
	folder := filepath.Join(t.TempDir(), "mimir-tls")
	arguments := append([]string{
		"generate", "--out", folder, "--cert-dir", filepath.Join(folder, "certs"),
		"--component", "distributor", "--component", "ingester",
	}, options...)
	if output, err := mimirTLS(t, arguments...); err != nil {
		t.Fatalf("mimir-tls %s: %v\n%s", strings.Join(arguments, " "), err, output)
	}
	return folder
}

// A listener is one place where Mimir's TLS server is configured.
type listener struct {
	name   string
	config *tls.Config
}

// A dialler is one place where Mimir's TLS client is configured.
type dialler struct {
	name   string
	config *tls.Config
}

// readFolder gives the listeners and diallers of a folder's flags files, as
// dskit sets them up. Those that are alike in all are given once.
func readFolder(t *testing.T, folder string) (listeners []listener, diallers []dialler) {
	t.Helper()
	paths, err := filepath.Glob(filepath.Join(folder, "flags", "*.flags"))
	if err != nil || len(paths) == 0 {
		t.Fatalf("%s: no flags files (%v)", folder, err)
	}
	known := map[string]bool{}
	once := func(values ...string) bool {
		key := strings.Join(values, "\n")
		defer func() { known[key] = true }()
		return !known[key]
	}
	for _, path := range paths {
		component := strings.TrimSuffix(filepath.Base(path), ".flags")
		flags := readFlags(t, path)
		inOwnFolder(folder, component, flags)
		for _, server := range []string{"-server.grpc-", "-server.http-"} {
			certificate, key := flags[server+"tls-cert-path"], flags[server+"tls-key-path"]
			auth, ca := flags[server+"tls-client-auth"], flags[server+"tls-ca-path"]
			if once("listener", certificate, auth, ca) {
				config := &tls.Config{Certificates: []tls.Certificate{loadPair(t, certificate, key)}, ClientAuth: clientAuth(t, auth)}
				if ca != "" {
					config.ClientCAs = loadPool(t, ca)
				}
				listeners = append(listeners, listener{component + server, config})
			}
		}
		for _, flag := range slices.Sorted(maps.Keys(flags)) {
			prefix, is := strings.CutSuffix(flag, ".tls-cert-path")
			if !is {
				continue
			}
			certificate, key := flags[prefix+".tls-cert-path"], flags[prefix+".tls-key-path"]
			ca, name := flags[prefix+".tls-ca-path"], flags[prefix+".tls-server-name"]
			pair := loadPair(t, certificate, key)
			// Gossip listens with what it dials with, and asks nobody for a
			// certificate.
			if prefix == "-memberlist" && once("gossip", certificate) {
				listeners = append(listeners, listener{component + prefix, &tls.Config{Certificates: []tls.Certificate{pair}}})
			}
			if prefix != "-memberlist" && once("dialler", certificate, ca, name) {
				diallers = append(diallers, dialler{component + prefix, &tls.Config{
					RootCAs:              loadPool(t, ca),
					ServerName:           name,
					GetClientCertificate: present(&pair),
				}})
			}
		}
	}
	if len(listeners) == 0 || len(diallers) == 0 {
		t.Fatalf("%s: %d listeners and %d diallers in the flags files", folder, len(listeners), len(diallers))
	}
	return listeners, diallers
}

// inOwnFolder gives a component the certificates of its own, where it has any:
// certs/COMPONENT is then what stands in the certificate folder of its machine.
func inOwnFolder(folder, component string, flags map[string]string) {
	certs := filepath.Join(folder, "certs") + "/"
	own := filepath.Join(certs, component) + "/"
	if _, err := os.Stat(own); err != nil {
		return
	}
	for flag, value := range flags {
		if name, is := strings.CutPrefix(value, certs); is {
			flags[flag] = own + name
		}
	}
}

// present shows the certificate whatever issuers the server asks for.
func present(pair *tls.Certificate) func(*tls.CertificateRequestInfo) (*tls.Certificate, error) {
	return func(*tls.CertificateRequestInfo) (*tls.Certificate, error) { return pair, nil }
}

// clientAuth reads the spellings that dskit's exporter-toolkit reads.
func clientAuth(t *testing.T, word string) tls.ClientAuthType {
	t.Helper()
	words := map[string]tls.ClientAuthType{
		"":                           tls.NoClientCert,
		"NoClientCert":               tls.NoClientCert,
		"RequestClientCert":          tls.RequestClientCert,
		"RequireClientCert":          tls.RequireAnyClientCert,
		"RequireAnyClientCert":       tls.RequireAnyClientCert,
		"VerifyClientCertIfGiven":    tls.VerifyClientCertIfGiven,
		"RequireAndVerifyClientCert": tls.RequireAndVerifyClientCert,
	}
	auth, known := words[word]
	if !known {
		t.Fatalf("invalid ClientAuth: %s", word)
	}
	return auth
}

func readFlags(t *testing.T, path string) map[string]string {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	flags := map[string]string{}
	for line := range strings.Lines(string(text)) {
		if name, value, is := strings.Cut(strings.TrimSuffix(line, "\n"), "="); is && strings.HasPrefix(name, "-") {
			flags[name] = value
		}
	}
	return flags
}

func loadPair(t *testing.T, certificate, key string) tls.Certificate {
	t.Helper()
	pair, err := tls.LoadX509KeyPair(certificate, key)
	if err != nil {
		t.Fatal(err)
	}
	return pair
}

func loadPool(t *testing.T, path string) *x509.CertPool {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	pool := x509.NewCertPool()
	if !pool.AppendCertsFromPEM(text) {
		t.Fatalf("%s: no certificate", path)
	}
	return pool
}
