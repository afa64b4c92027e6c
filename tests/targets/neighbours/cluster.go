package main

import (
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"time"
)

var components = []string{
	"distributor", "ingester", "querier", "query-frontend", "query-scheduler",
	"store-gateway", "compactor", "ruler", "alertmanager",
}

var rings = []string{
	"alertmanager.sharding-ring", "compactor.ring", "distributor.ring", "ingester.ring",
	"query-scheduler.ring", "ruler.ring", "store-gateway.sharding-ring",
}

const serverName = "mimir.example"

// A cluster is nine processes of Mimir, each on an address of its own on
// loopback and on Mimir's own ports, so that what mimir-tls writes is run as
// it stands.
type cluster struct {
	folder string // made by mimir-tls
	work   string
	// The third byte of every address.
	network int
	// Whether HTTP wants a certificate, and Mimir has tenants.
	strict    bool
	processes map[string]*process
	visitor   *http.Client // as the policy wants it
	anonymous *http.Client // without a certificate
}

func newCluster(number int, policy string) (*cluster, error) {
	work, err := os.MkdirTemp("", "mimir-tls-neighbours")
	if err != nil {
		return nil, err
	}
	c := &cluster{
		folder:    filepath.Join(work, "mimir-tls"),
		work:      work,
		network:   81 + number,
		strict:    policy == "RequireAndVerifyClientCert",
		processes: map[string]*process{},
	}
	arguments := []string{
		"generate", "--platform", "hosts", "--out", c.folder, "--cert-dir", c.path("certs"),
		"--server-name", serverName, "--http-auth", policy,
	}
	for _, target := range []string{"flags", "yaml", "nginx", "haproxy", "caddy", "envoy", "traefik", "clients", "alerts"} {
		arguments = append(arguments, "--target", target)
	}
	for _, component := range components {
		arguments = append(arguments, "--component", component, "--ip", component+"="+c.address(component))
	}
	_, err = output(program("mimir-tls", arguments...))
	return c, err
}

// path is that of a file that mimir-tls wrote.
func (c *cluster) path(parts ...string) string {
	return filepath.Join(append([]string{c.folder}, parts...)...)
}

// address is a component's own.
func (c *cluster) address(component string) string {
	for i, known := range components {
		if known == component {
			return fmt.Sprintf("127.77.%d.%d", c.network, i+1)
		}
	}
	panic("no component " + component)
}

// spare is an address for something that is no part of Mimir.
func (c *cluster) spare(number int) string {
	return fmt.Sprintf("127.77.%d.%d", c.network, 100+number)
}

func (c *cluster) start() error {
	var err error
	if c.visitor, err = c.newVisitor(c.strict); err != nil {
		return err
	}
	if c.anonymous, err = c.newVisitor(false); err != nil {
		return err
	}
	for _, component := range components {
		flags, err := os.ReadFile(c.path("flags", component+".flags"))
		if err != nil {
			return err
		}
		arguments := c.surroundings(component)
		for line := range strings.Lines(string(flags)) {
			if line = strings.TrimSpace(line); line != "" && !strings.HasPrefix(line, "#") {
				arguments = append(arguments, line)
			}
		}
		folder := filepath.Join(c.work, component)
		if err := os.MkdirAll(folder, 0o700); err != nil {
			return err
		}
		p, err := start(component, folder, program("mimir", arguments...))
		if err != nil {
			return err
		}
		c.processes[component] = p
	}
	for _, component := range components {
		p := c.processes[component]
		url := "https://" + c.address(component) + ":8080/ready"
		err := within(3*time.Minute, func() error {
			if !p.running() {
				return fmt.Errorf("%s has exited", component)
			}
			_, err := get(c.visitor, url)
			return err
		})
		if err != nil {
			return fmt.Errorf("%s is not ready: %w\n%s", component, err, p.tail())
		}
	}
	return nil
}

// surroundings are the settings that have nothing to do with TLS.
func (c *cluster) surroundings(component string) []string {
	own := c.address(component)
	storage := filepath.Join(c.work, "storage")
	arguments := []string{
		"-target=" + component,
		"-log.level=warn",
		"-usage-stats.enabled=false",
		fmt.Sprint("-auth.multitenancy-enabled=", c.strict),
		"-activity-tracker.filepath=",

		"-server.http-listen-address=" + own,
		"-server.grpc-listen-address=" + own,
		"-memberlist.bind-addr=" + own,
		"-memberlist.advertise-addr=" + own,
		"-memberlist.join=" + c.address("ingester"),
		"-memberlist.join=" + c.address("distributor"),
		"-memberlist.max-join-backoff=1s",
		"-memberlist.rejoin-interval=1s",

		"-query-scheduler.service-discovery-mode=ring",
		"-query-frontend.instance-addr=" + own,
		"-ruler.query-frontend.address=" + c.address("query-frontend") + ":9095",
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
		arguments = append(arguments, "-"+ring+".instance-addr="+own, "-"+ring+".store=memberlist")
	}
	return arguments
}

func (c *cluster) stop() {
	for _, p := range c.processes {
		p.stop()
	}
	_ = os.RemoveAll(c.work)
}
