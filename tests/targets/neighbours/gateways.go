package main

import (
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	running "mimir-tls/tests/mimir/cluster"
)

// A gateway is a proxy of the machine with the file that mimir-tls wrote for
// it. The only edit is where it listens.
type gateway struct {
	target, file string
	number       int
	// The file's text, listening at an address.
	listening func(text, address string) string
	// The directives that name what is verified, each before the name.
	names []string
	// How the configuration is tested, where the program can, and how it is run.
	test, run func(path string) *exec.Cmd
	// What else it is told, in a file of its own.
	beside *companion
}

// A companion is another file that mimir-tls wrote for a gateway, which says
// where it listens and names the first.
type companion struct {
	file string
	// Its text, for a first file at that path.
	listening func(text, address, path string) string
}

var nginx = gateway{
	target: "nginx", file: "mimir.conf", number: 1,
	listening: func(text, address string) string {
		// The file is one of a folder that nginx's own configuration includes.
		http := strings.Replace(text, "listen 443 ssl;", "listen "+address+" ssl;", 1)
		return "daemon off;\npid nginx.pid;\nerror_log stderr;\nevents {}\nhttp {\naccess_log off;\n" +
			"client_body_temp_path tmp; proxy_temp_path tmp; fastcgi_temp_path tmp; uwsgi_temp_path tmp; scgi_temp_path tmp;\n" + http + "}\n"
	},
	names: []string{"proxy_ssl_name "},
	test: func(path string) *exec.Cmd {
		return program("nginx", "-t", "-p", filepath.Dir(path), "-e", "stderr", "-c", path)
	},
	run: func(path string) *exec.Cmd {
		return program("nginx", "-p", filepath.Dir(path), "-e", "stderr", "-c", path)
	},
}

var haproxy = gateway{
	target: "haproxy", file: "haproxy.cfg", number: 2,
	listening: func(text, address string) string {
		return strings.Replace(text, "bind :443 ", "bind "+address+" ", 1)
	},
	names: []string{"sni str(", "check-sni ", "verifyhost "},
	test:  func(path string) *exec.Cmd { return program("haproxy", "-c", "-f", path) },
	run:   func(path string) *exec.Cmd { return program("haproxy", "-db", "-f", path) },
}

var caddy = gateway{
	target: "caddy", file: "Caddyfile", number: 3,
	listening: func(text, address string) string {
		host, port, _ := strings.Cut(address, ":")
		// Its door for administrators is at one port for all that run.
		text = strings.Replace(text, "{\n", "{\n\tadmin off\n", 1)
		return strings.Replace(text, "\n:443 {\n", "\n:"+port+" {\n\tbind "+host+"\n", 1)
	},
	names: []string{"tls_server_name "},
	test: func(path string) *exec.Cmd {
		return program("caddy", "validate", "--adapter", "caddyfile", "--config", path)
	},
	run: func(path string) *exec.Cmd {
		return program("caddy", "run", "--adapter", "caddyfile", "--config", path)
	},
}

var envoy = gateway{
	target: "envoy", file: "envoy.yaml", number: 4,
	listening: func(text, address string) string {
		host, port, _ := strings.Cut(address, ":")
		return strings.Replace(text, "address: \"0.0.0.0\"\n          port_value: 443\n", "address: "+host+"\n          port_value: "+port+"\n", 1)
	},
	names: []string{"sni: ", "exact: "},
	test: func(path string) *exec.Cmd {
		return program("envoy", "--mode", "validate", "--disable-hot-restart", "--config-path", path)
	},
	run: func(path string) *exec.Cmd {
		return program("envoy", "--disable-hot-restart", "--concurrency", "1", "--log-level", "warning", "--config-path", path)
	},
}

var traefik = gateway{
	target: "traefik", file: "dynamic.yaml", number: 5,
	listening: func(text, _ string) string { return text },
	names:     []string{"serverName: "},
	run: func(path string) *exec.Cmd {
		return program("traefik", "--configfile="+filepath.Join(filepath.Dir(path), "traefik.yaml"))
	},
	beside: &companion{
		file: "traefik.yaml",
		listening: func(text, address, path string) string {
			text = strings.Replace(text, "address: \":443\"", "address: \""+address+"\"", 1)
			text = strings.Replace(text, "filename: /etc/traefik/dynamic.yaml", "filename: "+path, 1)
			return text + "global: {checkNewVersion: false, sendAnonymousUsage: false}\n"
		},
	},
}

// check tests the configuration, passes requests through it to each component,
// and sees it refuse whom it must.
func (g *gateway) check(c *cluster) error {
	written, err := os.ReadFile(c.path("gateways", g.target, g.file))
	if err != nil {
		return err
	}
	if err := g.passes(c); err != nil {
		return err
	}
	return g.verifies(c, string(written))
}

// at runs the proxy with that text, and gives its URL.
func (g *gateway) at(c *cluster, text string, number int) (string, *running.Running, error) {
	address := fmt.Sprintf("%s:8443", c.spare(number))
	folder, err := os.MkdirTemp(c.work, g.target)
	if err != nil {
		return "", nil, err
	}
	path := filepath.Join(folder, g.file)
	texts := map[string]string{g.file: g.listening(text, address)}
	if g.beside != nil {
		text, err := os.ReadFile(c.path("gateways", g.target, g.beside.file))
		if err != nil {
			return "", nil, err
		}
		texts[g.beside.file] = g.beside.listening(string(text), address, path)
	}
	listens := false
	for name, text := range texts {
		listens = listens || strings.Contains(text, c.spare(number))
		if err := os.WriteFile(filepath.Join(folder, name), []byte(text), 0o600); err != nil {
			return "", nil, err
		}
	}
	if !listens {
		return "", nil, fmt.Errorf("%s: no place where it listens", g.target)
	}
	if g.test != nil {
		if _, err := output(g.test(path)); err != nil {
			return "", nil, err
		}
	}
	proxy, err := running.Run(g.target, folder, g.run(path))
	return "https://" + address, proxy, err
}

// running is the proxy with what was written for it, ready.
func (g *gateway) running(c *cluster, number int) (string, *running.Running, error) {
	written, err := os.ReadFile(c.path("gateways", g.target, g.file))
	if err != nil {
		return "", nil, err
	}
	url, proxy, err := g.at(c, string(written), number)
	if err != nil {
		return "", nil, err
	}
	err = within(20*time.Second, func() error {
		_, err := get(c.visitor, url+"/ready")
		return err
	})
	if err != nil {
		err = fmt.Errorf("%w\n%s", err, proxy.Tail(logLines))
		proxy.Stop()
	}
	return url, proxy, err
}

// passes sends a sample in and reads it back, and calls ruler, Alertmanager and
// what nobody outside may call. No request names a tenant, though Mimir may
// want one.
func (g *gateway) passes(c *cluster) (err error) {
	url, proxy, err := g.running(c, 10*g.number)
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			err = fmt.Errorf("%w\n%s", err, proxy.Tail(logLines))
		}
		proxy.Stop()
	}()
	name, value := "through_"+g.target, someValue()
	push := func() error {
		_, err := ask(c.visitor, http.MethodPost, url+"/otlp/v1/metrics", "application/json", sample(name, value), http.StatusOK)
		return err
	}
	if err := within(time.Minute, push); err != nil {
		return err
	}
	if err := readsBack(c.visitor, url, name, value); err != nil {
		return err
	}
	group := "name: through\nrules: [{record: a, expr: vector(1)}]\n"
	if _, err := ask(c.visitor, http.MethodPost, url+"/prometheus/config/v1/rules/"+g.target, "application/yaml", group, http.StatusAccepted); err != nil {
		return fmt.Errorf("ruler: %w", err)
	}
	if _, err := get(c.visitor, url+"/prometheus/config/v1/rules/"+g.target+"/through"); err != nil {
		return fmt.Errorf("ruler: %w", err)
	}
	alerts := "alertmanager_config: |\n  route: {receiver: nobody}\n  receivers: [{name: nobody}]\n"
	if _, err := ask(c.visitor, http.MethodPost, url+"/api/v1/alerts", "application/yaml", alerts, http.StatusCreated); err != nil {
		return fmt.Errorf("alertmanager: %w", err)
	}
	for _, path := range []string{"/ingester/shutdown", "/config", "/metrics", "/memberlist"} {
		if _, err := ask(c.visitor, http.MethodGet, url+path, "", "", http.StatusNotFound); err != nil {
			return err
		}
	}
	_, err = get(c.anonymous, url+"/prometheus/api/v1/labels")
	if c.strict && err == nil {
		return fmt.Errorf("a client without a certificate is let in")
	}
	if !c.strict {
		return err
	}
	return nil
}

// verifies has the proxy want another name of Mimir than Mimir's certificates
// have: nothing may pass then.
func (g *gateway) verifies(c *cluster, written string) error {
	wrong := written
	for _, directive := range g.names {
		changed := strings.ReplaceAll(wrong, directive+serverName, directive+"other.example")
		if changed == wrong {
			return fmt.Errorf("%s: no `%s`", g.file, directive)
		}
		wrong = changed
	}
	url, proxy, err := g.at(c, wrong, 10*g.number+1)
	if err != nil {
		return err
	}
	defer proxy.Stop()
	ready := func() error {
		_, err := get(c.visitor, url+"/ready")
		return err
	}
	if err := within(20*time.Second, ready); err != nil {
		return fmt.Errorf("%w\n%s", err, proxy.Tail(logLines))
	}
	for _, status := range []int{http.StatusBadGateway, http.StatusServiceUnavailable, http.StatusInternalServerError} {
		if _, err = ask(c.visitor, http.MethodGet, url+"/prometheus/api/v1/labels", "", "", status); err == nil {
			return nil
		}
	}
	return fmt.Errorf("a server of another name is taken for Mimir: %w", err)
}
