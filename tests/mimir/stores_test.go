package mimir

import (
	"bufio"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"mimir-tls/tests/mimir/cluster"
)

// The rings of a cluster's components.
var storedRings = []string{
	"alertmanager.sharding-ring", "compactor.ring", "distributor.ring", "ingester.ring",
	"query-scheduler.ring", "ruler.ring", "store-gateway.sharding-ring",
}

// TestStores runs a cluster whose rings are in a real etcd and whose cache is a
// real memcached. Both speak TLS, show the server's certificate of the folder,
// and let in nobody without one.
func TestStores(t *testing.T) {
	folder := generate(t, "--mode", "microservices", "--surface", "etcd,memcached")
	certs := filepath.Join(folder, "certs")
	etcd, cache := startEtcd(t, certs), startMemcached(t, certs)

	more := []string{
		"-query-frontend.cache-results=true",
		"-query-frontend.results-cache.backend=memcached",
		"-query-frontend.results-cache.memcached.addresses=" + cache.String(),
	}
	for _, ring := range storedRings {
		more = append(more, "-"+ring+".store=etcd", "-"+ring+".etcd.endpoints="+etcd.String())
	}
	c := cluster.Start(t, mimirBin, func(component string) []string { return flags(t, folder, component) }, more...)
	visitors := cluster.NewVisitors(t, certs, "client")
	c.WaitUntilReady(t, visitors)
	c.CheckSample(t, visitors.Anonymous)

	// Without a certificate etcd says nothing; with the client's it has a key for
	// each ring.
	if response, err := visitors.Anonymous.Get("https://" + etcd.String() + "/metrics"); err == nil {
		response.Body.Close()
		t.Errorf("etcd answers who has no certificate: %s", response.Status)
	}
	response, err := visitors.Member.Get("https://" + etcd.String() + "/metrics")
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	keys := ""
	for lines := bufio.NewScanner(response.Body); lines.Scan(); {
		if number, found := strings.CutPrefix(lines.Text(), "etcd_debugging_mvcc_keys_total "); found {
			keys = number
		}
	}
	if keys != fmt.Sprint(len(storedRings)) {
		t.Errorf("etcd has %q keys, of %d rings", keys, len(storedRings))
	}

	// A range query whose ends are whole steps looks into the cache first.
	now := time.Now().Unix() / 60 * 60
	query := fmt.Sprintf("/prometheus/api/v1/query_range?query=%s&start=%d&end=%d&step=60", url.QueryEscape("mimir_tls_sample"), now-86400, now)
	answer, err := visitors.Anonymous.Get("https://" + c.Processes["query-frontend"].HTTP.String() + query)
	if err != nil || answer.StatusCode != http.StatusOK {
		t.Fatalf("a range query: %v %v", answer, err)
	}
	answer.Body.Close()
	if asked := memcachedAsked(t, certs, cache); asked == "0" {
		t.Errorf("nobody has asked memcached")
	}
}

// start runs a program until the test is over.
func start(t *testing.T, name string, command *exec.Cmd) *cluster.Running {
	t.Helper()
	program, err := cluster.Run(name, t.TempDir(), command)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if t.Failed() {
			t.Logf("--- %s, end of log\n%s", name, program.Tail(15))
		}
		program.Stop()
	})
	return program
}

// door is a free one on loopback, by the name that every certificate has.
func door(t *testing.T) cluster.Address {
	t.Helper()
	return cluster.Address{Host: "localhost", Port: cluster.FreeAddresses(t, 1)[0].Port}
}

// startEtcd runs the etcd that tests/kubernetes has for its API server.
func startEtcd(t *testing.T, certs string) cluster.Address {
	t.Helper()
	binary, err := filepath.Abs("../../.cache/kubernetes/etcd")
	if err != nil {
		t.Fatal(err)
	}
	build := exec.Command("go", "-C", "../kubernetes/tools/etcd", "build", "-o", binary, "go.etcd.io/etcd/server/v3")
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	if output, err := build.CombinedOutput(); err != nil {
		t.Fatalf("etcd: %v\n%s", err, output)
	}
	at, peer := door(t), door(t)
	client := fmt.Sprintf("https://127.0.0.1:%d", at.Port)
	peers := fmt.Sprintf("http://127.0.0.1:%d", peer.Port)
	start(t, "etcd", exec.Command(binary, "--data-dir", t.TempDir(), "--unsafe-no-fsync", "--log-level", "warn",
		"--listen-client-urls", client, "--advertise-client-urls", client,
		"--listen-peer-urls", peers, "--initial-advertise-peer-urls", peers, "--initial-cluster", "default="+peers,
		"--client-cert-auth", "--trusted-ca-file", filepath.Join(certs, "root.crt"),
		"--cert-file", filepath.Join(certs, "server.crt"), "--key-file", filepath.Join(certs, "server.key")))
	untilOpen(t, at)
	return at
}

func startMemcached(t *testing.T, certs string) cluster.Address {
	t.Helper()
	at := door(t)
	options := fmt.Sprintf("ssl_chain_cert=%s,ssl_key=%s,ssl_ca_cert=%s,ssl_verify_mode=2",
		filepath.Join(certs, "server.crt"), filepath.Join(certs, "server.key"), filepath.Join(certs, "root.crt"))
	arguments := []string{"-l", "127.0.0.1", "-p", fmt.Sprint(at.Port), "-Z", "-o", options}
	if os.Geteuid() == 0 {
		arguments = append(arguments, "-u", "root")
	}
	start(t, "memcached", exec.Command("memcached", arguments...))
	untilOpen(t, at)
	return at
}

func untilOpen(t *testing.T, at cluster.Address) {
	t.Helper()
	deadline := time.Now().Add(time.Minute)
	for {
		connection, err := net.Dial("tcp", at.String())
		if err == nil {
			connection.Close()
			return
		}
		if time.Now().After(deadline) {
			t.Fatal(err)
		}
		time.Sleep(50 * time.Millisecond)
	}
}

// memcachedAsked is how often it was asked for an entry, as it says itself to
// somebody with a client's certificate.
func memcachedAsked(t *testing.T, certs string, at cluster.Address) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(certs, "root.crt"))
	if err != nil {
		t.Fatal(err)
	}
	pair, err := tls.LoadX509KeyPair(filepath.Join(certs, "client.crt"), filepath.Join(certs, "client.key"))
	if err != nil {
		t.Fatal(err)
	}
	roots := x509.NewCertPool()
	roots.AppendCertsFromPEM(text)
	connection, err := tls.Dial("tcp", at.String(), &tls.Config{RootCAs: roots, Certificates: []tls.Certificate{pair}})
	if err != nil {
		t.Fatal(err)
	}
	defer connection.Close()
	if _, err := connection.Write([]byte("stats\r\n")); err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(connection)
	for lines.Scan() && lines.Text() != "END" {
		if asked, found := strings.CutPrefix(lines.Text(), "STAT cmd_get "); found {
			return asked
		}
	}
	t.Fatalf("memcached says nothing of it: %v", lines.Err())
	return ""
}
