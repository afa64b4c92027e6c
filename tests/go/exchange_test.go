package certificates

import (
	"crypto/tls"
	"errors"
	"io"
	"net"
	"testing"
	"time"
)

// A verdict is what both sides say after a byte has gone each way, or not.
type verdict struct {
	client, server error
	// The server's view, after a handshake that it has accepted.
	state tls.ConnectionState
}

func (v verdict) ok() bool { return v.client == nil && v.server == nil }

// exchange shakes hands over loopback. A byte in both directions is part of
// it: in TLS 1.3 a client learns only after its handshake that it is refused.
func exchange(t *testing.T, server, client *tls.Config) verdict {
	t.Helper()
	near, far := connect(t)
	return settle(func() error { return clientSide(tls.Client(near, client)) }, tls.Server(far, server))
}

// exchangePlaintext knocks at the same door without TLS.
func exchangePlaintext(t *testing.T, server *tls.Config) verdict {
	t.Helper()
	near, far := connect(t)
	return settle(func() error {
		if _, err := io.WriteString(near, "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"); err != nil {
			return err
		}
		answer, err := io.ReadAll(near)
		if err == nil && (len(answer) == 0 || answer[0] == 21) {
			err = errors.New("a TLS alert, or a closed door")
		}
		return err
	}, tls.Server(far, server))
}

func settle(client func() error, server *tls.Conn) verdict {
	said := make(chan error, 1)
	go func() { said <- client() }()
	err := serverSide(server)
	return verdict{client: <-said, server: err, state: server.ConnectionState()}
}

func clientSide(connection *tls.Conn) error {
	defer connection.Close()
	if err := connection.Handshake(); err != nil {
		return err
	}
	if _, err := io.ReadFull(connection, make([]byte, 1)); err != nil {
		return err
	}
	_, err := connection.Write([]byte{1})
	return err
}

func serverSide(connection *tls.Conn) error {
	defer connection.Close()
	if err := connection.Handshake(); err != nil {
		return err
	}
	if _, err := connection.Write([]byte{1}); err != nil {
		return err
	}
	_, err := io.ReadFull(connection, make([]byte, 1))
	return err
}

func connect(t *testing.T) (near, far net.Conn) {
	t.Helper()
	door, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer door.Close()
	if near, err = net.Dial("tcp", door.Addr().String()); err != nil {
		t.Fatal(err)
	}
	if far, err = door.Accept(); err != nil {
		t.Fatal(err)
	}
	for _, connection := range []net.Conn{near, far} {
		if err := connection.SetDeadline(time.Now().Add(30 * time.Second)); err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { connection.Close() })
	}
	return near, far
}
