package main

import (
	"bufio"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"
	"testing"
	"time"

	"github.com/go-kit/log"
	"github.com/grafana/dskit/cache"
	dskittls "github.com/grafana/dskit/crypto/tls"
	"github.com/grafana/dskit/flagext"
	"github.com/grafana/dskit/kv/etcd"
	"github.com/grafana/dskit/kv/memberlist"
	"github.com/prometheus/common/config"
	"go.etcd.io/etcd/api/v3/etcdserverpb"
	clientv3 "go.etcd.io/etcd/client/v3"
	"go.uber.org/zap"
	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials"
)

// mixed is what both members say where one of them alone speaks TLS.
type mixed struct{ client, server error }

func (m mixed) Error() string { return m.client.Error() + "; the listener: " + m.server.Error() }

// gossip sends a packet from one transport to another. Who speaks TLS hears
// first of what is wrong. In plaintext a packet is gone without a word, so that a
// stream is opened to a member that speaks TLS.
func gossip(client, server dskittls.ClientConfig, isClientPlain, isServerPlain bool) error {
	said := [2]chan error{make(chan error, 9), make(chan error, 9)}
	var ends [2]*memberlist.TCPTransport
	for index, options := range []dskittls.ClientConfig{client, server} {
		logger := log.LoggerFunc(func(pairs ...any) error {
			words := fmt.Sprintln(pairs...)
			if strings.Contains(words, "WriteTo failed") || strings.Contains(words, "message type") {
				said[index] <- errors.New(words)
			}
			return nil
		})
		transport, err := memberlist.NewTCPTransport(memberlist.TCPTransportConfig{
			BindAddrs: flagext.StringSlice{"127.0.0.1"}, MaxConcurrentWrites: 1, AcquireWriterTimeout: time.Second,
			PacketDialTimeout: 5 * time.Second, PacketWriteTimeout: 5 * time.Second,
			TLSEnabled: ![2]bool{isClientPlain, isServerPlain}[index], TLS: options,
		}, logger, nil)
		if err != nil {
			return stop{err}
		}
		defer func() { _ = transport.Shutdown() }()
		ends[index] = transport
	}
	address := fmt.Sprintf("127.0.0.1:%d", ends[1].GetAutoBindPort())
	if isClientPlain && !isServerPlain {
		conn := must(ends[0].DialTimeout(address, 5*time.Second))
		defer conn.Close()
		must(conn.Write([]byte("hello")))
		_, err := conn.Read(make([]byte, 1))
		said[0] <- err
	} else {
		must(ends[0].WriteTo([]byte("hello"), address))
	}
	late := time.After(10 * time.Second)
	var heard error
	select {
	case <-ends[1].PacketCh():
		return nil
	case heard = <-said[0]:
	case <-late:
		return errors.New("nothing was heard")
	}
	if isClientPlain == isServerPlain {
		return heard
	}
	select {
	case told := <-said[1]:
		return mixed{heard, told}
	case <-late:
		return heard
	}
}

// store is an etcd that can delete.
type store struct {
	etcdserverpb.UnimplementedKVServer
}

func (*store) DeleteRange(context.Context, *etcdserverpb.DeleteRangeRequest) (*etcdserverpb.DeleteRangeResponse, error) {
	return &etcdserverpb.DeleteRangeResponse{}, nil
}

func listenEtcd(t *testing.T, door *Case) int {
	var options []grpc.ServerOption
	if config := door.tls(); config != nil {
		options = append(options, grpc.Creds(credentials.NewTLS(config)))
	}
	running := grpc.NewServer(options...)
	etcdserverpb.RegisterKVServer(running, new(store))
	listener := must(net.Listen("tcp", "127.0.0.1:0"))
	go func() { _ = running.Serve(listener) }()
	t.Cleanup(running.Stop)
	return listener.Addr().(*net.TCPAddr).Port
}

// callEtcd deletes a key over the connection of etcd's client: its own methods
// wait until the connection is there, and say nothing of why it is not.
func callEtcd(c Case, endpoints ...string) error {
	options := etcd.Config{EnableTLS: !c.Plaintext, TLS: c.options(nil)}
	config, err := options.GetTLS()
	if err != nil {
		return stop{err}
	}
	client := must(clientv3.New(clientv3.Config{Endpoints: endpoints, DialTimeout: patience, TLS: config, Logger: zap.NewNop()}))
	defer client.Close()
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	_, err = etcdserverpb.NewKVClient(client.ActiveConnection()).DeleteRange(ctx, &etcdserverpb.DeleteRangeRequest{Key: []byte("key")})
	return err
}

// listenMemcached stores everything, and forgets it.
func listenMemcached(t *testing.T, door *Case) int {
	listener := must(net.Listen("tcp", "127.0.0.1:0"))
	t.Cleanup(func() { _ = listener.Close() })
	port := listener.Addr().(*net.TCPAddr).Port
	if config := door.tls(); config != nil {
		listener = tls.NewListener(listener, config)
	}
	go func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			go func() {
				defer conn.Close()
				lines := bufio.NewReader(conn)
				for {
					line, err := lines.ReadString('\n')
					if err != nil {
						return
					}
					answer := "ERROR\r\n"
					if strings.HasPrefix(line, "set ") {
						if _, err := lines.ReadString('\n'); err != nil {
							return
						}
						answer = "STORED\r\n"
					}
					if _, err := io.WriteString(conn, answer); err != nil {
						return
					}
				}
			}()
		}
	}()
	return port
}

func callMemcached(c Case, address string) error {
	client, err := cache.NewMemcachedClientWithConfig(log.NewNopLogger(), "test", cache.MemcachedClientConfig{
		Addresses: flagext.StringSliceCSV{address}, Timeout: patience, ConnectTimeout: patience, MaxIdleConnections: 1,
		MaxAsyncConcurrency: 1, MaxAsyncBufferSize: 1, TLSEnabled: !c.Plaintext, TLS: c.options(nil),
	}, nil)
	if err != nil {
		return err
	}
	defer client.Stop()
	return client.Set(context.Background(), "key", []byte("value"), time.Minute)
}

// notify calls an Alertmanager as Mimir's notifier does, which hands five of the
// options on to Prometheus's client, and without TLS none.
func notify(c Case, url string, vault dskittls.SecretReader) error {
	var options config.HTTPClientConfig
	if !c.Plaintext {
		options.TLSConfig = config.TLSConfig{CAFile: c.CAPath, CertFile: c.CertPath, KeyFile: c.KeyPath, ServerName: c.ServerName, InsecureSkipVerify: c.SkipVerify}
	}
	if !c.Plaintext && vault != nil {
		options.TLSConfig = config.TLSConfig{ServerName: c.ServerName, InsecureSkipVerify: c.SkipVerify}
		certificate, err := vault.ReadSecret(c.CertPath)
		if err != nil {
			return stop{err}
		}
		key, err := vault.ReadSecret(c.KeyPath)
		if err != nil {
			return stop{err}
		}
		if c.CAPath != "" {
			options.TLSConfig.CA = string(must(vault.ReadSecret(c.CAPath)))
		}
		options.TLSConfig.Cert, options.TLSConfig.Key = string(certificate), config.Secret(key)
	}
	client, err := config.NewClientFromConfig(options, "alertmanager")
	if err != nil {
		return stop{err}
	}
	defer client.CloseIdleConnections()
	response, err := client.Get(url)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	if response.StatusCode != 200 {
		return errors.New(string(must(io.ReadAll(response.Body))))
	}
	return nil
}
