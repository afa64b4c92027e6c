package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"time"
)

// A process is a program that runs in the background, with a log of its own.
type process struct {
	name    string
	log     string
	command *exec.Cmd
	exited  chan struct{}
}

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

// start runs a command in a process group of its own. Nothing of it outlives us.
func start(name, folder string, command *exec.Cmd) (*process, error) {
	p := &process{name: name, log: filepath.Join(folder, name+".log"), command: command}
	log, err := os.Create(p.log)
	if err != nil {
		return nil, err
	}
	defer log.Close()
	command.Dir = folder
	command.Stdout, command.Stderr = log, log
	command.SysProcAttr = &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGKILL}
	if err := command.Start(); err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	p.exited = make(chan struct{})
	go func() {
		_ = command.Wait()
		close(p.exited)
	}()
	return p, nil
}

func (p *process) stop() {
	_ = syscall.Kill(-p.command.Process.Pid, syscall.SIGKILL)
	select {
	case <-p.exited:
	case <-time.After(10 * time.Second):
	}
}

func (p *process) running() bool {
	select {
	case <-p.exited:
		return false
	default:
		return true
	}
}

// tail is the end of the log, for an error.
func (p *process) tail() string {
	text, _ := os.ReadFile(p.log)
	lines := strings.Split(strings.TrimRight(string(text), "\n"), "\n")
	return strings.Join(lines[max(0, len(lines)-15):], "\n")
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
