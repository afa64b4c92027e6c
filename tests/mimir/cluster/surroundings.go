package cluster

import (
	"fmt"
	"os/exec"
	"path/filepath"
	"strings"
)

// Rings are those of all components.
var Rings = []string{
	"alertmanager.sharding-ring", "compactor.ring", "distributor.ring", "ingester.ring", "overrides-exporter.ring",
	"querier.ring", "query-scheduler.ring", "ruler.ring", "store-gateway.sharding-ring",
}

// Surroundings are the settings of a component that have nothing to do with TLS:
// where it listens, that it has one replica, and that it stores in a folder.
type Surroundings struct {
	// Where each component listens.
	Doors func(component string) Doors
	// The folder in which all of them store.
	Storage string
	// The flags that this Mimir knows.
	known map[string]bool
}

// NewSurroundings are those of a Mimir, as far as it knows their flags: an older
// or newer MIMIR_BIN lacks some. What mimir-tls wrote is never filtered.
func NewSurroundings(binary, storage string, doors func(component string) Doors) (*Surroundings, error) {
	// Asked for help, Mimir exits with 2 all the same.
	output, err := exec.Command(binary, "-help-all").CombinedOutput()
	known := map[string]bool{}
	for line := range strings.Lines(string(output)) {
		if fields := strings.Fields(line); len(fields) > 0 && strings.HasPrefix(fields[0], "-") {
			known[fields[0]] = true
		}
	}
	if !known["-target"] {
		return nil, fmt.Errorf("mimir -help-all: %w\n%.300s", err, output)
	}
	return &Surroundings{Doors: doors, Storage: storage, known: known}, nil
}

// Of are those of a component, as arguments, with more, which win.
func (s *Surroundings) Of(component string, more ...string) []string {
	var arguments []string
	for _, argument := range append(s.all(component), more...) {
		if name, _, _ := strings.Cut(argument, "="); s.known[name] {
			arguments = append(arguments, argument)
		}
	}
	return arguments
}

func (s *Surroundings) all(component string) []string {
	own := s.Doors(component)
	arguments := []string{
		"-target=" + component,
		"-log.level=warn",
		"-usage-stats.enabled=false",
		"-auth.multitenancy-enabled=false",
		"-activity-tracker.filepath=",

		"-server.http-listen-address=" + own.HTTP.Host,
		fmt.Sprint("-server.http-listen-port=", own.HTTP.Port),
		"-server.grpc-listen-address=" + own.GRPC.Host,
		fmt.Sprint("-server.grpc-listen-port=", own.GRPC.Port),

		"-memberlist.bind-addr=" + own.Gossip.Host,
		fmt.Sprint("-memberlist.bind-port=", own.Gossip.Port),
		"-memberlist.advertise-addr=" + own.Gossip.Host,
		fmt.Sprint("-memberlist.advertise-port=", own.Gossip.Port),
		"-memberlist.join=" + s.Doors("ingester").Gossip.String(),
		"-memberlist.join=" + s.Doors("distributor").Gossip.String(),
		// Who comes up before the two seeds tries again soon.
		"-memberlist.max-join-backoff=1s",
		"-memberlist.rejoin-interval=1s",

		// By the ring rather than by DNS, so that all nine processes gossip.
		"-query-scheduler.service-discovery-mode=ring",
		"-query-frontend.instance-addr=" + own.GRPC.Host,
		fmt.Sprint("-query-frontend.instance-port=", own.GRPC.Port),
		"-ruler.query-frontend.address=" + s.Doors("query-frontend").GRPC.String(),

		"-ingester.ring.replication-factor=1",
		"-ingester.ring.min-ready-duration=0s",
		"-store-gateway.sharding-ring.replication-factor=1",
		"-alertmanager.sharding-ring.replication-factor=1",

		"-blocks-storage.backend=filesystem",
		"-blocks-storage.filesystem.dir=" + filepath.Join(s.Storage, "blocks"),
		"-ruler-storage.backend=filesystem",
		"-ruler-storage.filesystem.dir=" + filepath.Join(s.Storage, "rules"),
		"-alertmanager-storage.backend=filesystem",
		"-alertmanager-storage.filesystem.dir=" + filepath.Join(s.Storage, "alerts"),
		"-alertmanager.web.external-url=https://localhost/alertmanager",
	}
	for _, ring := range Rings {
		arguments = append(arguments, "-"+ring+".instance-addr="+own.GRPC.Host, "-"+ring+".store=memberlist")
	}
	return arguments
}
