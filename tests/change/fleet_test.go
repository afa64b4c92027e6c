package change

import (
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"mimir-tls/tests/mimir/cluster"
)

// certDir is where every machine has its certificates, on that machine.
const certDir = "/etc/mimir/tls"

// patience is generous: two cores may have other work.
const patience = 3 * time.Minute

// replicas are how many processes there are of a component, where more than one.
var replicas = map[string]int{
	"ingester": 3, "store-gateway": 3,
	"distributor": 2, "querier": 2, "query-frontend": 2, "query-scheduler": 2,
}

// A fleet is a cluster on machines: each process has one of its own, a folder
// below which its paths are, and its files there are reached by links.
type fleet struct {
	// The folder that `mimir-tls generate` has made, and those of changes beside it.
	folder  string
	members []*member
	around  *cluster.Surroundings
}

// A member is a process with its machine.
type member struct {
	cluster.Doors
	name, component string
	machine         string
	fleet           *fleet
	// Settings of its own, which win over the others that have nothing to do with TLS.
	more []string
	*cluster.Running
}

// newFleet makes the folder and the machines, with everything in its place.
func newFleet(t *testing.T) *fleet {
	t.Helper()
	root := t.TempDir()
	f := &fleet{folder: filepath.Join(root, "mimir-tls")}
	arguments := []string{
		"generate", "--quiet", "--out", f.folder, "--mode", "microservices", "--cert-dir", certDir, "--target", "flags",
		"--component", strings.Join(cluster.Components, ","),
	}
	for component, count := range replicas {
		arguments = append(arguments, "--replicas", fmt.Sprint(component, "=", count))
	}
	mimirTLS(t, arguments...)
	for _, component := range cluster.Components {
		count := max(1, replicas[component])
		for number := range count {
			name := component
			if count > 1 {
				name = fmt.Sprint(component, "-", number)
			}
			f.members = append(f.members, &member{name: name, component: component, machine: filepath.Join(root, "machines", name), fleet: f})
		}
	}
	free := cluster.FreeAddresses(t, 3*len(f.members))
	for i, m := range f.members {
		m.Doors = cluster.Doors{HTTP: free[3*i], GRPC: free[3*i+1], Gossip: free[3*i+2]}
		m.exchange(t, filepath.Join(f.folder, "certs"), certDir)
		m.exchange(t, filepath.Join(f.folder, "flags"), filepath.Join(f.folder, "flags"))
	}
	f.writeRules(t, root)
	f.around = must(cluster.NewSurroundings(mimirBin, root, nil))(t)
	return f
}

// start starts every process, and waits until all are ready.
func (f *fleet) start(t *testing.T, ask *papers) {
	t.Helper()
	for _, m := range f.members {
		m.start(t)
		t.Cleanup(func() {
			if t.Failed() {
				t.Logf("--- %s, end of log\n%s", m.name, m.Tail(15))
			}
			m.Stop()
		})
	}
	for _, m := range f.members {
		m.waitUntilReady(t, ask)
	}
}

func (f *fleet) member(t *testing.T, name string) *member {
	t.Helper()
	for _, m := range f.members {
		if m.name == name {
			return m
		}
	}
	t.Fatalf("there is no process %q", name)
	return nil
}

// of are the processes of a component.
func (f *fleet) of(component string) []*member {
	var found []*member
	for _, m := range f.members {
		if m.component == component {
			found = append(found, m)
		}
	}
	return found
}

// writeRules gives the ruler something to do every second, so that it dials the
// query-frontend, the ingesters and the Alertmanager.
func (f *fleet) writeRules(t *testing.T, root string) {
	t.Helper()
	const rules = `groups:
  - name: always
    interval: 1s
    rules:
      - {record: mimir_tls_recorded, expr: "vector(1)"}
      - {alert: Always, expr: "vector(1)"}
`
	folder := filepath.Join(root, "ruler", "anonymous")
	if err := os.MkdirAll(folder, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(folder, "rules.yaml"), []byte(rules), 0o600); err != nil {
		t.Fatal(err)
	}
}

// at is where a path of the machine is.
func (m *member) at(path string) string { return filepath.Join(m.machine, path) }

// exchange has a folder take the place of another whole: a copy of it, and a link
// renamed over the link that was there.
func (m *member) exchange(t *testing.T, from, to string) {
	t.Helper()
	link := m.at(to)
	if err := os.MkdirAll(filepath.Dir(link), 0o700); err != nil {
		t.Fatal(err)
	}
	copied := must(os.MkdirTemp(filepath.Dir(link), filepath.Base(link)+"."))(t)
	if err := os.CopyFS(copied, os.DirFS(from)); err != nil {
		t.Fatal(err)
	}
	next := link + ".next"
	if err := os.Symlink(filepath.Base(copied), next); err != nil {
		t.Fatal(err)
	}
	if err := os.Rename(next, link); err != nil {
		t.Fatal(err)
	}
}

// start starts the process with the settings that are on its machine by now.
func (m *member) start(t *testing.T) {
	t.Helper()
	command := exec.Command(mimirBin, append(m.settings(t), m.surroundings()...)...)
	// What gRPC has against a peer it says nowhere else.
	command.Env = append(os.Environ(), "GRPC_GO_LOG_SEVERITY_LEVEL=warning")
	m.Running = must(cluster.Run(m.name, m.machine, command))(t)
}

// restart ends the process as a supervisor does, and starts it again.
func (m *member) restart(t *testing.T) {
	t.Helper()
	m.End(patience)
	m.start(t)
}

// settings are those of mimir-tls, with the machine's paths as they are here.
func (m *member) settings(t *testing.T) []string {
	t.Helper()
	text := must(os.ReadFile(filepath.Join(m.at(m.fleet.folder), "flags", m.component+".flags")))(t)
	var flags []string
	for line := range strings.Lines(string(text)) {
		if line = strings.TrimSpace(line); strings.HasPrefix(line, "-") {
			flags = append(flags, strings.Replace(line, "="+certDir+"/", "="+m.at(certDir)+"/", 1))
		}
	}
	return flags
}

// surroundings are the settings that have nothing to do with TLS.
func (m *member) surroundings() []string {
	around := *m.fleet.around
	around.Doors = func(component string) cluster.Doors {
		if component == m.component {
			return m.Doors
		}
		return m.fleet.of(component)[0].Doors
	}
	var more []string
	for _, ring := range cluster.Rings {
		more = append(more,
			"-"+ring+".instance-id="+m.name,
			// Who gossips no more is dialled all the same.
			"-"+ring+".heartbeat-timeout=1h",
		)
	}
	for _, seed := range m.fleet.of("ingester") {
		more = append(more, "-memberlist.join="+seed.Gossip.String())
	}
	more = append(more,
		"-ingester.ring.replication-factor=3",
		"-store-gateway.sharding-ring.replication-factor=3",
		// Who is busy is late, and no less a member.
		"-distributor.remote-timeout=20s",
		"-memberlist.packet-dial-timeout=20s",
		"-memberlist.packet-write-timeout=20s",
		"-memberlist.stream-timeout=20s",
		// As a StatefulSet has it: who restarts stays in the ring, with its tokens.
		"-ingester.ring.unregister-on-shutdown=false",
		"-ingester.ring.tokens-file-path="+m.at("tokens"),
		"-store-gateway.sharding-ring.unregister-on-shutdown=false",
		// Two distributors, and two who write: the later sample may come first.
		"-ingester.out-of-order-time-window=10m",
		"-ruler-storage.backend=local",
		"-ruler-storage.local.directory="+filepath.Join(around.Storage, "ruler"),
		"-ruler.resend-delay=1s",
		"-ruler.alertmanager-url=https://"+m.fleet.of("alertmanager")[0].HTTP.String()+"/alertmanager",
	)
	return around.Of(m.component, append(more, m.more...)...)
}

// waitUntilReady asks as an orchestrator does. That an ingester is ready has to be
// heard by those who write to it and read from it; an orchestrator leaves time for
// that, and here they are asked.
func (m *member) waitUntilReady(t *testing.T, ask *papers) {
	t.Helper()
	m.waitFor(t, ask, m, "/ready", func(body string) bool { return true })
	if m.component != "ingester" {
		return
	}
	for _, component := range []string{"distributor", "querier"} {
		for _, other := range m.fleet.of(component) {
			if other.Running == nil || !other.IsThere() {
				continue
			}
			m.waitFor(t, ask, other, "/ingester/ring", func(body string) bool {
				return strings.Contains(body, fmt.Sprintf(`"id":"%s","state":"ACTIVE"`, m.name))
			})
		}
	}
}

// waitFor waits until a process answers a question so that it is as wanted.
func (m *member) waitFor(t *testing.T, ask *papers, whom *member, path string, isWanted func(body string) bool) {
	t.Helper()
	deadline := time.Now().Add(patience)
	for {
		status, body, err := ask.get("https://" + whom.HTTP.String() + path)
		if err == nil && status == http.StatusOK && isWanted(body) {
			return
		}
		if !m.IsThere() {
			t.Fatalf("%s has ended", m.name)
		}
		if time.Now().After(deadline) {
			t.Fatalf("%s is not ready after %v: %s%s: %d %.300s %v", m.name, patience, whom.name, path, status, body, err)
		}
		time.Sleep(20 * time.Millisecond)
	}
}

// mimirTLS runs the command, which has nothing to object to, and gives what it
// printed.
func mimirTLS(t *testing.T, arguments ...string) []byte {
	t.Helper()
	command := exec.Command(mimirTLSBin, arguments...)
	var objections strings.Builder
	command.Stderr = &objections
	output, err := command.Output()
	if err != nil {
		t.Fatalf("mimir-tls %s: %v\n%s%s", strings.Join(arguments, " "), err, output, objections.String())
	}
	return output
}
