// Package mimir runs what mimir-tls has written on Grafana Mimir itself.
//
// Two environment variables choose the binaries:
//
//   - MIMIR_BIN is a Mimir of any release; without it, the one that go.mod
//     names is built into .cache at the root of the repository.
//   - MIMIR_TLS_BIN is the mimir-tls to judge; without it, target/debug's.
//
// MIMIR_RELEASE is the release to generate for, where MIMIR_BIN is not of the
// newest one in the catalog. MIMIR_TLS_FOLDER is a folder made elsewhere that
// TestFolder judges.
package mimir

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"mimir-tls/tests/mimir/cluster"
)

// The two programs under test, as absolute paths.
var mimirBin, mimirTLSBin string

func TestMain(m *testing.M) {
	var err error
	if mimirTLSBin, mimirBin, err = cluster.Binaries("../.."); err != nil {
		fmt.Fprintln(os.Stderr, "error:", err)
		os.Exit(1)
	}
	os.Exit(m.Run())
}

// generate runs `mimir-tls generate` into a new folder, with the certificates
// named in the files where they really are, and returns that folder.
func generate(t *testing.T, options ...string) string {
	t.Helper()
	folder := filepath.Join(t.TempDir(), "mimir-tls")
	arguments := []string{"generate", "--out", folder, "--cert-dir", filepath.Join(folder, "certs")}
	arguments = append(append(arguments, release()...), options...)
	if output, err := exec.Command(mimirTLSBin, arguments...).CombinedOutput(); err != nil {
		t.Fatalf("mimir-tls %s: %v\n%s", strings.Join(arguments, " "), err, output)
	}
	return folder
}

// release is the option for another release than the newest, where wanted.
func release() []string {
	if release := os.Getenv("MIMIR_RELEASE"); release != "" {
		return []string{"--release", release}
	}
	return nil
}

// readFlags gives the arguments in a flags file: one a line, as they are.
func readFlags(t *testing.T, path string) []string {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var flags []string
	for line := range strings.Lines(string(text)) {
		line = strings.TrimSuffix(line, "\n")
		if line != "" && !strings.HasPrefix(line, "#") {
			flags = append(flags, line)
		}
	}
	if len(flags) == 0 {
		t.Fatalf("%s: no flags", path)
	}
	return flags
}
