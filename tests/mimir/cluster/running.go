package cluster

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"time"
)

// A Running is a program in the background, with a log of its own.
type Running struct {
	log     string
	command *exec.Cmd
	exited  chan struct{}
}

// Run starts a program in that folder, in a process group of its own; what it says
// is added to the log of that name there. Nothing of it outlives us: not after a
// panic or a timeout either, which is what Pdeathsig is for.
func Run(name, folder string, command *exec.Cmd) (*Running, error) {
	r := &Running{log: filepath.Join(folder, name+".log"), command: command, exited: make(chan struct{})}
	log, err := os.OpenFile(r.log, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
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
	go func() {
		_ = command.Wait()
		close(r.exited)
	}()
	return r, nil
}

// Stop kills at once: a component that leaves its ring politely waits for
// others that are being stopped as well.
func (r *Running) Stop() {
	_ = syscall.Kill(-r.command.Process.Pid, syscall.SIGKILL)
	select {
	case <-r.exited:
	case <-time.After(10 * time.Second):
	}
}

// End asks it to end, as a supervisor does, and kills it if it has not by then.
func (r *Running) End(within time.Duration) {
	_ = syscall.Kill(-r.command.Process.Pid, syscall.SIGTERM)
	select {
	case <-r.exited:
	case <-time.After(within):
		r.Stop()
	}
}

// Log is the path of its log.
func (r *Running) Log() string { return r.log }

// IsThere is whether it has not ended.
func (r *Running) IsThere() bool {
	select {
	case <-r.exited:
		return false
	default:
		return true
	}
}

// Tail is the end of the log.
func (r *Running) Tail(lines int) string {
	text, _ := os.ReadFile(r.log)
	all := strings.Split(strings.TrimRight(string(text), "\n"), "\n")
	return strings.Join(all[max(0, len(all)-lines):], "\n")
}
