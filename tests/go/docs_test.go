package certificates

import (
	"crypto/tls"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// What Go says of a certificate that names its host in the CN alone.
const legacyCommonName = "x509: certificate relies on legacy Common Name field, use SANs instead"

// TestDocsScript has Go refuse what the script in Mimir's documentation
// makes, and mimir-tls say so in Go's words: of the certificate by itself,
// and of a cluster that uses it.
func TestDocsScript(t *testing.T) {
	certs := docsCertificates(t)
	server := &tls.Config{Certificates: []tls.Certificate{loadPair(t, certs+"/server.crt", certs+"/server.key")}}
	client := &tls.Config{RootCAs: loadPool(t, certs+"/root.crt"), ServerName: "localhost"}
	got := exchange(t, server, client)
	if got.client == nil || !strings.Contains(got.client.Error(), legacyCommonName) {
		t.Errorf("Go, by the name localhost: want %q, got %v", legacyCommonName, got.client)
	}
	// OpenSSL 3.0 makes v1 leaves of the script, later ones v3; neither has names.
	if leaf := server.Certificates[0].Leaf; len(leaf.DNSNames)+len(leaf.IPAddresses) != 0 {
		t.Errorf("the script's certificate has names: not the script's any more")
	}

	output, err := mimirTLS(t, "inspect", certs+"/server.crt")
	if err != nil {
		t.Logf("mimir-tls inspect: %v", err)
	}
	if !strings.Contains(output, legacyCommonName) {
		t.Errorf("mimir-tls inspect does not say %q:\n%s", legacyCommonName, output)
	}
}

// TestDocsScriptProof puts the script's certificates into a folder that was
// good before, whose clients want the name localhost.
func TestDocsScriptProof(t *testing.T) {
	folder := generate(t, "--server-name", "localhost")
	certs := docsCertificates(t)
	for _, name := range []string{"root.crt", "root.key", "server.crt", "server.key", "client.crt", "client.key"} {
		text, err := os.ReadFile(filepath.Join(certs, name))
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(folder, "certs", name), text, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	output, err := mimirTLS(t, "prove", folder)
	exit, failed := err.(*exec.ExitError)
	if !failed || exit.ExitCode() != 1 {
		t.Errorf("mimir-tls prove: want exit code 1, got %v", err)
	}
	if !strings.Contains(output, legacyCommonName) {
		t.Errorf("mimir-tls prove does not say %q:\n%s", legacyCommonName, output)
	}
}

// docsCertificates runs the equivalent of the script in Mimir's documentation.
func docsCertificates(t *testing.T) string {
	t.Helper()
	script, err := filepath.Abs("../openssl/docs-script")
	if err != nil {
		t.Fatal(err)
	}
	folder := t.TempDir()
	command := exec.Command(script)
	command.Dir = folder
	if output, err := command.CombinedOutput(); err != nil {
		t.Fatalf("%s: %v\n%s", script, err, output)
	}
	return folder
}
