package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"
)

// logLines is how much of a log stands in an error.
const logLines = 15

// program finds one of those that `run` has built, or one of the machine's.
func program(name string, arguments ...string) *exec.Cmd {
	built := map[string]string{
		"mimir":     os.Getenv("MIMIR_BIN"),
		"mimirtool": os.Getenv("MIMIRTOOL_BIN"),
		"otelcol":   os.Getenv("OTELCOL_BIN"),
		"k6":        os.Getenv("K6_BIN"),
		"envoy":     os.Getenv("ENVOY_BIN"),
		"traefik":   os.Getenv("TRAEFIK_BIN"),
		"mimir-tls": os.Getenv("MIMIR_TLS_BIN"),
	}
	if path := built[name]; path != "" {
		return exec.Command(path, arguments...)
	}
	// Debian keeps servers where only root looks.
	for _, folder := range append(filepath.SplitList(os.Getenv("PATH")), "/usr/sbin") {
		path := filepath.Join(folder, name)
		if info, err := os.Stat(path); err == nil && !info.IsDir() {
			return exec.Command(path, arguments...)
		}
	}
	return exec.Command(name, arguments...)
}

// output runs a command to its end; what it says is in the error.
func output(command *exec.Cmd) (string, error) {
	text, err := command.CombinedOutput()
	if err != nil {
		return "", fmt.Errorf("%s: %w\n%s", strings.Join(command.Args, " "), err, text)
	}
	return string(text), nil
}

// within tries until it works, or the time is over.
func within(limit time.Duration, try func() error) error {
	deadline := time.Now().Add(limit)
	for {
		err := try()
		if err == nil || time.Now().After(deadline) {
			return err
		}
		time.Sleep(200 * time.Millisecond)
	}
}
