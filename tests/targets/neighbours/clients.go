package main

import (
	"fmt"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"time"

	running "mimir-tls/tests/mimir/cluster"
)

// checkDoctor has each file looked at beside the settings and certificates that
// were made with it: there is nothing above a note to be said.
func checkDoctor(c *cluster) error {
	files, err := filepath.Glob(c.path("gateways", "*", "*"))
	if err != nil {
		return err
	}
	clients, err := filepath.Glob(c.path("clients", "*"))
	if err != nil {
		return err
	}
	for _, file := range append(files, clients...) {
		said, err := output(program("mimir-tls", "check", file, c.path("yaml"), c.path("certs")))
		if err != nil {
			return err
		}
		if !strings.Contains(said, "\n0 errors, 0 warnings,") {
			return fmt.Errorf("%s: %s", file, said)
		}
	}
	return nil
}

// checkCurl makes each of the calls that curl's file names.
func checkCurl(c *cluster) error {
	text, err := os.ReadFile(c.path("clients", "curl.conf"))
	if err != nil {
		return err
	}
	calls := 0
	for line := range strings.Lines(string(text)) {
		call, found := strings.CutPrefix(strings.TrimSpace(line), "# curl ")
		if !found {
			continue
		}
		command := program("curl", append([]string{"--silent", "--show-error", "--fail"}, strings.Fields(call)...)...)
		command.Dir = c.path("clients")
		if _, err := output(command); err != nil {
			return err
		}
		calls++
	}
	if calls != len(running.Components) {
		return fmt.Errorf("%d calls for %d components", calls, len(running.Components))
	}
	if !c.strict {
		return nil
	}
	// Without the file's certificate, its calls are refused.
	naked := program("curl", "--silent", "--cacert", c.path("certs", "root.crt"), "https://"+c.address("distributor")+":8080/ready")
	if _, err := output(naked); err == nil {
		return fmt.Errorf("a call without a certificate is let in")
	}
	return nil
}

// checkMimirtool loads rules and an Alertmanager's configuration, and reads
// them back, with the variables of the file.
func checkMimirtool(c *cluster) error {
	text, err := os.ReadFile(c.path("clients", "mimirtool.env"))
	if err != nil {
		return err
	}
	var variables []string
	alertmanager := ""
	for line := range strings.Lines(string(text)) {
		line = strings.TrimSpace(line)
		if _, url, found := strings.Cut(line, "# mimirtool alertmanager: MIMIR_ADDRESS="); found {
			alertmanager = url
		}
		if !strings.HasPrefix(line, "#") {
			variables = append(variables, line)
		}
	}
	tool := func(arguments ...string) (string, error) {
		command := program("mimirtool", arguments...)
		command.Env = append([]string{"HOME=" + c.work, "PATH=" + os.Getenv("PATH")}, variables...)
		return output(command)
	}
	rules := filepath.Join(c.work, "rules.yaml")
	if err := os.WriteFile(rules, []byte("namespace: tool\ngroups: [{name: tool, rules: [{record: b, expr: vector(1)}]}]\n"), 0o600); err != nil {
		return err
	}
	if _, err := tool("rules", "load", rules); err != nil {
		return err
	}
	if said, err := tool("rules", "list"); err != nil || !strings.Contains(said, "tool") {
		return fmt.Errorf("rules list: %w\n%s", err, said)
	}
	routes := filepath.Join(c.work, "alertmanager.yaml")
	if err := os.WriteFile(routes, []byte("route: {receiver: nobody}\nreceivers: [{name: nobody}]\n"), 0o600); err != nil {
		return err
	}
	if _, err := tool("alertmanager", "load", "--address="+alertmanager, routes); err != nil {
		return err
	}
	if said, err := tool("alertmanager", "get", "--address="+alertmanager); err != nil || !strings.Contains(said, "nobody") {
		return fmt.Errorf("alertmanager get: %w\n%s", err, said)
	}
	return nil
}

// edited copies a client's file with some words in place of others, each of
// which must be there.
func (c *cluster) edited(name string, words ...string) (folder, path string, err error) {
	text, err := os.ReadFile(c.path("clients", name))
	if err != nil {
		return "", "", err
	}
	edited := string(text)
	for i := 0; i+1 < len(words); i += 2 {
		if !strings.Contains(edited, words[i]) {
			return "", "", fmt.Errorf("%s: no `%s`", name, words[i])
		}
		edited = strings.ReplaceAll(edited, words[i], words[i+1])
	}
	folder, err = os.MkdirTemp(c.work, "client")
	if err != nil {
		return "", "", err
	}
	path = filepath.Join(folder, name)
	return folder, path, os.WriteFile(path, []byte(edited), 0o600)
}

// checkCollector sends a sample to the Collector, and finds it in Mimir.
func checkCollector(c *cluster) error {
	own := c.spare(4)
	folder, path, err := c.edited("otel-collector.yaml", "localhost:4317", own+":4317", "localhost:4318", own+":4318")
	if err != nil {
		return err
	}
	if _, err := output(program("otelcol", "validate", "--config", path)); err != nil {
		return err
	}
	collector, err := running.Run("otelcol", folder, program("otelcol", "--config", path))
	if err != nil {
		return err
	}
	defer collector.Stop()
	value := someValue()
	plain := &http.Client{Timeout: 10 * time.Second}
	push := func() error {
		_, err := ask(plain, http.MethodPost, "http://"+own+":4318/v1/metrics", "application/json", sample("through_otel", value), http.StatusOK)
		return err
	}
	if err := within(20*time.Second, push); err != nil {
		return fmt.Errorf("%w\n%s", err, collector.Tail(logLines))
	}
	if err := c.readsBack("through_otel", value); err != nil {
		return fmt.Errorf("%w\n%s", err, collector.Tail(logLines))
	}
	return nil
}

// readsBack asks Mimir itself, in the tenant of all clients.
func (c *cluster) readsBack(promql, value string) error {
	client := *c.visitor
	client.Transport = tenant{c.visitor.Transport}
	return readsBack(&client, "https://"+c.address("query-frontend")+":8080", promql, value)
}

// A tenant names the tenant that clients are told.
type tenant struct{ http.RoundTripper }

func (t tenant) RoundTrip(request *http.Request) (*http.Response, error) {
	request = request.Clone(request.Context())
	request.Header.Set("X-Scope-OrgID", "anonymous")
	return t.RoundTripper.RoundTrip(request)
}

// checkPrometheus has a real Prometheus scrape all nine processes and write to
// Mimir, alerts, and reads in Mimir what it wrote. Where Mimir has tenants it
// goes through a gateway: Prometheus 2.42 names none to an Alertmanager, nor
// does Debian's when it writes, whatever `headers` say.
func checkPrometheus(c *cluster) error {
	if _, err := output(program("promtool", "check", "config", c.path("clients", "prometheus.yml"))); err != nil {
		return err
	}
	edits := []string{`scrape_interval: "15s"`, "scrape_interval: 2s\n  evaluation_interval: 2s\nrule_files: [rules.yaml]"}
	if c.strict {
		gateway, proxy, err := haproxy.running(c, 6)
		if err != nil {
			return err
		}
		defer proxy.Stop()
		_, host, _ := strings.Cut(gateway, "://")
		edits = append(edits,
			"url: \"https://"+c.address("distributor")+":8080/", "url: \""+gateway+"/",
			"- targets:\n            - \""+c.address("alertmanager")+":8080\"", "- targets:\n            - \""+host+"\"")
	}
	folder, path, err := c.edited("prometheus.yml", edits...)
	if err != nil {
		return err
	}
	rules := "groups: [{name: a, rules: [{alert: Always, expr: vector(1)}]}]\n"
	if err := os.WriteFile(filepath.Join(folder, "rules.yaml"), []byte(rules), 0o600); err != nil {
		return err
	}
	address := c.spare(5) + ":9090"
	prometheus, err := running.Run("prometheus", folder, program("prometheus",
		"--config.file="+path, "--storage.tsdb.path="+filepath.Join(folder, "data"), "--web.listen-address="+address))
	if err != nil {
		return err
	}
	defer prometheus.Stop()
	plain := &http.Client{Timeout: 10 * time.Second}
	err = within(time.Minute, func() error {
		text, err := get(plain, "http://"+address+"/api/v1/targets?state=active")
		if up := strings.Count(text, `"health":"up"`); err == nil && up != len(running.Components) {
			err = fmt.Errorf("%d of %d targets are up: %s", up, len(running.Components), text)
		}
		return err
	})
	if err == nil {
		err = c.readsBack(`count(up{cluster="mimir",job=~"mimir/.+"}==1)`, fmt.Sprint(len(running.Components)))
	}
	if err == nil {
		err = within(time.Minute, func() error { return hasNotified(plain, "http://"+address) })
	}
	if err != nil {
		return fmt.Errorf("%w\n%s", err, prometheus.Tail(logLines))
	}
	return c.knowsAlertsMetrics(plain, "http://"+address)
}

// checkLoad makes the query of k6's script, which wants every answer good.
func checkLoad(c *cluster) error {
	command := program("k6", "run", "--quiet", "--no-usage-report", c.path("clients", "k6.js"))
	command.Env = append(os.Environ(), "SSL_CERT_FILE="+c.path("certs", "root.crt"))
	_, err := output(command)
	return err
}

// hasNotified sees that alerts were sent to Mimir's Alertmanager, none in vain.
func hasNotified(client *http.Client, prometheus string) error {
	text, err := get(client, prometheus+"/metrics")
	if err != nil {
		return err
	}
	sent, failed := false, false
	for line := range strings.Lines(text) {
		value := strings.TrimSpace(line[strings.LastIndex(line, " ")+1:])
		sent = sent || strings.HasPrefix(line, "prometheus_notifications_sent_total{") && value != "0"
		failed = failed || strings.HasPrefix(line, "prometheus_notifications_errors_total{") && value != "0"
	}
	if !sent || failed {
		return fmt.Errorf("alerts: sent %v, failed %v", sent, failed)
	}
	return nil
}

// knowsAlertsMetrics finds what the rules of the target `alerts` ask for in
// what was scraped of the real processes.
func (c *cluster) knowsAlertsMetrics(client *http.Client, prometheus string) error {
	text, err := os.ReadFile(c.path("alerts", "mimir-tls.rules.yaml"))
	if err != nil {
		return err
	}
	names := 0
	for _, part := range strings.Split(string(text), `{__name__=~"`)[1:] {
		pattern, _, _ := strings.Cut(part, `"`)
		if !strings.Contains(pattern, "cortex") {
			continue
		}
		names++
		answer, err := ask(client, http.MethodPost, prometheus+"/api/v1/query", "application/x-www-form-urlencoded",
			"query="+url.QueryEscape(`count({__name__=~"`+pattern+`"})`), http.StatusOK)
		if err != nil {
			return err
		}
		if !strings.Contains(answer, `"value"`) {
			return fmt.Errorf("no process of Mimir has a metric %s", pattern)
		}
	}
	if names == 0 {
		return fmt.Errorf("the rules ask for no metric of Mimir's")
	}
	return nil
}
