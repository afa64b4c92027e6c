package mimir

import (
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

var components = []string{
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

// A cluster is nine processes that share one folder made by mimir-tls.
type cluster struct {
	folder    string
	processes map[string]*process
}

// TestCluster starts the same cluster from each form that the settings take,
// and each time with another certificate profile.
func TestCluster(t *testing.T) {
	forms := []struct {
		name, profile string
		// The certificate of a client that is no component of Mimir.
		member   string
		settings func(t *testing.T, folder, component string) []string
	}{
		{"flags", "split", "client", flags},
		{"flags and certificates by component", "per-component", "external/client", flagsInOwnFolder},
		{"yaml by component", "split", "client", func(_ *testing.T, folder, component string) []string {
			return []string{"-config.file=" + filepath.Join(folder, "yaml", component+".yaml")}
		}},
		{"yaml of the cluster", "single", "server", func(_ *testing.T, folder, _ string) []string {
			return []string{"-config.file=" + filepath.Join(folder, "yaml", "mimir.yaml")}
		}},
	}
	for _, form := range forms {
		t.Run(form.name, func(t *testing.T) {
			folder := generate(t, "--mode", "microservices", "--profile", form.profile, "--grpc-auth", "RequireAndVerifyClientCert")
			checkCluster(t, folder, form.member, form.settings)
		})
	}
}

// TestFolder parses and runs a folder that stands there already,
// MIMIR_TLS_FOLDER: the page's archive, unpacked. Its files must name its
// certificates where they are.
func TestFolder(t *testing.T) {
	folder := os.Getenv("MIMIR_TLS_FOLDER")
	if folder == "" {
		t.Skip("MIMIR_TLS_FOLDER names no folder")
	}
	parseFolder(t, folder)
	checkCluster(t, folder, "client", flags)
}

// checkCluster starts a cluster with the settings and visits it, as its member
// with the certificate of that name and as others.
func checkCluster(t *testing.T, folder, member string, settings func(t *testing.T, folder, component string) []string) {
	t.Helper()
	c := startCluster(t, folder, func(component string) []string {
		return settings(t, folder, component)
	})
	visitors := newVisitors(t, filepath.Join(folder, "certs"), member)
	c.waitUntilReady(t, visitors)
	c.checkGossip(t, visitors)
	c.checkRPC(t, visitors)
	c.checkSample(t, visitors.anonymous)
}

func flags(t *testing.T, folder, component string) []string {
	return readFlags(t, filepath.Join(folder, "flags", component+".flags"))
}

// flagsInOwnFolder stands for a machine a component, each with certs/COMPONENT
// as its certificate folder.
func flagsInOwnFolder(t *testing.T, folder, component string) []string {
	certs := filepath.Join(folder, "certs") + "/"
	own := flags(t, folder, component)
	for i, flag := range own {
		own[i] = strings.Replace(flag, "="+certs, "="+certs+component+"/", 1)
	}
	return own
}

func startCluster(t *testing.T, folder string, settings func(component string) []string) *cluster {
	t.Helper()
	c := &cluster{folder: folder, processes: map[string]*process{}}
	free := freeAddresses(t, 3*len(components))
	for i, component := range components {
		c.processes[component] = &process{component: component, http: free[3*i], grpc: free[3*i+1], gossip: free[3*i+2]}
	}
	known := knownFlags(t)
	storage := t.TempDir()
	for _, component := range components {
		arguments := settings(component)
		for _, argument := range c.surroundings(component, storage) {
			if name, _, _ := strings.Cut(argument, "="); known[name] {
				arguments = append(arguments, argument)
			}
		}
		c.processes[component].start(t, arguments)
	}
	return c
}

// surroundings are the settings that have nothing to do with TLS.
func (c *cluster) surroundings(component, storage string) []string {
	p := c.processes[component]
	arguments := []string{
		"-target=" + component,
		"-log.level=warn",
		"-usage-stats.enabled=false",
		"-auth.multitenancy-enabled=false",
		"-activity-tracker.filepath=",

		"-server.http-listen-address=127.0.0.1",
		fmt.Sprint("-server.http-listen-port=", p.http.port),
		"-server.grpc-listen-address=127.0.0.1",
		fmt.Sprint("-server.grpc-listen-port=", p.grpc.port),

		"-memberlist.bind-addr=127.0.0.1",
		fmt.Sprint("-memberlist.bind-port=", p.gossip.port),
		"-memberlist.advertise-addr=127.0.0.1",
		fmt.Sprint("-memberlist.advertise-port=", p.gossip.port),
		"-memberlist.join=" + c.processes["ingester"].gossip.String(),
		"-memberlist.join=" + c.processes["distributor"].gossip.String(),
		// Who comes up before the two seeds tries again soon.
		"-memberlist.max-join-backoff=1s",
		"-memberlist.rejoin-interval=1s",

		// By the ring rather than by DNS, so that all nine processes gossip.
		"-query-scheduler.service-discovery-mode=ring",
		"-query-frontend.instance-addr=127.0.0.1",
		fmt.Sprint("-query-frontend.instance-port=", p.grpc.port),
		"-ruler.query-frontend.address=" + c.processes["query-frontend"].grpc.String(),

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
func knownFlags(t *testing.T) map[string]bool {
	t.Helper()
	// Asked for help, Mimir exits with 2 all the same.
	output, err := exec.Command(mimirBin, "-help-all").CombinedOutput()
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

// waitUntilReady asks as a kubelet does: over HTTPS, without a certificate.
func (c *cluster) waitUntilReady(t *testing.T, v *visitors) {
	t.Helper()
	deadline := time.Now().Add(readyWithin)
	for _, component := range components {
		p := c.processes[component]
		for {
			status, body, err := v.anonymous.get("https://" + p.http.String() + "/ready")
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
