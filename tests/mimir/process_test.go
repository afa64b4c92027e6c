package mimir

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

// A process is one component of a cluster on loopback.
type process struct {
	component string
	http      address
	grpc      address
	gossip    address

	log     string
	command *exec.Cmd
	exited  chan struct{}
}

type address struct{ port int }

func (a address) String() string { return fmt.Sprintf("127.0.0.1:%d", a.port) }

// start runs the component in a process group of its own, and sees to it that
// nothing of it outlives the test: not after a failure, and not after a panic
// or a timeout either, which is what Pdeathsig is for.
func (p *process) start(t *testing.T, arguments []string) {
	t.Helper()
	folder := t.TempDir()
	p.log = filepath.Join(folder, p.component+".log")
	log, err := os.Create(p.log)
	if err != nil {
		t.Fatal(err)
	}
	defer log.Close()
	p.command = exec.Command(mimirBin, arguments...)
	p.command.Dir = folder
	p.command.Stdout, p.command.Stderr = log, log
	p.command.SysProcAttr = &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGKILL}
	if err := p.command.Start(); err != nil {
		t.Fatal(err)
	}
	p.exited = make(chan struct{})
	go func() {
		_ = p.command.Wait()
		close(p.exited)
	}()
	t.Cleanup(func() {
		if t.Failed() {
			t.Logf("--- %s, end of log\n%s", p.component, p.tail(25))
		}
		p.stop()
	})
}

// stop kills at once: a component that leaves its ring politely waits for
// others that are being stopped as well.
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

func (p *process) tail(lines int) string {
	text, _ := os.ReadFile(p.log)
	all := strings.Split(strings.TrimRight(string(text), "\n"), "\n")
	return strings.Join(all[max(0, len(all)-lines):], "\n")
}

// freeAddresses holds all listeners until the last is open, so that no port
// is given out twice.
func freeAddresses(t *testing.T, count int) []address {
	t.Helper()
	var free []address
	for range count {
		listener, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		defer listener.Close()
		free = append(free, address{listener.Addr().(*net.TCPAddr).Port})
	}
	return free
}
