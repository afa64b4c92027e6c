// Package cluster runs Mimir as nine processes on loopback, and visits them: as
// their own member, as those who have no certificate, and as strangers.
package cluster

import (
	"fmt"
	"net/http"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// Components are those of the cluster, a process each.
var Components = []string{
	"distributor", "ingester", "querier", "query-frontend", "query-scheduler",
	"store-gateway", "compactor", "ruler", "alertmanager",
}

var rings = []string{
	"alertmanager.sharding-ring", "compactor.ring", "distributor.ring", "ingester.ring", "overrides-exporter.ring",
	"querier.ring", "query-scheduler.ring", "ruler.ring", "store-gateway.sharding-ring",
}

// readyWithin is generous: nine processes share as few as two cores. Alone
// they need 3 to 25 seconds.
const readyWithin = 3 * time.Minute

// A Cluster is nine processes of one Mimir.
type Cluster struct {
	Processes map[string]*Process
}

// Start starts the processes with the settings of each, and with those that
// have nothing to do with TLS.
func Start(t *testing.T, binary string, settings func(component string) []string) *Cluster {
	t.Helper()
	c := &Cluster{Processes: map[string]*Process{}}
	free := freeAddresses(t, 3*len(Components))
	for i, component := range Components {
		c.Processes[component] = &Process{binary: binary, Component: component, HTTP: free[3*i], GRPC: free[3*i+1], Gossip: free[3*i+2]}
	}
	known := knownFlags(t, binary)
	storage := t.TempDir()
	for _, component := range Components {
		arguments := settings(component)
		for _, argument := range c.surroundings(component, storage) {
			if name, _, _ := strings.Cut(argument, "="); known[name] {
				arguments = append(arguments, argument)
			}
		}
		c.Processes[component].arguments = arguments
		c.Processes[component].start(t)
		c.Processes[component].end(t)
	}
	return c
}

// surroundings are the settings that have nothing to do with TLS.
func (c *Cluster) surroundings(component, storage string) []string {
	p := c.Processes[component]
	arguments := []string{
		"-target=" + component,
		"-log.level=warn",
		"-usage-stats.enabled=false",
		"-auth.multitenancy-enabled=false",
		"-activity-tracker.filepath=",

		"-server.http-listen-address=127.0.0.1",
		fmt.Sprint("-server.http-listen-port=", p.HTTP.port),
		"-server.grpc-listen-address=127.0.0.1",
		fmt.Sprint("-server.grpc-listen-port=", p.GRPC.port),

		"-memberlist.bind-addr=127.0.0.1",
		fmt.Sprint("-memberlist.bind-port=", p.Gossip.port),
		"-memberlist.advertise-addr=127.0.0.1",
		fmt.Sprint("-memberlist.advertise-port=", p.Gossip.port),
		"-memberlist.join=" + c.Processes["ingester"].Gossip.String(),
		"-memberlist.join=" + c.Processes["distributor"].Gossip.String(),
		// Who comes up before the two seeds tries again soon.
		"-memberlist.max-join-backoff=1s",
		"-memberlist.rejoin-interval=1s",

		// By the ring rather than by DNS, so that all nine processes gossip.
		"-query-scheduler.service-discovery-mode=ring",
		"-query-frontend.instance-addr=127.0.0.1",
		fmt.Sprint("-query-frontend.instance-port=", p.GRPC.port),
		"-ruler.query-frontend.address=" + c.Processes["query-frontend"].GRPC.String(),

		"-ingester.ring.replication-factor=1",
		"-ingester.ring.min-ready-duration=0s",
		"-store-gateway.sharding-ring.replication-factor=1",
		"-alertmanager.sharding-ring.replication-factor=1",

		"-blocks-storage.backend=filesystem",
		"-blocks-storage.filesystem.dir=" + filepath.Join(storage, "blocks"),
		"-ruler-storage.backend=filesystem",
		"-ruler-storage.filesystem.dir=" + filepath.Join(storage, "rules"),
		"-alertmanager-storage.backend=filesystem",
		"-alertmanager-storage.filesystem.dir=" + filepath.Join(storage, "alerts"),
		"-alertmanager.web.external-url=https://localhost/alertmanager",
	}
	for _, ring := range rings {
		arguments = append(arguments, "-"+ring+".instance-addr=127.0.0.1", "-"+ring+".store=memberlist")
	}
	return arguments
}

// knownFlags lets the surroundings name what an older or newer MIMIR_BIN
// lacks. What mimir-tls wrote is never filtered.
func knownFlags(t *testing.T, binary string) map[string]bool {
	t.Helper()
	// Asked for help, Mimir exits with 2 all the same.
	output, err := exec.Command(binary, "-help-all").CombinedOutput()
	known := map[string]bool{}
	for line := range strings.Lines(string(output)) {
		if fields := strings.Fields(line); len(fields) > 0 && strings.HasPrefix(fields[0], "-") {
			known[fields[0]] = true
		}
	}
	if !known["-target"] {
		t.Fatalf("mimir -help-all: %v\n%.300s", err, output)
	}
	return known
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
			if !p.running() {
				t.Fatalf("%s has exited", component)
			}
			if time.Now().After(deadline) {
				t.Fatalf("%s is not ready after %v: %d %s %v", component, readyWithin, status, body, err)
			}
			time.Sleep(100 * time.Millisecond)
		}
	}
}
