package main

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"os"
	"strings"
	"time"

	dskittls "github.com/grafana/dskit/crypto/tls"
	"github.com/prometheus/common/config"
	"github.com/prometheus/exporter-toolkit/web"
	"google.golang.org/grpc/credentials"
)

// Case is one line for `mimir-tls handshake --batch`.
type Case struct {
	ServerCert   *string `json:"server_cert_pem,omitempty"`
	ServerKey    *string `json:"server_key_pem,omitempty"`
	ServerCA     *string `json:"server_ca_pem,omitempty"`
	ClientAuth   string  `json:"client_auth,omitempty"`
	ServerMin    string  `json:"server_tls_min_version,omitempty"`
	ServerMax    string  `json:"server_tls_max_version,omitempty"`
	ServerSuites string  `json:"server_tls_cipher_suites,omitempty"`
	Cert         *string `json:"tls_cert_pem,omitempty"`
	Key          *string `json:"tls_key_pem,omitempty"`
	CA           *string `json:"tls_ca_pem,omitempty"`
	ServerName   string  `json:"tls_server_name,omitempty"`
	SkipVerify   bool    `json:"tls_insecure_skip_verify,omitempty"`
	Min          string  `json:"tls_min_version,omitempty"`
	Max          string  `json:"tls_max_version,omitempty"`
	Suites       string  `json:"tls_cipher_suites,omitempty"`
	Address      string  `json:"address"`
	Plaintext    bool    `json:"plaintext_client,omitempty"`
	Protocol     string  `json:"protocol,omitempty"`
	Time         string  `json:"time"`
	// The same as files, in place of the texts.
	ServerCertPath string `json:"server_cert_path,omitempty"`
	ServerKeyPath  string `json:"server_key_path,omitempty"`
	ServerCAPath   string `json:"server_ca_path,omitempty"`
	CertPath       string `json:"tls_cert_path,omitempty"`
	KeyPath        string `json:"tls_key_path,omitempty"`
	CAPath         string `json:"tls_ca_path,omitempty"`
	now            time.Time
}

// Answer is what came of it, ours or Go's.
type Answer struct {
	OK          bool    `json:"ok"`
	FailedSide  *string `json:"failed_side"`
	ClientError *string `json:"client_error"`
	ServerError *string `json:"server_error"`
	Protocol    *string `json:"protocol"`
	Error       string  `json:"error,omitempty"`
}

func (a Answer) String() string {
	text := func(text *string) string {
		if text == nil {
			return "-"
		}
		return *text
	}
	return fmt.Sprintf("ok=%t failed=%s protocol=%s\n      client: %s\n      server: %s%s", a.OK, text(a.FailedSide), text(a.Protocol), text(a.ClientError), text(a.ServerError), a.Error)
}

// same compares every field.
func (a Answer) same(b Answer) bool {
	equal := func(a, b *string) bool { return (a == nil) == (b == nil) && (a == nil || *a == *b) }
	return a.OK == b.OK && a.Error == b.Error && equal(a.FailedSide, b.FailedSide) && equal(a.ClientError, b.ClientError) &&
		equal(a.ServerError, b.ServerError) && equal(a.Protocol, b.Protocol)
}

// judge has Go make the handshake: dskit and exporter-toolkit load both sides
// as Mimir does, and crypto/tls (within grpc-go's credentials or net/http, if it
// is gRPC or HTTP) does the rest.
func judge(c *Case) Answer {
	server, serverErr := c.server()
	client, clientErr := c.client()
	if server != nil && c.Protocol == "http" {
		serverErr = startHTTP(server.Clone())
	}
	if serverErr != nil || clientErr != nil {
		return notStarted(clientErr, serverErr)
	}
	near, far := pipe()
	done := make(chan error, 1)
	var serverVersion string
	go func() {
		version, err := serve(far, server, c.Protocol)
		serverVersion = version
		_ = far.Close()
		done <- err
	}()
	version, clientErr := dial(near, client, c)
	_ = near.Close()
	serverErr = <-done
	if clientErr == nil && serverErr == nil {
		if version != serverVersion {
			panic("two versions in one handshake: " + version + ", " + serverVersion)
		}
		return Answer{OK: true, Protocol: &version}
	}
	side := "client"
	// Whoever only repeats what it was told has not checked anything itself.
	if told(clientErr) && !told(serverErr) {
		side = "server"
	}
	return Answer{FailedSide: &side, ClientError: words(clientErr), ServerError: words(serverErr)}
}

func told(err error) bool {
	return err == nil || strings.HasPrefix(err.Error(), "remote error: ") || err.Error() == "EOF" || strings.HasPrefix(err.Error(), "Client sent an HTTP request")
}

func words(err error) *string {
	if err == nil {
		return nil
	}
	text := err.Error()
	return &text
}

func notStarted(client, server error) Answer {
	side := "client"
	if server != nil {
		side = "server"
	}
	return Answer{FailedSide: &side, ClientError: words(client), ServerError: words(server)}
}

var suiteIDs, versionIDs = func() (map[string]uint16, map[string]uint16) {
	suites := map[string]uint16{}
	for _, suite := range append(tls.CipherSuites(), tls.InsecureCipherSuites()...) {
		suites[suite.Name] = suite.ID
	}
	return suites, map[string]uint16{
		"VersionTLS10": tls.VersionTLS10, "VersionTLS11": tls.VersionTLS11,
		"VersionTLS12": tls.VersionTLS12, "VersionTLS13": tls.VersionTLS13,
	}
}()

// server is dskit's server.New as far as TLS goes: its two functions for words
// are not exported, and stand here as they stand there.
func (c *Case) server() (*tls.Config, error) {
	var suites []web.Cipher
	if c.ServerSuites != "" {
		for name := range strings.SplitSeq(c.ServerSuites, ",") {
			id, ok := suiteIDs[name]
			if !ok {
				return nil, fmt.Errorf("cipher suite %q not recognized", name)
			}
			suites = append(suites, web.Cipher(id))
		}
	}
	min, ok := versionIDs[c.ServerMin]
	if c.ServerMin != "" && !ok {
		return nil, fmt.Errorf("TLS version %q not recognized", c.ServerMin)
	}
	if c.ServerCert == nil && c.ServerCertPath == "" || c.ServerKey == nil && c.ServerKeyPath == "" {
		return nil, nil
	}
	options := web.TLSConfig{
		TLSCert: *orNothing(c.ServerCert), TLSKey: config.Secret(*orNothing(c.ServerKey)), ClientCAsText: *orNothing(c.ServerCA),
		TLSCertPath: c.ServerCertPath, TLSKeyPath: c.ServerKeyPath, ClientCAs: c.ServerCAPath,
		ClientAuth: c.ClientAuth, CipherSuites: suites, MinVersion: web.TLSVersion(min),
	}
	tlsConfig, err := web.ConfigToTLSConfig(&options)
	if err != nil {
		return nil, err
	}
	tlsConfig.Time = func() time.Time { return c.now }
	tlsConfig.MaxVersion = versionIDs[c.ServerMax]
	return tlsConfig, nil
}

// secrets hands dskit its files.
type secrets map[string]string

func (s secrets) ReadSecret(path string) ([]byte, error) {
	if text, ok := s[path]; ok {
		return []byte(text), nil
	}
	return os.ReadFile(path)
}

func (c *Case) client() (*tls.Config, error) {
	if c.Plaintext {
		return nil, nil
	}
	files := secrets{}
	path := func(name string, text *string, file string) string {
		if text == nil {
			return file
		}
		files[name] = *text
		return name
	}
	options := dskittls.ClientConfig{
		CertPath: path("cert", c.Cert, c.CertPath), KeyPath: path("key", c.Key, c.KeyPath), CAPath: path("ca", c.CA, c.CAPath),
		ServerName: c.ServerName, InsecureSkipVerify: c.SkipVerify, CipherSuites: c.Suites, MinVersion: c.Min,
		Reader: files,
	}
	tlsConfig, err := options.GetTLSConfig()
	if err != nil {
		// The paths, which no case has, stand before the cause.
		text := strings.TrimPrefix(err.Error(), fmt.Sprintf("failed to load TLS certificate %s,%s: ", options.CertPath, options.KeyPath))
		return nil, errors.New(text)
	}
	tlsConfig.Time = func() time.Time { return c.now }
	tlsConfig.MaxVersion = versionIDs[c.Max]
	return tlsConfig, nil
}

func serve(conn net.Conn, config *tls.Config, protocol string) (string, error) {
	if protocol == "http" {
		return serveHTTP(conn, config)
	}
	if config == nil {
		return "plaintext", servePlaintext(conn)
	}
	var wrapped net.Conn
	var state tls.ConnectionState
	if protocol == "grpc" {
		secured, info, err := credentials.NewTLS(config).ServerHandshake(conn)
		if err != nil {
			return "", err
		}
		wrapped, state = secured, info.(credentials.TLSInfo).State
	} else {
		secured := tls.Server(conn, config)
		if err := secured.Handshake(); err != nil {
			return "", err
		}
		wrapped, state = secured, secured.ConnectionState()
	}
	_, err := wrapped.Write([]byte("x"))
	return tls.VersionName(state.Version), err
}

// servePlaintext answers whatever comes, as memcached answers what it does not
// understand.
func servePlaintext(conn net.Conn) error {
	buffer := make([]byte, 4096)
	count, err := conn.Read(buffer)
	if err != nil {
		return err
	}
	if _, err := conn.Write([]byte("ERROR\r\n")); err != nil || buffer[0] == 'h' && count == 6 {
		return err
	}
	_, err = conn.Read(buffer)
	return err
}

func dial(conn net.Conn, config *tls.Config, c *Case) (string, error) {
	if c.Protocol == "http" {
		return dialHTTP(conn, config, c.Address)
	}
	buffer := make([]byte, 16)
	if config == nil {
		if _, err := conn.Write([]byte("hello\n")); err != nil {
			return "", err
		}
		_, err := conn.Read(buffer)
		return "plaintext", err
	}
	var wrapped net.Conn
	var state tls.ConnectionState
	if c.Protocol == "grpc" {
		// As grpc-go's client finds its authority.
		authority := config.ServerName
		if authority == "" {
			authority = c.Address
		}
		secured, info, err := credentials.NewTLS(config).ClientHandshake(context.Background(), authority, conn)
		if err != nil {
			return "", err
		}
		wrapped, state = secured, info.(credentials.TLSInfo).State
	} else {
		// As tls.Dial does it.
		if config.ServerName == "" {
			config.ServerName = c.Address[:strings.LastIndex(c.Address, ":")]
		}
		secured := tls.Client(conn, config)
		if err := secured.Handshake(); err != nil {
			return "", err
		}
		wrapped, state = secured, secured.ConnectionState()
	}
	// A server's refusal comes after the handshake in TLS 1.3.
	_, err := wrapped.Read(buffer)
	return tls.VersionName(state.Version), err
}
