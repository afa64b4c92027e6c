package cluster

import (
	"fmt"
	"net"
	"os/exec"
	"testing"
)

// Doors are where a component listens.
type Doors struct {
	HTTP   Address
	GRPC   Address
	Gossip Address
}

// An Address is one on loopback.
type Address struct {
	Host string
	Port int
}

func (a Address) String() string { return net.JoinHostPort(a.Host, fmt.Sprint(a.Port)) }

// A Process is one component of a cluster on loopback.
type Process struct {
	Component string
	Doors

	binary    string
	arguments []string
	*Running
}

func (p *Process) start(t *testing.T) {
	t.Helper()
	var err error
	p.Running, err = Run(p.Component, t.TempDir(), exec.Command(p.binary, p.arguments...))
	if err != nil {
		t.Fatal(err)
	}
}

// end stops the process when the test is over, and tells what it said last if
// the test has failed.
func (p *Process) end(t *testing.T) {
	t.Cleanup(func() {
		if t.Failed() {
			t.Logf("--- %s, end of log\n%s", p.Component, p.Tail(25))
		}
		p.Stop()
	})
}

// Restart ends the process and starts it again, with the same settings.
func (p *Process) Restart(t *testing.T) {
	t.Helper()
	p.Stop()
	p.start(t)
}
