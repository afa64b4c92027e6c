// Package kubernetes has a real API server, cert-manager and trust-manager take
// what mimir-tls writes for them, and a real Mimir run on what comes of it.
//
// The programs are built by ./install. There is no node: what a kubelet would
// mount is written to folders, and what it would start are processes here.
package kubernetes

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
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
	}
	return code, nil
}
