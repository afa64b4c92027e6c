package mimir

import (
	"crypto/tls"
	"io"
	"net"
	"strconv"
	"strings"
	"testing"
	"time"
)

// checkRPC calls every process over gRPC: only the member gets an answer, and
// the others hear why not.
func (c *cluster) checkRPC(t *testing.T, v *visitors) {
	t.Helper()
	for _, component := range components {
		p := c.processes[component]
		if err := v.member.call(p.grpc); err != nil {
			t.Errorf("%s: a member over gRPC: %v", component, err)
		}
		strangers := []struct {
			name string
			visitor
			answer string
		}{
			{"a client without a certificate", v.anonymous, "remote error: tls: certificate required"},
			{"a client of another CA", v.foreigner, "remote error: tls: unknown certificate authority"},
		}
		for _, stranger := range strangers {
			if err := stranger.call(p.grpc); !refused(err) {
				t.Errorf("%s: %s over gRPC: want a refusal, got %v", component, stranger.name, err)
			}
			if err := stranger.listen(p.grpc); err == nil || err.Error() != stranger.answer {
				t.Errorf("%s: %s over gRPC: want %q, got %v", component, stranger.name, stranger.answer, err)
			}
		}
		if err := v.careless.call(p.grpc); !refused(err) {
			t.Errorf("%s: a plaintext client over gRPC: want a refusal, got %v", component, err)
		}
		if status, _, err := v.foreigner.get("https://" + p.http.String() + "/ready"); !refused(err) {
			t.Errorf("%s: a client of another CA over HTTPS: want a refusal, got %d %v", component, status, err)
		}
	}
}

// checkGossip sees every process count all the others as members, with
// packets from them, and finds TLS and nothing else on the gossip port.
func (c *cluster) checkGossip(t *testing.T, v *visitors) {
	t.Helper()
	for _, component := range components {
		p := c.processes[component]
		deadline := time.Now().Add(readyWithin)
		for {
			status, metrics, err := v.anonymous.get("https://" + p.http.String() + "/metrics")
			members := metric(metrics, "memberlist_client_cluster_members_count")
			packets := metric(metrics, "memberlist_tcp_transport_packets_received_total")
			if members == len(components) && packets > 0 {
				break
			}
			if time.Now().After(deadline) {
				t.Fatalf("%s: want %d members and packets from them, got %d and %d (HTTP %d, %v)", component, len(components), members, packets, status, err)
			}
			time.Sleep(100 * time.Millisecond)
		}

		connection, err := tls.Dial("tcp", p.gossip.String(), v.anonymous.papers)
		if err != nil {
			t.Errorf("%s: gossip over TLS: %v", component, err)
		} else {
			connection.Close()
		}
		if answer, err := knock(p.gossip); err != nil || answer != "" && !isAlert(answer) {
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
func knock(door address) (string, error) {
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
