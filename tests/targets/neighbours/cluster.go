package main

import (
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"time"

	running "mimir-tls/tests/mimir/cluster"
)

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
	processes map[string]*running.Running
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
		processes: map[string]*running.Running{},
	}
	arguments := []string{
		"generate", "--platform", "hosts", "--out", c.folder, "--cert-dir", c.path("certs"),
		"--server-name", serverName, "--http-auth", policy,
	}
	for _, target := range []string{"flags", "yaml", "nginx", "haproxy", "caddy", "envoy", "traefik", "clients", "alerts"} {
		arguments = append(arguments, "--target", target)
	}
	for _, component := range running.Components {
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
	for i, known := range running.Components {
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
	around, err := running.NewSurroundings(os.Getenv("MIMIR_BIN"), filepath.Join(c.work, "storage"), c.doors)
	if err != nil {
		return err
	}
	for _, component := range running.Components {
		flags, err := os.ReadFile(c.path("flags", component+".flags"))
		if err != nil {
			return err
		}
		// Of two flags with one name the last counts.
		arguments := append(around.Of(component), fmt.Sprint("-auth.multitenancy-enabled=", c.strict))
		for line := range strings.Lines(string(flags)) {
			if line = strings.TrimSpace(line); line != "" && !strings.HasPrefix(line, "#") {
				arguments = append(arguments, line)
			}
		}
		folder := filepath.Join(c.work, component)
		if err := os.MkdirAll(folder, 0o700); err != nil {
			return err
		}
		p, err := running.Run(component, folder, program("mimir", arguments...))
		if err != nil {
			return err
		}
		c.processes[component] = p
	}
	for _, component := range running.Components {
		p := c.processes[component]
		url := "https://" + c.address(component) + ":8080/ready"
		err := within(3*time.Minute, func() error {
			if !p.IsThere() {
				return fmt.Errorf("%s has exited", component)
			}
			_, err := get(c.visitor, url)
			return err
		})
		if err != nil {
			return fmt.Errorf("%s is not ready: %w\n%s", component, err, p.Tail(logLines))
		}
	}
	return nil
}

// doors are on a component's own address, and on Mimir's own ports.
func (c *cluster) doors(component string) running.Doors {
	at := func(port int) running.Address { return running.Address{Host: c.address(component), Port: port} }
	return running.Doors{HTTP: at(8080), GRPC: at(9095), Gossip: at(7946)}
}

func (c *cluster) stop() {
	for _, p := range c.processes {
		p.Stop()
	}
	_ = os.RemoveAll(c.work)
}
