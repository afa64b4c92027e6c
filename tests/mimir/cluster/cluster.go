// Package cluster runs Mimir as nine processes on loopback, and visits them: as
// their own member, as those who have no certificate, and as strangers.
package cluster

import (
	"net/http"
	"testing"
	"time"
)

// Components are those of the cluster, a process each.
var Components = []string{
	"distributor", "ingester", "querier", "query-frontend", "query-scheduler",
	"store-gateway", "compactor", "ruler", "alertmanager",
}

// readyWithin is generous: nine processes share as few as two cores. Alone
// they need 3 to 25 seconds.
const readyWithin = 3 * time.Minute

// A Cluster is nine processes of one Mimir.
type Cluster struct {
	Processes map[string]*Process
}

// Start starts the processes with the settings of each, with those that have
// nothing to do with TLS, and with more, which win over the latter.
func Start(t *testing.T, binary string, settings func(component string) []string, more ...string) *Cluster {
	t.Helper()
	c := &Cluster{Processes: map[string]*Process{}}
	free := FreeAddresses(t, 3*len(Components))
	for i, component := range Components {
		doors := Doors{HTTP: free[3*i], GRPC: free[3*i+1], Gossip: free[3*i+2]}
		c.Processes[component] = &Process{Component: component, Doors: doors, binary: binary}
	}
	around, err := NewSurroundings(binary, t.TempDir(), func(component string) Doors { return c.Processes[component].Doors })
	if err != nil {
		t.Fatal(err)
	}
	for _, component := range Components {
		p := c.Processes[component]
		p.arguments = append(append(settings(component), around.Of(component)...), more...)
		p.start(t)
		p.end(t)
	}
	return c
}

// WaitUntilReady asks as a kubelet does: over HTTPS, without a certificate.
func (c *Cluster) WaitUntilReady(t *testing.T, v *Visitors) {
	t.Helper()
	deadline := time.Now().Add(readyWithin)
	for _, component := range Components {
		p := c.Processes[component]
		for {
			status, body, err := v.Anonymous.get("https://" + p.HTTP.String() + "/ready")
			if err == nil && status == http.StatusOK {
				break
			}
			if !p.IsThere() {
				t.Fatalf("%s has exited", component)
			}
			if time.Now().After(deadline) {
				t.Fatalf("%s is not ready after %v: %d %s %v", component, readyWithin, status, body, err)
			}
			time.Sleep(100 * time.Millisecond)
		}
	}
}
