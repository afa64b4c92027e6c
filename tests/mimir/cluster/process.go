package cluster

import (
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// A Process is one component of a cluster on loopback.
type Process struct {
	Component string
	HTTP      Address
	GRPC      Address
	Gossip    Address

	binary    string
	arguments []string
	log       string
	command   *exec.Cmd
	exited    chan struct{}
}

// An Address is a port on loopback.
type Address struct{ port int }

func (a Address) String() string { return fmt.Sprintf("127.0.0.1:%d", a.port) }

// start runs the component in a process group of its own, and sees to it that
// nothing of it outlives the test: not after a failure, and not after a panic
// or a timeout either, which is what Pdeathsig is for.
func (p *Process) start(t *testing.T) {
	t.Helper()
	folder := t.TempDir()
	p.log = filepath.Join(folder, p.Component+".log")
	log, err := os.Create(p.log)
	if err != nil {
		t.Fatal(err)
	}
	defer log.Close()
	p.command = exec.Command(p.binary, p.arguments...)
	p.command.Dir = folder
	p.command.Stdout, p.command.Stderr = log, log
	p.command.SysProcAttr = &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGKILL}
	if err := p.command.Start(); err != nil {
		t.Fatal(err)
	}
	command, exited := p.command, make(chan struct{})
	p.exited = exited
	go func() {
		_ = command.Wait()
		close(exited)
	}()
}

// end stops the process when the test is over, and tells what it said last if
// the test has failed.
func (p *Process) end(t *testing.T) {
	t.Cleanup(func() {
		if t.Failed() {
			t.Logf("--- %s, end of log\n%s", p.Component, p.tail(25))
		}
		p.stop()
	})
}

// Restart ends the process and starts it again, with the same settings.
func (p *Process) Restart(t *testing.T) {
	t.Helper()
	p.stop()
	p.start(t)
}

// stop kills at once: a component that leaves its ring politely waits for
// others that are being stopped as well.
func (p *Process) stop() {
	_ = syscall.Kill(-p.command.Process.Pid, syscall.SIGKILL)
	select {
	case <-p.exited:
	case <-time.After(10 * time.Second):
	}
}

func (p *Process) running() bool {
	select {
	case <-p.exited:
		return false
	default:
		return true
	}
}

func (p *Process) tail(lines int) string {
	text, _ := os.ReadFile(p.log)
	all := strings.Split(strings.TrimRight(string(text), "\n"), "\n")
	return strings.Join(all[max(0, len(all)-lines):], "\n")
}

// freeAddresses holds all listeners until the last is open, so that no port
// is given out twice.
func freeAddresses(t *testing.T, count int) []Address {
	t.Helper()
	var free []Address
	for range count {
		listener, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		defer listener.Close()
		free = append(free, Address{listener.Addr().(*net.TCPAddr).Port})
	}
	return free
}
