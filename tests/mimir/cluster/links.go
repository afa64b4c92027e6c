package cluster

import (
	"crypto/tls"
	"io"
	"net"
	"strconv"
	"strings"
	"testing"
	"time"
)

// CheckRPC calls every process over gRPC: only the member gets an answer, and
// the others hear why not.
func (c *Cluster) CheckRPC(t *testing.T, v *Visitors) {
	t.Helper()
	for _, component := range Components {
		p := c.Processes[component]
		if err := v.Member.call(p.GRPC); err != nil {
			t.Errorf("%s: a member over gRPC: %v", component, err)
		}
		strangers := []struct {
			name string
			Visitor
			answer string
		}{
			{"a client without a certificate", v.Anonymous, "remote error: tls: certificate required"},
			{"a client of another CA", v.Foreigner, "remote error: tls: unknown certificate authority"},
		}
		for _, stranger := range strangers {
			if err := stranger.call(p.GRPC); !refused(err) {
				t.Errorf("%s: %s over gRPC: want a refusal, got %v", component, stranger.name, err)
			}
			if err := Listen(p.GRPC, stranger.papers); err == nil || err.Error() != stranger.answer {
				t.Errorf("%s: %s over gRPC: want %q, got %v", component, stranger.name, stranger.answer, err)
			}
		}
		if err := v.Careless.call(p.GRPC); !refused(err) {
			t.Errorf("%s: a plaintext client over gRPC: want a refusal, got %v", component, err)
		}
		if status, _, err := v.Foreigner.get("https://" + p.HTTP.String() + "/ready"); !refused(err) {
			t.Errorf("%s: a client of another CA over HTTPS: want a refusal, got %d %v", component, status, err)
		}
	}
}

// CheckGossip sees every process count all the others as members, with
// packets from them, and finds TLS and nothing else on the gossip port.
func (c *Cluster) CheckGossip(t *testing.T, v *Visitors) {
	t.Helper()
	for _, component := range Components {
		p := c.Processes[component]
		deadline := time.Now().Add(readyWithin)
		for {
			status, metrics, err := v.Anonymous.get("https://" + p.HTTP.String() + "/metrics")
			members := metric(metrics, "memberlist_client_cluster_members_count")
			packets := metric(metrics, "memberlist_tcp_transport_packets_received_total")
			if members == len(Components) && packets > 0 {
				break
			}
			if time.Now().After(deadline) {
				t.Fatalf("%s: want %d members and packets from them, got %d and %d (HTTP %d, %v)", component, len(Components), members, packets, status, err)
			}
			time.Sleep(100 * time.Millisecond)
		}

		connection, err := tls.Dial("tcp", p.Gossip.String(), v.Anonymous.papers)
		if err != nil {
			t.Errorf("%s: gossip over TLS: %v", component, err)
		} else {
			connection.Close()
		}
		if answer, err := knock(p.Gossip); err != nil || answer != "" && !isAlert(answer) {
			t.Errorf("%s: gossip in plaintext: want an alert or a closed door, got %q %v", component, answer, err)
		}
	}
}

// metric reads an unlabelled metric whose name ends so: its prefix depends on
// the release. Absent is -1.
func metric(metrics, suffix string) int {
	for line := range strings.Lines(metrics) {
		name, value, _ := strings.Cut(strings.TrimSpace(line), " ")
		if !strings.HasPrefix(line, "#") && strings.HasSuffix(name, suffix) {
			number, err := strconv.ParseFloat(value, 64)
			if err == nil {
				return int(number)
			}
		}
	}
	return -1
}

// knock sends a plaintext gossip packet, and returns what comes back before
// the other side hangs up.
func knock(door Address) (string, error) {
	connection, err := net.Dial("tcp", door.String())
	if err != nil {
		return "", err
	}
	defer connection.Close()
	if err := connection.SetDeadline(time.Now().Add(10 * time.Second)); err != nil {
		return "", err
	}
	// dskit's first byte of a packet is 1; then follow the sender's address
	// with its length, and the packet's digest.
	if _, err := connection.Write(append([]byte{1, 11}, "127.0.0.1:1 and a digest that is no digest"...)); err != nil {
		return "", err
	}
	answer, err := io.ReadAll(connection)
	if len(answer) == 0 && err != nil && !err.(net.Error).Timeout() {
		return "", nil // reset: the door is closed
	}
	return string(answer), err
}

// isAlert knows a TLS alert record by its type, 21.
func isAlert(record string) bool { return record[0] == 21 }
