package kubernetes

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"text/template"
)

// TestVault reads Vault's files as their readers would: no Vault runs here, as
// none can be had from a registry in the time that a test has.
func TestVault(t *testing.T) {
	folder := generate(t, "--platform", "helm", "--target", "vault")
	in := func(name string) string { return filepath.Join(folder, "vault", name) }
	for _, script := range []string{"pki.sh", "kv.sh"} {
		if output, err := exec.Command("sh", "-n", in(script)).CombinedOutput(); err != nil {
			t.Errorf("%s: %v\n%s", script, err, output)
		}
	}
	// Mimir itself takes its client's settings.
	if output, err := exec.Command(mimirBin, "-config.file="+in("client.yaml"), "-modules").CombinedOutput(); err != nil {
		t.Errorf("client.yaml: %v\n%s", err, output)
	}
	// A role admits the names of our own certificate, and no others.
	documents := regexp.MustCompile(`(?s)<<'EOF'\n(.*?)\nEOF\n`).FindAllStringSubmatch(read(t, in("pki.sh")), -1)
	if len(documents) != 3 {
		t.Fatalf("want a CA and two roles, got %d documents", len(documents))
	}
	var role struct {
		Domains []string `json:"allowed_domains"`
		Server  bool     `json:"server_flag"`
		Client  bool     `json:"client_flag"`
		TTL     string
	}
	if err := json.Unmarshal([]byte(documents[1][1]), &role); err != nil {
		t.Fatal(err)
	}
	ours := certificate(t, must(os.ReadFile(filepath.Join(folder, "certs/server.crt")))(t))
	if sorted(role.Domains) != sorted(ours.DNSNames) || !role.Server || role.Client || role.TTL != "17520h" {
		t.Errorf("the server's role is %+v, and the certificate has %v", role, ours.DNSNames)
	}
	// The agent's templates are Go's; what they ask is the same for each file of
	// a pair, or certificate and key would not belong together.
	asked := map[string][]string{}
	for _, line := range strings.Split(read(t, in("agent.yaml")), "\n") {
		key, value, ok := strings.Cut(strings.TrimSpace(line), ": ")
		file, isTemplate := strings.CutPrefix(key, "vault.hashicorp.com/agent-inject-template-")
		if !ok || !isTemplate {
			continue
		}
		var text string
		if err := json.Unmarshal([]byte(value), &text); err != nil {
			t.Fatalf("%s: %v", key, err)
		}
		secret := func(path string, arguments ...string) map[string]map[string]string {
			question := path + " " + strings.Join(arguments, " ")
			asked[question] = append(asked[question], file)
			return map[string]map[string]string{"Data": {"certificate": "c", "private_key": "k", "issuing_ca": "r"}}
		}
		made := must(template.New(file).Funcs(template.FuncMap{"secret": secret}).Parse(text))(t)
		var out strings.Builder
		if err := made.Execute(&out, nil); err != nil || len(out.String()) != 2 {
			t.Errorf("%s: %q %v", file, out.String(), err)
		}
	}
	var groups []string
	for _, files := range asked {
		groups = append(groups, sorted(files))
	}
	slices.Sort(groups)
	if got := strings.Join(groups, "; "); got != "client.crt,client.key; root.crt,server.crt,server.key" {
		t.Errorf("asked alike: %s", got)
	}
}
