// Package kubernetes has a real API server, cert-manager and trust-manager take
// what mimir-tls writes for them, and a real Mimir run on what comes of it.
//
// The programs are built by ./install. There is no node: what a kubelet would
// mount is written to folders, and what it would start are processes here.
package kubernetes

import (
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"mimir-tls/tests/mimir/cluster"
)

var (
	control               *plane
	mimirTLSBin, mimirBin string
)

func TestMain(m *testing.M) {
	code, err := run(m)
	if err != nil {
		fmt.Fprintln(os.Stderr, "error:", err)
		code = 1
	}
	os.Exit(code)
}

func run(m *testing.M) (int, error) {
	root, err := filepath.Abs("../..")
	if err != nil {
		return 1, err
	}
	install := exec.Command("./install")
	install.Stdout, install.Stderr = os.Stderr, os.Stderr
	if err := install.Run(); err != nil {
		return 1, fmt.Errorf("./install: %w", err)
	}
	if mimirTLSBin, mimirBin, err = cluster.Binaries(root); err != nil {
		return 1, err
	}
	folder, err := os.MkdirTemp("", "mimir-tls-kubernetes")
	if err != nil {
		return 1, err
	}
	defer os.RemoveAll(folder)
	if control, err = startPlane(folder, root); err != nil {
		return 1, err
	}
	defer control.stop()
	code := m.Run()
	if code != 0 {
		fmt.Fprint(os.Stderr, control.logs())
		return code, nil
	}
	// Not of a part of the tests.
	if flag.Lookup("test.run").Value.String() == "" && flag.Lookup("test.skip").Value.String() == "" {
		return code, writeSeen(root)
	}
	return code, nil
}

// seen is what holds once every test here has passed, as rows of
// core/data/TARGETS.md: the target, the tool, the module under tools that builds
// it, its own module, and what it did.
var seen = [][5]string{
	{"kubernetes", "Kustomize", "apiserver", "sigs.k8s.io/kustomize/kyaml", "lays the component over manifests like one's own, the chart's and those of Mimir's library, probes of readiness and liveness among them"},
	{"kubernetes", "kube-apiserver", "apiserver", "k8s.io/kubernetes", "takes what comes of it, strictly, and the Secrets of every profile"},
	{"kubernetes", "etcd", "etcd", "go.etcd.io/etcd/server/v3", "keeps it, and a cluster of nine Mimirs runs on what is read back"},
	{"cert-manager", "kube-apiserver", "apiserver", "k8s.io/kubernetes", "takes issuers, Certificates and Bundle of 9 plans, strictly"},
	{"cert-manager", "cert-manager", "cert-manager", "github.com/cert-manager/cert-manager", "issues what the plan has, renews it, and goes over to another CA, under a running cluster"},
	{"cert-manager", "trust-manager", "trust-manager", "github.com/cert-manager/trust-manager", "hands out each CA of the Bundle"},
}

// writeSeen leaves the rows, with versions, where tests/targets/kubernetes finds
// them.
func writeSeen(root string) error {
	var out strings.Builder
	for _, row := range seen {
		list := exec.Command("go", "list", "-m", "-f", "{{.Version}}", row[3])
		list.Dir = filepath.Join(root, "tests/kubernetes/tools", row[2])
		version, err := list.Output()
		if err != nil {
			return fmt.Errorf("%s: %w", row[3], err)
		}
		fmt.Fprintf(&out, "%s\t%s\t%s\t%s\n", row[0], row[1], strings.TrimSpace(string(version)), row[4])
	}
	folder := filepath.Join(root, ".cache/targets")
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(folder, "of-kubernetes"), []byte(out.String()), 0o644)
}
