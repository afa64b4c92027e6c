package main

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	mrand "math/rand/v2"

	dskittls "github.com/grafana/dskit/crypto/tls"
	"github.com/grafana/dskit/server"
	"github.com/prometheus/common/config"
)

// TestSurfaces has the clients with rules of their own connect, as Mimir makes
// them, and holds our verdicts against what comes. Where both ends are Mimir's,
// the verdict is that of `check` on a folder with the configuration. Of etcd and
// memcached it proves no link, since their listeners are not Mimir's; there
// `handshake --batch` is asked with the options that `check` says are heeded.
func TestSurfaces(t *testing.T) {
	f := newFiles(t)
	for _, surface := range []struct {
		name string
		hold func(t *testing.T, f *files) int
	}{
		{"memberlist", holdMemberlist}, {"etcd", holdEtcd}, {"ruler to Alertmanager", holdAlertmanager},
		{"memcached", holdMemcached}, {"Vault", holdVault},
	} {
		t.Run(surface.name, func(t *testing.T) { t.Logf("%d combinations", surface.hold(t, f)) })
	}
}

// holdMemberlist has two transports gossip. The listener shows the certificate
// of the client's options, and asks nobody for one.
func holdMemberlist(t *testing.T, f *files) (count int) {
	hold := func(c Case, isVault bool) {
		count++
		var members [2]string
		for index, member := range []Case{c, listening(c)} {
			members[index] = vaultYAML(isVault) + "memberlist:\n" + optionsYAML(member, "  ")
		}
		real := gossip(c.options(f.reader(isVault)), listening(c).options(f.reader(isVault)), c.Plaintext, c.ServerCertPath == "")
		f.held(t, f.name(c), real, map[string]string{"distributor": members[0], "ingester": members[1]}, "distributor", "ingester", "memberlist")
	}
	own := Case{CertPath: f.path("address.crt"), KeyPath: f.path("address.key")}
	for _, door := range f.doors("address", "named", "foreign", "client")[:5] {
		for _, client := range f.clients(own) {
			hold(client.at(door), false)
		}
	}
	door := f.doors("address")[1]
	for _, client := range []Case{
		{CAPath: f.path("ca.crt")}, {CAPath: f.path("ca.crt"), CertPath: own.CertPath},
		own.with(func(c *Case) { c.CAPath = f.path("nothing.crt") }),
		own.with(func(c *Case) { c.CAPath, c.KeyPath = f.path("ca.crt"), f.path("named.key") }),
		own.with(func(c *Case) { c.CAPath, c.Min = f.path("ca.crt"), "VersionTLS14" }),
		own.with(func(c *Case) { c.CAPath, c.Min = f.path("ca.crt"), "VersionTLS13" }),
		own.with(func(c *Case) { c.CAPath, c.Suites = f.path("ca.crt"), "AES" }),
		own.with(func(c *Case) { c.CAPath, c.Suites = f.path("ca.crt"), "TLS_RSA_WITH_AES_128_CBC_SHA" }),
	} {
		hold(client.at(door), false)
		// The listener is made of the same options, so that they stop it too.
		door := Case{ServerCertPath: client.CertPath, ServerKeyPath: client.KeyPath, ServerMin: client.Min, ServerSuites: client.Suites}
		if client.CertPath != "" {
			hold(own.with(func(c *Case) { c.CAPath = f.path("ca.crt") }).at(door), false)
		}
	}
	vault := f.vault()
	for _, client := range vault.clients(Case{CertPath: vault.path("address.crt"), KeyPath: vault.path("address.key")}) {
		hold(client.at(vault.doors("address")[1]), true)
	}
	// A process that is everything dials itself.
	for _, certificate := range []string{"address", "named", "foreign", "client"} {
		for _, client := range f.clients(Case{CertPath: f.path(certificate + ".crt"), KeyPath: f.path(certificate + ".key")}) {
			count++
			real := gossip(client.options(nil), client.options(nil), client.Plaintext, client.Plaintext)
			f.held(t, f.name(client), real, map[string]string{"all": "memberlist:\n" + optionsYAML(client, "  ")}, "all", "all", "memberlist")
		}
	}
	return count
}

// listening is a member's options as those of its listener's process.
func listening(c Case) Case {
	if c.ServerCertPath == "" {
		return Case{Plaintext: true}
	}
	return Case{CertPath: c.ServerCertPath, KeyPath: c.ServerKeyPath, Min: c.ServerMin, Suites: c.ServerSuites}
}

// holdEtcd has etcd's client, with what dskit makes of the options, delete a key.
// It is grpc-go's, and verifies the host of the endpoint.
func holdEtcd(t *testing.T, f *files) int {
	const prefix, above = "ingester.ring.kvstore.etcd.", "ingester:\n  ring:\n    kvstore:\n      store: etcd\n      etcd:\n"
	ignored := f.ignored(t, "ingester", above, "        ", prefix)
	doors := append(f.doors("address", "named", "foreign", "client"), f.oldDoors()...)
	var asked, cases []Case
	var reals []error
	for _, door := range doors {
		port := listenEtcd(t, &door)
		for _, client := range append(f.clients(Case{}), f.odd()...) {
			for _, host := range []string{"127.0.0.1", "localhost"} {
				c := client.at(door)
				c.Address, c.Protocol = fmt.Sprintf("%s:%d", host, port), "grpc"
				reals, asked = append(reals, callEtcd(c, c.Address)), append(asked, client)
				cases = append(cases, c.without(ignored, prefix))
			}
		}
	}
	for index, ours := range f.answers(t, cases) {
		if stopped := (stop{}); errors.As(reals[index], &stopped) {
			f.told(t, f.name(cases[index]), stopped, f.checked(t, map[string]string{"ingester": above + optionsYAML(asked[index], "        ")}))
			continue
		}
		check(t, "gRPC "+f.name(cases[index]), reals[index], ours)
	}
	return len(cases) + holdEndpoints(t, f, above)
}

// holdEndpoints has etcd's client read the scheme of its first endpoint, which
// decides over the switch.
func holdEndpoints(t *testing.T, f *files, above string) int {
	var cases []Case
	var reals []error
	good := Case{CAPath: f.path("ca.crt"), CertPath: f.path("client.crt"), KeyPath: f.path("client.key")}
	for _, door := range f.doors("address", "client") {
		port := listenEtcd(t, &door)
		for _, client := range []Case{{Plaintext: true}, {SkipVerify: true}, good} {
			for _, schemes := range [][]string{{"http://", "https://"}, {"https://", "http://"}, {"HTTP://", ""}, {"HTTPS://"}, {"", "http://"}, {"", "https://"}} {
				var endpoints []string
				for _, scheme := range schemes {
					endpoints = append(endpoints, fmt.Sprintf("%slocalhost:%d", scheme, port))
				}
				code, meant := "", client
				switch scheme := strings.ToLower(schemes[0]); {
				case scheme == "http://" && !client.Plaintext:
					code, meant = "MT142", Case{Plaintext: true}
				case scheme == "https://" && client.Plaintext:
					code, meant = "MT143", Case{}
				}
				c := meant.at(door)
				c.Address, c.Protocol = fmt.Sprintf("localhost:%d", port), "grpc"
				cases, reals = append(cases, c), append(reals, callEtcd(client.at(door), endpoints...))
				list := string(must(json.Marshal(endpoints)))
				said := ""
				for _, finding := range f.checked(t, map[string]string{"ingester": above + "        endpoints: " + list + "\n" + optionsYAML(client, "        ")}).Findings {
					if finding.Code == "MT142" || finding.Code == "MT143" {
						said += finding.Code
					}
				}
				if said != code {
					t.Errorf("%s at %s: %q is found, not %q", f.name(client), list, said, code)
				}
			}
		}
	}
	for index, ours := range f.answers(t, cases) {
		check(t, "gRPC "+f.name(cases[index]), reals[index], ours)
	}
	return len(cases)
}

// holdMemcached has dskit's client of memcached set a key. It resolves every
// name before it dials, so that an address is what is verified.
func holdMemcached(t *testing.T, f *files) int {
	const prefix = "frontend.results_cache.memcached."
	ignored := f.ignored(t, "query-frontend", "frontend:\n  results_cache:\n    backend: memcached\n    memcached:\n", "      ", prefix)
	doors := append(f.doors("address", "named", "host", "foreign", "client"), f.oldDoors()...)
	var cases []Case
	var reals []error
	for _, door := range doors {
		port := listenMemcached(t, &door)
		for _, client := range append(f.clients(Case{}), f.odd()...) {
			for _, host := range []string{"127.0.0.1", "localhost"} {
				c := client.at(door)
				reals = append(reals, callMemcached(c, fmt.Sprintf("%s:%d", host, port)))
				c.Address = fmt.Sprintf("127.0.0.1:%d", port)
				cases = append(cases, c.without(ignored, prefix))
			}
		}
	}
	for index, ours := range f.answers(t, cases) {
		check(t, f.name(cases[index]), reals[index], ours)
	}
	return len(cases)
}

// holdAlertmanager has Prometheus's client call a listener of dskit's.
func holdAlertmanager(t *testing.T, f *files) (count int) {
	doors := f.doors("address", "named", "foreign", "client")
	for _, door := range doors {
		http, _ := start(t, server.TLSConfig{TLSCertPath: door.ServerCertPath, TLSKeyPath: door.ServerKeyPath, ClientAuth: door.ClientAuth, ClientCAs: door.ServerCAPath})
		port := http[strings.LastIndex(http, ":")+1:]
		hold := func(c Case, blocks string, url string) {
			count++
			files := map[string]string{"ruler": "ruler:\n  alertmanager_url: " + url + "/alertmanager\n" + blocks, "alertmanager": listenerYAML("http", door)}
			real := notify(c, url+"/hello", nil)
			f.held(t, url+" "+f.name(c.at(door)), real, files, "ruler", "alertmanager", "ruler-alertmanager-client")
		}
		limits := func(c Case, url string) {
			hold(c, "limits:\n  ruler_alertmanager_client_config:\n"+optionsYAML(c, "    "), url)
		}
		for _, client := range append(f.clients(Case{}), f.odd()...) {
			limits(client, "https://localhost:"+port)
			limits(client, "https://127.0.0.1:"+port)
		}
		for _, client := range append(f.odd(), Case{}, Case{Plaintext: true}) {
			limits(client, "http://localhost:"+port)
		}
		// The block before 2.17 stands in the place of the whole new one.
		client := Case{CAPath: f.path("ca.crt")}
		hold(client, "  alertmanager_client:\n"+optionsYAML(client, "    "), "https://localhost:"+port)
		client.Plaintext = true
		hold(client, "  alertmanager_client:\n    tls_ca_path: "+client.CAPath+"\n", "https://localhost:"+port)
	}
	return count
}

// holdVault has clients and listeners read their files out of Vault, as Mimir
// rewires them: a listener's become texts, and a client's are read by another
// reader. The ruler's client to the Alertmanager reads certificate and key
// whether they are set or not.
func holdVault(t *testing.T, f *files) (count int) {
	f = f.vault()
	for _, door := range f.doors("address", "named", "foreign", "client") {
		material := server.TLSConfig{TLSCert: f.text(door.ServerCertPath), TLSKey: config.Secret(f.text(door.ServerKeyPath)), ClientAuth: door.ClientAuth, ClientCAsText: f.text(door.ServerCAPath)}
		http, grpc := start(t, material)
		for _, client := range append(f.clients(Case{}), f.odd()...) {
			c := client.at(door)
			count += 2
			real := callReader(c, f.reader(true), "127.0.0.1"+grpc[strings.LastIndex(grpc, ":"):])
			f.held(t, "gRPC "+f.name(c), real, map[string]string{
				"distributor": vaultYAML(true) + "ingester_client:\n  grpc_client_config:\n" + optionsYAML(client, "    "),
				"ingester":    vaultYAML(true) + listenerYAML("grpc", door),
			}, "distributor", "ingester", "ingester-client")
			real = notify(client, "https://"+http+"/hello", f.reader(true))
			f.held(t, "HTTP "+f.name(c), real, map[string]string{
				"ruler":        vaultYAML(true) + "ruler:\n  alertmanager_url: https://" + http + "/alertmanager\nlimits:\n  ruler_alertmanager_client_config:\n" + optionsYAML(client, "    "),
				"alertmanager": vaultYAML(true) + listenerYAML("http", door),
			}, "ruler", "alertmanager", "ruler-alertmanager-client")
		}
	}
	return count
}

// callReader is callGRPC with a reader, which may stop it at its start.
func callReader(c Case, reader dskittls.SecretReader, address string) error {
	options := c.options(reader)
	if !c.Plaintext {
		if _, err := options.GetTLSConfig(); err != nil {
			return stop{err}
		}
	}
	return callGRPC(options, !c.Plaintext, address)
}

// files are certificates in a folder, and paths to them.
type files struct {
	// folder is where they are; paths begin with prefix.
	folder, prefix string
}

// newFiles writes the pairs `address` (names and addresses), `named` and `host`
// (a name alone), `foreign` (of another CA), `client` (not for servers) and
// `stranger` (a client of another CA).
func newFiles(t *testing.T) *files {
	f := &files{folder: filepath.Join(t.TempDir(), "pki")}
	f.prefix = f.folder
	must(0, os.Mkdir(f.folder, 0o700))
	d := &draft{Rand: mrand.New(mrand.NewPCG(5, 5)), ring: newKeyring(), c: &Case{}, now: time.Now()}
	write := func(name, text string) { must(0, os.WriteFile(filepath.Join(f.folder, name), []byte(text), 0o600)) }
	ca, other := d.newCA("Mimir", nil), d.newCA("Another", nil)
	write("ca.crt", bundle([]*certificate{ca}))
	write("other-ca.crt", bundle([]*certificate{other}))
	write("nothing.crt", "nothing\n")
	for name, leaf := range map[string]struct {
		signer *certificate
		usage  []byte
		names  [][]byte
	}{
		// Two addresses: `check` takes the one that is not the loopback's.
		"address": {ca, serverAuth, [][]byte{dns("mimir.example"), dns("localhost"), ip("10.0.0.7"), ip("127.0.0.1")}},
		"named":   {ca, serverAuth, [][]byte{dns("mimir.example")}}, "host": {ca, serverAuth, [][]byte{dns("localhost")}},
		"foreign": {other, serverAuth, [][]byte{dns("mimir.example"), dns("localhost"), ip("10.0.0.7"), ip("127.0.0.1")}},
		"client":  {ca, clientAuth, [][]byte{dns("mimir.example"), dns("localhost"), ip("10.0.0.7"), ip("127.0.0.1")}}, "stranger": {other, clientAuth, nil},
	} {
		c := d.newLeaf(leaf.signer, false)
		c.key, c.algorithm = must(ecdsa.GenerateKey(elliptic.P256(), rand.Reader)), algorithm{}
		c.identify()
		c.without(17)
		c.with(37, false, usages(leaf.usage))
		if leaf.names != nil {
			c.with(17, false, sans(leaf.names...))
		}
		write(name+".crt", bundle([]*certificate{c}))
		write(name+".key", plainKey(c.key))
	}
	write("ca-and-key.crt", bundle([]*certificate{ca})+plainKey(ca.key))
	return f
}

// vault is the same files, under paths that are Vault's.
func (f *files) vault() *files { return &files{folder: f.folder, prefix: "pki"} }

func (f *files) path(name string) string { return f.prefix + "/" + name }

func (f *files) text(path string) string {
	if path == "" {
		return ""
	}
	return string(must(os.ReadFile(filepath.Join(f.folder, filepath.Base(path)))))
}

// reader is Vault's, if it is on.
func (f *files) reader(isVault bool) dskittls.SecretReader {
	if isVault {
		return secretsOf{f}
	}
	return nil
}

type secretsOf struct{ *files }

func (s secretsOf) ReadSecret(path string) ([]byte, error) {
	if !strings.HasPrefix(path, "pki/") {
		return nil, fmt.Errorf("unable to read secret from vault: no secret %q", path)
	}
	return []byte(s.text(path)), nil
}

// name is a case without the folder, to be read.
func (f *files) name(c Case) string {
	return strings.ReplaceAll(string(must(json.Marshal(c))), f.folder+"/", "")
}

// doors are a plaintext listener, one with each of the certificates, and two
// that want a certificate of every client.
func (f *files) doors(certificates ...string) []Case {
	doors := []Case{{}}
	for _, name := range certificates {
		doors = append(doors, Case{ServerCertPath: f.path(name + ".crt"), ServerKeyPath: f.path(name + ".key")})
	}
	if len(certificates) > 1 {
		for _, ca := range []string{"ca.crt", "other-ca.crt"} {
			door := doors[1]
			door.ClientAuth, door.ServerCAPath = "RequireAndVerifyClientCert", f.path(ca)
			doors = append(doors, door)
		}
	}
	return doors
}

// oldDoors are listeners that know TLS 1.2 alone, of that one old suite, and less.
func (f *files) oldDoors() []Case {
	old := f.doors("address")[1].with(func(c *Case) { c.ServerMax = "VersionTLS12" })
	return []Case{
		old, old.with(func(c *Case) { c.ServerSuites = "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA" }),
		old.with(func(c *Case) { c.ServerMax = "VersionTLS11"; c.ServerMin = "VersionTLS10" }),
	}
}

// clients are one without TLS, and every mix of trust, name and certificate; if
// a certificate is given, they all have that.
func (f *files) clients(own Case) []Case {
	clients := []Case{{Plaintext: true}}
	pairs := []Case{own}
	if own.CertPath == "" {
		for _, name := range []string{"client", "stranger"} {
			pairs = append(pairs, Case{CertPath: f.path(name + ".crt"), KeyPath: f.path(name + ".key")})
		}
	}
	for _, pair := range pairs {
		for _, ca := range []string{"", "ca.crt", "other-ca.crt"} {
			for _, name := range []string{"", "mimir.example", "another.example"} {
				for _, skip := range []bool{false, true} {
					c := pair
					if ca != "" {
						c.CAPath = f.path(ca)
					}
					c.ServerName, c.SkipVerify = name, skip
					clients = append(clients, c)
				}
			}
		}
	}
	return clients
}

// odd are clients with words and files that stop those who heed them.
func (f *files) odd() (odd []Case) {
	good := Case{CAPath: f.path("ca.crt"), CertPath: f.path("client.crt"), KeyPath: f.path("client.key"), ServerName: "mimir.example"}
	for _, change := range []func(c *Case){
		func(c *Case) { c.Min = "VersionTLS13" }, func(c *Case) { c.Min = "VersionTLS14" }, func(c *Case) { c.Suites = "AES" },
		func(c *Case) { c.Min = "VersionTLS10" }, func(c *Case) { c.Suites = "TLS_RSA_WITH_AES_128_CBC_SHA" },
		func(c *Case) { c.Suites = "TLS_AES_128_GCM_SHA256" },
		func(c *Case) { c.CertPath = "" }, func(c *Case) { c.KeyPath = "" },
		func(c *Case) { c.KeyPath = f.path("stranger.key") },
		func(c *Case) { c.CAPath = f.path("nothing.crt") },
		func(c *Case) { c.CAPath, c.SkipVerify = f.path("nothing.crt"), true },
		func(c *Case) { c.CAPath = f.path("ca-and-key.crt") },
		func(c *Case) { c.CAPath, c.SkipVerify = f.path("ca-and-key.crt"), true },
	} {
		c := good
		change(&c)
		odd = append(odd, c)
	}
	return odd
}

func (c Case) with(change func(c *Case)) Case {
	change(&c)
	return c
}

// at is a client at a listener.
func (c Case) at(door Case) Case {
	c.ServerCertPath, c.ServerKeyPath, c.ServerCAPath = door.ServerCertPath, door.ServerKeyPath, door.ServerCAPath
	c.ClientAuth, c.ServerMin, c.ServerMax, c.ServerSuites = door.ClientAuth, door.ServerMin, door.ServerMax, door.ServerSuites
	c.now = time.Now()
	c.Time = c.now.UTC().Format(time.RFC3339)
	return c
}

// without takes the ignored options out.
func (c Case) without(ignored []string, prefix string) Case {
	for _, option := range ignored {
		switch strings.TrimPrefix(option, prefix) {
		case "tls_min_version":
			c.Min = ""
		case "tls_cipher_suites":
			c.Suites = ""
		case "tls_server_name":
			c.ServerName = ""
		default:
			panic("nobody ignores " + option)
		}
	}
	return c
}

// options are a client's as dskit has them.
func (c Case) options(reader dskittls.SecretReader) dskittls.ClientConfig {
	return dskittls.ClientConfig{
		CertPath: c.CertPath, KeyPath: c.KeyPath, CAPath: c.CAPath, ServerName: c.ServerName, InsecureSkipVerify: c.SkipVerify,
		CipherSuites: c.Suites, MinVersion: c.Min, Reader: reader,
	}
}

// optionsYAML is a client's options in YAML.
func optionsYAML(c Case, indent string) string {
	var lines strings.Builder
	for _, option := range []struct {
		name  string
		value any
	}{
		{"enabled", !c.Plaintext}, {"cert_path", c.CertPath}, {"key_path", c.KeyPath}, {"ca_path", c.CAPath}, {"server_name", c.ServerName},
		{"insecure_skip_verify", c.SkipVerify}, {"cipher_suites", c.Suites}, {"min_version", c.Min},
	} {
		if option.value != "" {
			fmt.Fprintf(&lines, "%stls_%s: %v\n", indent, option.name, option.value)
		}
	}
	return lines.String()
}

// listenerYAML is a listener's options in YAML.
func listenerYAML(kind string, c Case) string {
	if c.ServerCertPath == "" {
		return "server:\n  http_listen_port: 8080\n"
	}
	lines := fmt.Sprintf("server:\n  %s_tls_config:\n    cert_file: %s\n    key_file: %s\n", kind, c.ServerCertPath, c.ServerKeyPath)
	if c.ClientAuth != "" {
		lines += fmt.Sprintf("    client_auth_type: %s\n    client_ca_file: %s\n", c.ClientAuth, c.ServerCAPath)
	}
	return lines
}

func vaultYAML(isVault bool) string {
	if isVault {
		return "vault:\n  enabled: true\n  url: http://vault.example:8200\n"
	}
	return ""
}

// report is what a test reads of what `check --format json` prints.
type report struct {
	Findings []struct{ Code, Severity, Subject string }
	Links    []struct {
		From, To, Surface, Address, Verdict string
		Client, Server                    *string
	}
}

// checked is our report on components with these configurations.
func (f *files) checked(t *testing.T, configurations map[string]string) (r report) {
	t.Helper()
	folder := must(os.MkdirTemp(f.folder+"/..", "check"))
	defer os.RemoveAll(folder)
	for component, text := range configurations {
		must(0, os.WriteFile(filepath.Join(folder, component+".yaml"), []byte("target: "+component+"\n"+text), 0o600))
	}
	output, err := exec.Command(os.Getenv("MIMIR_TLS_BIN"), "check", "--format", "json", folder, f.folder).Output()
	if exit := (*exec.ExitError)(nil); err != nil && (!errors.As(err, &exit) || exit.ExitCode() != 1) {
		t.Fatal(err)
	}
	must(0, json.Unmarshal(output, &r))
	return r
}

// held compares what a link came to with our verdict on it. There is none where
// neither end speaks TLS; what stops a client all the same is then a finding.
func (f *files) held(t *testing.T, name string, real error, configurations map[string]string, from, to, surface string) {
	t.Helper()
	r := f.checked(t, configurations)
	for _, link := range r.Links {
		if link.From != from || link.To != to || link.Surface != surface {
			continue
		}
		// Any address stands for the one that is dialled here.
		for _, words := range []*string{link.Client, link.Server} {
			if words != nil && link.Address == "192.0.2.1" {
				*words = strings.ReplaceAll(*words, link.Address, "127.0.0.1")
			}
		}
		side := "client"
		if link.Client == nil || told(errors.New(*link.Client)) {
			side = "server"
		}
		ours := Answer{OK: link.Verdict == "accepted", FailedSide: &side, ClientError: orNothing(link.Client), ServerError: orNothing(link.Server)}
		check(t, name, real, ours)
		if said := (mixed{}); errors.As(real, &said) && !strings.Contains(said.server.Error(), *ours.ServerError) {
			t.Errorf("%s: dskit's listener says %v, we say %v", name, said.server, ours)
		}
		return
	}
	if stopped := (stop{}); errors.As(real, &stopped) {
		f.told(t, name, stopped, r)
	} else if real != nil {
		t.Errorf("%s: Go says %v, we say nothing", name, real)
	}
}

// stop is what a client is not even made with.
type stop struct{ error }

// told wants an error among the findings.
func (f *files) told(t *testing.T, name string, stopped stop, r report) {
	t.Helper()
	for _, finding := range r.Findings {
		if finding.Severity == "error" {
			return
		}
	}
	t.Errorf("%s: Go does not start and says %v, and no finding does", name, stopped)
}

// ignored are the options of a client that do nothing, as `check` says.
func (f *files) ignored(t *testing.T, component, above, indent, prefix string) (ignored []string) {
	all := Case{CAPath: f.path("ca.crt"), CertPath: f.path("client.crt"), KeyPath: f.path("client.key"), ServerName: "x", Min: "VersionTLS13", Suites: "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256"}
	for _, finding := range f.checked(t, map[string]string{component: above + optionsYAML(all, indent)}).Findings {
		if finding.Code == "MT114" && strings.HasPrefix(finding.Subject, prefix) {
			ignored = append(ignored, finding.Subject)
		}
	}
	return ignored
}

// answers has our engine judge cases in one go.
func (f *files) answers(t *testing.T, cases []Case) []Answer {
	t.Helper()
	var lines strings.Builder
	for _, c := range cases {
		lines.Write(append(must(json.Marshal(c)), '\n'))
	}
	command := exec.Command(os.Getenv("MIMIR_TLS_BIN"), "handshake", "--batch")
	command.Stdin = strings.NewReader(lines.String())
	answers := make([]Answer, len(cases))
	decoder := json.NewDecoder(strings.NewReader(string(must(command.Output()))))
	for index := range answers {
		must(0, decoder.Decode(&answers[index]))
		if answers[index].Error != "" {
			t.Fatal(answers[index].Error)
		}
	}
	return answers
}

// tls is a listener's configuration; none is plaintext.
func (c *Case) tls() *tls.Config {
	c.now = time.Now()
	return must(c.server())
}
