package change

import (
	"crypto/tls"
	"encoding/json"
	"io"
	"net"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"mimir-tls/tests/mimir/cluster"
)

// TestReread holds what the catalog says of files that a running process reads
// again against a real one: a querier, with listeners of each kind, that dials a
// query-scheduler of ours.
func TestReread(t *testing.T) {
	f := newFleet(t)
	querier := f.member(t, "querier-0")
	scheduler := newScheduler(t)
	querier.more = []string{"-query-scheduler.service-discovery-mode=dns", "-querier.scheduler-address=" + scheduler.at.String()}
	scheduler.shows(t, f.folder)
	querier.start(t)
	t.Cleanup(func() { querier.Stop() })
	name := serverName(t, f.folder)

	// The listeners, and the client as the scheduler sees it, by the kinds of their
	// rows; what has none is read at the start.
	when := map[string]string{}
	var rows []struct{ Kind, When string }
	if err := json.Unmarshal(must(os.ReadFile("../../core/catalog/data/rereads.json"))(t), &rows); err != nil {
		t.Fatal(err)
	}
	for _, row := range rows {
		when[row.Kind] = row.When
	}
	shown := func(what string, folder string) {
		t.Helper()
		server, client := serial(t, folder, "server"), serial(t, folder, "client")
		for _, door := range []struct {
			kind string
			at   cluster.Address
		}{{"grpc-server", querier.GRPC}, {"http-server", querier.HTTP}, {"memberlist", querier.Gossip}} {
			for _, by := range []string{name, ""} {
				eventually(t, what+": "+door.kind+" by the name `"+by+"`", func() bool { return shownAt(door.at, by) == server })
			}
		}
		eventually(t, what+": grpc-client", func() bool { return scheduler.seen() == client })
	}
	shown("at the start", f.folder)

	c := f.planned(t, "--renew")
	renewed := filepath.Join(c.folder, c.Phases[0].Folder)
	before, behind := serial(t, f.folder, "server"), serial(t, renewed, "server")
	querier.exchange(t, filepath.Join(renewed, "certs"), certDir)
	for _, door := range []struct {
		kind, by string
		at       cluster.Address
	}{
		{"grpc-server", name, querier.GRPC}, {"grpc-server", "", querier.GRPC},
		{"http-server", name, querier.HTTP}, {"http-server", "", querier.HTTP},
		{"memberlist", name, querier.Gossip}, {"memberlist", "", querier.Gossip},
	} {
		want := before
		if when[door.kind] == "handshake" || when[door.kind] == "named-handshake" && door.by != "" {
			want = behind
		}
		if got := shownAt(door.at, door.by); got != want {
			t.Errorf("%s by the name `%s`, files exchanged: shows %s; old %s, new %s; the catalog says %q", door.kind, door.by, got, before, behind, when[door.kind])
		}
	}
	want := serial(t, f.folder, "client")
	if when["grpc-client"] == "handshake" {
		want = serial(t, renewed, "client")
	}
	scheduler.hangUp()
	eventually(t, "grpc-client, files exchanged", func() bool { return scheduler.seen() == want })
	f.settle(t, c)
	querier.restart(t)
	shown("after a restart", f.folder)

	// Every CA is read at the start alone: of clients that come, and of servers.
	c = f.planned(t, "--new-ca")
	both, behindAll := filepath.Join(c.folder, c.Phases[0].Folder), filepath.Join(c.folder, c.Phases[2].Folder)
	querier.exchange(t, filepath.Join(both, "certs"), certDir)
	newcomer := must(tls.LoadX509KeyPair(filepath.Join(behindAll, "certs/client.crt"), filepath.Join(behindAll, "certs/client.key")))(t)
	for _, door := range []cluster.Address{querier.GRPC, querier.HTTP} {
		if err := knock(door, name, newcomer); err == nil {
			t.Errorf("%s lets in who has a certificate of a CA that it did not know at its start", door)
		}
	}
	scheduler.shows(t, behindAll)
	scheduler.hangUp()
	eventually(t, "grpc-client refuses a CA that it did not know at its start", func() bool { return strings.Contains(scheduler.seen(), "remote error: tls: ") })
	scheduler.hangUp()
	querier.restart(t)
	client := serial(t, both, "client")
	for _, door := range []cluster.Address{querier.GRPC, querier.HTTP} {
		eventually(t, door.String()+" lets in who has a certificate of the new CA", func() bool { return knock(door, name, newcomer) == nil })
	}
	eventually(t, "grpc-client trusts both CAs", func() bool { return scheduler.seen() == client })
}

func eventually(t *testing.T, what string, holds func() bool) {
	t.Helper()
	for deadline := time.Now().Add(patience); !holds(); time.Sleep(100 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("%s: not after %v", what, patience)
		}
	}
}

// serial is that of a folder's certificate.
func serial(t *testing.T, folder, name string) string {
	t.Helper()
	certs := filepath.Join(folder, "certs", name)
	pair := must(tls.LoadX509KeyPair(certs+".crt", certs+".key"))(t)
	return pair.Leaf.SerialNumber.String()
}

// shownAt is the serial number of the certificate that a listener shows to who
// dials it by a name, or by its address.
func shownAt(at cluster.Address, name string) string {
	connection, err := tls.Dial("tcp", at.String(), &tls.Config{ServerName: name, InsecureSkipVerify: true, NextProtos: []string{"h2"}})
	if err != nil {
		return err.Error()
	}
	defer connection.Close()
	return connection.ConnectionState().PeerCertificates[0].SerialNumber.String()
}

// knock comes to a listener with a certificate, and hears whether it is let in.
func knock(at cluster.Address, name string, pair tls.Certificate) error {
	return cluster.Listen(at, &tls.Config{
		ServerName: name, InsecureSkipVerify: true, NextProtos: []string{"h2"},
		GetClientCertificate: func(*tls.CertificateRequestInfo) (*tls.Certificate, error) { return &pair, nil },
	})
}

// A scheduler is a server that a querier dials, and which sees how that goes.
type scheduler struct {
	at cluster.Address

	mutex      sync.Mutex
	pair       tls.Certificate
	last       string
	connection net.Conn
}

func newScheduler(t *testing.T) *scheduler {
	t.Helper()
	listener := must(net.Listen("tcp", "127.0.0.1:0"))(t)
	t.Cleanup(func() { listener.Close() })
	s := &scheduler{at: cluster.Address{Host: "127.0.0.1", Port: listener.Addr().(*net.TCPAddr).Port}}
	go func() {
		for {
			connection, err := listener.Accept()
			if err != nil {
				return
			}
			s.meet(connection)
		}
	}()
	return s
}

// meet shakes hands, and keeps the connection open: with settings of HTTP/2, by
// which gRPC takes it for established.
func (s *scheduler) meet(connection net.Conn) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	_ = connection.SetDeadline(time.Now().Add(patience))
	server := tls.Server(connection, &tls.Config{
		Certificates: []tls.Certificate{s.pair}, ClientAuth: tls.RequireAnyClientCert, NextProtos: []string{"h2"},
	})
	if err := server.Handshake(); err != nil {
		s.last = err.Error()
		server.Close()
		return
	}
	s.last = server.ConnectionState().PeerCertificates[0].SerialNumber.String()
	s.connection = server
	const frameOfSettings = "\x00\x00\x00\x04\x00\x00\x00\x00\x00"
	_, _ = io.WriteString(server, frameOfSettings)
	go io.Copy(io.Discard, server)
}

// shows has the next handshakes made with the server's certificate of a folder.
func (s *scheduler) shows(t *testing.T, folder string) {
	t.Helper()
	certs := filepath.Join(folder, "certs/server")
	pair := must(tls.LoadX509KeyPair(certs+".crt", certs+".key"))(t)
	s.mutex.Lock()
	defer s.mutex.Unlock()
	s.pair = pair
}

// hangUp has the querier dial again, and forgets what was seen of it.
func (s *scheduler) hangUp() {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	s.last = ""
	if s.connection != nil {
		s.connection.Close()
	}
}

// seen is the serial number of the certificate that the querier has shown last,
// or what it has against ours.
func (s *scheduler) seen() string {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	return s.last
}
