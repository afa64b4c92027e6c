package change

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"math/big"
	"os"
	"path/filepath"
	"testing"
	"time"
)

// writeCompany makes a CA as a company has it: a root that signs one below it,
// which signs everything else. It gives the file of both certificates, and the
// key of the one below.
func writeCompany(t *testing.T) (chain, key string) {
	t.Helper()
	template := func(name string, length int) *x509.Certificate {
		return &x509.Certificate{
			SerialNumber: must(rand.Int(rand.Reader, big.NewInt(1<<62)))(t),
			Subject:      pkix.Name{Organization: []string{"Company"}, CommonName: name},
			NotBefore:    time.Now().Add(-time.Hour),
			NotAfter:     time.Now().Add(5 * 365 * 24 * time.Hour),
			IsCA:         true, BasicConstraintsValid: true, MaxPathLen: length, MaxPathLenZero: length == 0,
			KeyUsage: x509.KeyUsageCertSign | x509.KeyUsageCRLSign,
		}
	}
	rootKey := must(ecdsa.GenerateKey(elliptic.P256(), rand.Reader))(t)
	issuingKey := must(ecdsa.GenerateKey(elliptic.P256(), rand.Reader))(t)
	root, issuing := template("Root", 1), template("Issuing", 0)
	rootDER := must(x509.CreateCertificate(rand.Reader, root, root, rootKey.Public(), rootKey))(t)
	root = must(x509.ParseCertificate(rootDER))(t)
	issuingDER := must(x509.CreateCertificate(rand.Reader, issuing, root, issuingKey.Public(), rootKey))(t)

	write := func(name string, blocks ...*pem.Block) string {
		var text []byte
		for _, block := range blocks {
			text = append(text, pem.EncodeToMemory(block)...)
		}
		path := filepath.Join(t.TempDir(), name)
		if err := os.WriteFile(path, text, 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	chain = write("chain.pem", &pem.Block{Type: "CERTIFICATE", Bytes: issuingDER}, &pem.Block{Type: "CERTIFICATE", Bytes: rootDER})
	key = write("issuing.key", &pem.Block{Type: "PRIVATE KEY", Bytes: must(x509.MarshalPKCS8PrivateKey(issuingKey))(t)})
	return chain, key
}
