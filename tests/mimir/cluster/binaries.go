package cluster

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
)

// Binaries are the mimir-tls to judge, MIMIR_TLS_BIN or target/debug's, and the
// Mimir to run, MIMIR_BIN or what is built into .cache below root, the folder of
// the repository; both as absolute paths.
func Binaries(root string) (mimirTLS, mimir string, err error) {
	root, err = filepath.Abs(root)
	if err != nil {
		return "", "", err
	}
	mimirTLS = orElse(os.Getenv("MIMIR_TLS_BIN"), filepath.Join(root, "target/debug/mimir-tls"))
	if mimirTLS, err = filepath.Abs(mimirTLS); err != nil {
		return "", "", err
	}
	if _, err := os.Stat(mimirTLS); err != nil {
		return "", "", fmt.Errorf("%w (run `cargo build` first)", err)
	}
	if mimir = os.Getenv("MIMIR_BIN"); mimir == "" {
		mimir = filepath.Join(root, ".cache/mimir")
		if err := build(root, mimir); err != nil {
			return "", "", err
		}
	}
	mimir, err = filepath.Abs(mimir)
	return mimirTLS, mimir, err
}

// build takes minutes the first time and a second or two when Go's build cache
// is warm, so that nothing here decides whether a build is still fresh.
func build(root, path string) error {
	build := exec.Command("go", "build", "-tags", "netgo,stringlabels", "-o", path, "github.com/grafana/mimir/cmd/mimir")
	build.Dir = filepath.Join(root, "tests/mimir")
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	build.Stdout, build.Stderr = os.Stderr, os.Stderr
	return build.Run()
}

func orElse(text, otherwise string) string {
	if text == "" {
		return otherwise
	}
	return text
}
