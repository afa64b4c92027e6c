package cluster

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"errors"
	"fmt"
	"io"
	"math/big"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// Visitors are those who knock at a cluster's doors, each with another set of papers. All
// but the careless one verify the server by root.crt alone.
type Visitors struct {
	Member    Visitor // the cluster's own client certificate
	Anonymous Visitor // no certificate
	Foreigner Visitor // a certificate of another CA
	Careless  Visitor // no TLS at all
}

// A Visitor is an HTTP client with its papers; none for who speaks no TLS.
type Visitor struct {
	*http.Client
	papers *tls.Config
}

// NewVisitors are those of a cluster whose certificates are in a folder: its
// member has the pair of that name.
func NewVisitors(t *testing.T, certs, member string) *Visitors {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(certs, "root.crt"))
	if err != nil {
		t.Fatal(err)
	}
	roots := x509.NewCertPool()
	if !roots.AppendCertsFromPEM(text) {
		t.Fatal("root.crt: no certificate")
	}
	pair, err := tls.LoadX509KeyPair(filepath.Join(certs, member+".crt"), filepath.Join(certs, member+".key"))
	if err != nil {
		t.Fatal(err)
	}
	foreigner := foreignCertificate(t)
	return &Visitors{
		Member:    newVisitor(t, roots, &pair),
		Anonymous: newVisitor(t, roots, nil),
		Foreigner: newVisitor(t, roots, &foreigner),
		Careless:  newCarelessVisitor(t),
	}
}

func newVisitor(t *testing.T, roots *x509.CertPool, certificate *tls.Certificate) Visitor {
	papers := &tls.Config{RootCAs: roots}
	if certificate != nil {
		// Unlike Certificates, this presents the certificate even where its
		// issuer is not among those that the server asks for.
		papers.GetClientCertificate = func(*tls.CertificateRequestInfo) (*tls.Certificate, error) {
			return certificate, nil
		}
	}
	transport := &http.Transport{TLSClientConfig: papers.Clone(), ForceAttemptHTTP2: true}
	t.Cleanup(transport.CloseIdleConnections)
	return Visitor{&http.Client{Transport: transport, Timeout: time.Minute}, papers}
}

// newCarelessVisitor speaks HTTP/2 without TLS, as a gRPC client does for
// which nobody set tls-enabled.
func newCarelessVisitor(t *testing.T) Visitor {
	transport := &http.Transport{Protocols: new(http.Protocols)}
	transport.Protocols.SetUnencryptedHTTP2(true)
	t.Cleanup(transport.CloseIdleConnections)
	return Visitor{&http.Client{Transport: transport, Timeout: time.Minute}, nil}
}

func foreignCertificate(t *testing.T) tls.Certificate {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1),
		Subject:      pkix.Name{CommonName: "client"},
		NotBefore:    time.Now().Add(-time.Hour),
		NotAfter:     time.Now().Add(time.Hour),
		KeyUsage:     x509.KeyUsageDigitalSignature,
		ExtKeyUsage:  []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth},
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}
}

// call is a gRPC call, grpc.health.v1.Health/Check, over net/http: an empty
// request in a frame of length nought; the status comes in the trailer.
func (v Visitor) call(server Address) error {
	url := "https://" + server.String() + "/grpc.health.v1.Health/Check"
	if v.papers == nil {
		url = "http" + strings.TrimPrefix(url, "https")
	}
	request, err := http.NewRequest(http.MethodPost, url, bytes.NewReader(make([]byte, 5)))
	if err != nil {
		return err
	}
	request.Header.Set("Content-Type", "application/grpc")
	request.Header.Set("TE", "trailers")
	response, err := v.Do(request)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	if _, err := io.Copy(io.Discard, response.Body); err != nil {
		return err
	}
	if status := orElse(response.Trailer.Get("Grpc-Status"), response.Header.Get("Grpc-Status")); status != "0" {
		return fmt.Errorf("gRPC status %q of HTTP status %s", status, response.Status)
	}
	return nil
}

// Listen makes a TLS connection, sends nothing, and returns what the server
// has against it. In TLS 1.3 a client learns that only after its own part of
// the handshake; if it were to write first, the write could fail before the
// alert is read. A server of HTTP/2 that has nothing against it sends its
// settings.
func Listen(server Address, papers *tls.Config) error {
	connection, err := tls.Dial("tcp", server.String(), papers)
	if err != nil {
		return err
	}
	defer connection.Close()
	if err := connection.SetDeadline(time.Now().Add(10 * time.Second)); err != nil {
		return err
	}
	_, err = connection.Read(make([]byte, 1))
	return err
}

func (v Visitor) get(url string) (status int, body string, err error) {
	response, err := v.Get(url)
	if err != nil {
		return 0, "", err
	}
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	return response.StatusCode, string(text), err
}

// refused tells a server's refusal from a server that is not there, or that
// is too slow to say anything.
func refused(err error) bool {
	if err == nil || errors.Is(err, syscall.ECONNREFUSED) {
		return false
	}
	var timeout net.Error
	return !errors.As(err, &timeout) || !timeout.Timeout()
}
