package main

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	mrand "math/rand/v2"

	dskittls "github.com/grafana/dskit/crypto/tls"
	"github.com/grafana/dskit/server"
	"github.com/prometheus/client_golang/prometheus"
	"google.golang.org/grpc"
	"google.golang.org/grpc/health"
	"google.golang.org/grpc/health/grpc_health_v1"
)

// How long a call may take on a machine that has other things to do.
const patience = 30 * time.Second

// TestDskitMatrix runs dskit's own integration matrix (crypto/tls/test) through
// dskit's real server and clients, and holds our verdicts against what comes.
func TestDskitMatrix(t *testing.T) {
	d := &draft{Rand: mrand.New(mrand.NewPCG(1, 1)), ring: newKeyring(), c: &Case{}, now: time.Now()}
	folder := t.TempDir()
	ca := func(name string) *certificate { return d.newCA(name, nil) }
	serverCA, one, two := ca("Test"), ca("Client CA 1"), ca("Client CA 2")
	leaf := func(signer *certificate, isClient bool, names ...string) *certificate {
		c := d.newLeaf(signer, isClient)
		c.key, c.algorithm = must(ecdsa.GenerateKey(elliptic.P521(), rand.Reader)), algorithm{}
		c.identify()
		c.without(17)
		var sansOf [][]byte
		for _, name := range names {
			sansOf = append(sansOf, dns(name))
		}
		if len(names) > 0 {
			c.with(17, false, sans(sansOf...))
		}
		return c
	}
	file := func(name, text string) string {
		path := filepath.Join(folder, name)
		must(0, os.WriteFile(path, []byte(text), 0o600))
		return path
	}
	pair := func(name string, c *certificate) (string, string) {
		return file(name+".crt", bundle([]*certificate{c})), file(name+".key", plainKey(c.key))
	}
	cas := map[string]string{
		"server": file("server-ca.crt", bundle([]*certificate{serverCA})), "1": file("ca-1.crt", bundle([]*certificate{one})),
		"both": file("ca-both.crt", bundle([]*certificate{one, two})),
	}
	for name, c := range map[string]*certificate{
		"localhost": leaf(serverCA, false, "localhost", "my-other-name"), "other": leaf(serverCA, false, "my-other-name"),
		"client-1": leaf(one, true), "client-2": leaf(two, true),
	} {
		pair(name, c)
	}
	path := func(name string) string { return filepath.Join(folder, name) }
	clients := map[string]dskittls.ClientConfig{}
	for _, trust := range []string{"", cas["server"]} {
		for _, name := range []string{"", "my-other-name"} {
			for _, skip := range []bool{false, true} {
				for _, own := range []string{"", "client-1", "client-2"} {
					config := dskittls.ClientConfig{CAPath: trust, ServerName: name, InsecureSkipVerify: skip}
					if own != "" {
						config.CertPath, config.KeyPath = path(own+".crt"), path(own+".key")
					}
					clients[fmt.Sprintf("ca=%t name=%q skip=%t own=%s", trust != "", name, skip, own)] = config
				}
			}
		}
	}
	for _, listener := range []struct{ name, certificate, auth, ca string }{
		{"plaintext", "", "", ""}, {"localhost", "localhost", "", ""}, {"another name", "other", "", ""},
		{"client CA 1", "localhost", "RequireAndVerifyClientCert", cas["1"]}, {"client CA 1 and 2", "localhost", "RequireAndVerifyClientCert", cas["both"]},
	} {
		t.Run(listener.name, func(t *testing.T) {
			var material server.TLSConfig
			if listener.certificate != "" {
				material = server.TLSConfig{TLSCertPath: path(listener.certificate + ".crt"), TLSKeyPath: path(listener.certificate + ".key"), ClientAuth: listener.auth, ClientCAs: listener.ca}
			}
			httpAddress, grpcAddress := start(t, material)
			for name, client := range clients {
				ours := map[string]any{
					"server_cert_path": material.TLSCertPath, "server_key_path": material.TLSKeyPath, "client_auth": material.ClientAuth, "server_ca_path": material.ClientCAs,
					"tls_cert_path": client.CertPath, "tls_key_path": client.KeyPath, "tls_ca_path": client.CAPath,
					"tls_server_name": client.ServerName, "tls_insecure_skip_verify": client.InsecureSkipVerify,
				}
				check(t, "HTTP "+name, callHTTP(client, httpAddress), verdict(t, ours, "http", httpAddress))
				check(t, "gRPC "+name, callGRPC(client, true, grpcAddress), verdict(t, ours, "grpc", grpcAddress))
			}
			plain := map[string]any{"server_cert_path": material.TLSCertPath, "server_key_path": material.TLSKeyPath, "client_auth": material.ClientAuth, "server_ca_path": material.ClientCAs, "plaintext_client": true}
			check(t, "gRPC in plaintext", callGRPC(dskittls.ClientConfig{}, false, grpcAddress), verdict(t, plain, "grpc", grpcAddress))
		})
	}
}

// check wants the same verdict, and our client's words within theirs, which
// gRPC does not always hear.
func check(t *testing.T, name string, real error, ours Answer) {
	t.Helper()
	if (real == nil) != ours.OK {
		t.Errorf("%s: dskit says %v, we say %v", name, real, ours)
		return
	}
	if real == nil || strings.HasPrefix(name, "gRPC") && *ours.FailedSide == "server" && strings.Contains(real.Error(), "code = Unavailable") {
		return
	}
	// With a word of the server's in between, a connection may break first.
	if !strings.Contains(real.Error(), *ours.ClientError) && !strings.Contains(real.Error(), "connection reset") && !strings.Contains(real.Error(), "broken pipe") {
		t.Errorf("%s: dskit says %v, we say %v", name, real, ours)
	}
}

// TestDskitStart has dskit's server start with lists of suites, of which some
// stop its HTTP, and wants `check` to find those.
func TestDskitStart(t *testing.T) {
	f := newFiles(t)
	pair := server.TLSConfig{TLSCertPath: f.path("address.crt"), TLSKeyPath: f.path("address.key")}
	for _, suites := range []string{
		"", "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256", "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256,TLS_RSA_WITH_AES_128_CBC_SHA", "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
		"TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256,TLS_RSA_WITH_AES_128_GCM_SHA256", "TLS_AES_128_GCM_SHA256", "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256, TLS_AES_128_GCM_SHA256", "AES",
	} {
		for _, min := range []string{"", "VersionTLS12", "VersionTLS13", "VersionTLS14"} {
			for _, isTLS := range []bool{true, false} {
				config := configuration(server.TLSConfig{})
				config.CipherSuites, config.MinVersion = suites, min
				text := fmt.Sprintf("server:\n  tls_cipher_suites: %q\n  tls_min_version: %q\n  grpc_tls_config:\n    cert_file: %s\n    key_file: %s\n", suites, min, pair.TLSCertPath, pair.TLSKeyPath)
				if isTLS {
					config.HTTPTLSConfig = pair
					text += fmt.Sprintf("  http_tls_config:\n    cert_file: %s\n    key_file: %s\n", pair.TLSCertPath, pair.TLSKeyPath)
				}
				config.GRPCTLSConfig = pair
				real := starts(config)
				var codes []string
				for _, finding := range f.checked(t, map[string]string{"querier": text}).Findings {
					if finding.Severity == "error" {
						codes = append(codes, finding.Code)
					}
				}
				if (real != nil) != (len(codes) > 0) {
					t.Errorf("suites %q, version %q, HTTP in TLS %t: dskit says %v, check finds %v", suites, min, isTLS, real, codes)
				}
			}
		}
	}
}

// starts is what stops a server before it answers.
func starts(config server.Config) error {
	running, err := server.New(config)
	if err != nil {
		return err
	}
	defer running.Shutdown()
	stopped := make(chan error, 1)
	go func() { stopped <- running.Run() }()
	select {
	case err := <-stopped:
		return err
	case <-time.After(200 * time.Millisecond):
		return nil
	}
}

func configuration(material server.TLSConfig) server.Config {
	ports := make([]int, 2)
	for index := range ports {
		listener := must(net.Listen("tcp", "localhost:0"))
		ports[index] = listener.Addr().(*net.TCPAddr).Port
		must(0, listener.Close())
	}
	registry := prometheus.NewRegistry()
	config := server.Config{
		HTTPListenNetwork: "tcp", GRPCListenNetwork: "tcp", HTTPListenAddress: "localhost", GRPCListenAddress: "localhost", HTTPListenPort: ports[0], GRPCListenPort: ports[1],
		HTTPTLSConfig: material, GRPCTLSConfig: material, Registerer: registry, Gatherer: registry, MetricsNamespace: "test",
		GRPCServerMaxConcurrentStreams: 100, GRPCServerMaxRecvMsgSize: 1 << 20, GRPCServerMaxSendMsgSize: 1 << 20, DisableRequestSuccessLog: true,
	}
	must(0, config.LogLevel.Set("error"))
	return config
}

func start(t *testing.T, material server.TLSConfig) (string, string) {
	config := configuration(material)
	running := must(server.New(config))
	running.HTTP.HandleFunc("/hello", func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, "OK") })
	grpc_health_v1.RegisterHealthServer(running.GRPC, health.NewServer())
	go func() { _ = running.Run() }()
	t.Cleanup(running.Shutdown)
	return fmt.Sprintf("localhost:%d", config.HTTPListenPort), fmt.Sprintf("localhost:%d", config.GRPCListenPort)
}

func callHTTP(client dskittls.ClientConfig, address string) error {
	config := must(client.GetTLSConfig())
	call := http.Client{Transport: &http.Transport{TLSClientConfig: config, DisableKeepAlives: true}, Timeout: patience}
	response, err := call.Get("https://" + address + "/hello")
	if err == nil {
		err = response.Body.Close()
	}
	return err
}

func callGRPC(client dskittls.ClientConfig, enabled bool, address string) error {
	connection, err := grpc.NewClient(address, must(client.GetGRPCDialOptions(enabled))...)
	if err != nil {
		return err
	}
	defer connection.Close()
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	_, err = grpc_health_v1.NewHealthClient(connection).Check(ctx, &grpc_health_v1.HealthCheckRequest{})
	return err
}

// verdict asks our engine about one case; what is empty is not set.
func verdict(t *testing.T, options map[string]any, protocol, address string) Answer {
	t.Helper()
	asked := map[string]any{"protocol": protocol, "address": address}
	for key, value := range options {
		if value != "" {
			asked[key] = value
		}
	}
	command := exec.Command(os.Getenv("MIMIR_TLS_BIN"), "handshake", "--batch")
	command.Stdin = strings.NewReader(string(must(json.Marshal(asked))) + "\n")
	var answer Answer
	must(0, json.Unmarshal(must(command.Output()), &answer))
	if answer.Error != "" {
		t.Fatal(answer.Error)
	}
	return answer
}
