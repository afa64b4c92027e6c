package kubernetes

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
)

// A probe, as far as a patch may change it or has to leave it.
type probe struct {
	HTTPGet             *struct{ Scheme string }
	TCPSocket           *struct{ Port int }
	InitialDelaySeconds int
}

const exporter = `apiVersion: apps/v1
kind: Deployment
metadata: {name: %[1]soverrides-exporter, namespace: mimir, labels: {name: overrides-exporter%[2]s}}
spec:
  selector: {matchLabels: {name: overrides-exporter}}
  template:
    metadata: {labels: {name: overrides-exporter}}
    spec:
      containers:
        - name: overrides-exporter
          image: grafana/mimir:3.1.0
          args: [-target=overrides-exporter]
          ports: [{name: %[3]s, containerPort: 8080}]
          readinessProbe: {httpGet: {path: /ready, port: %[3]s}, initialDelaySeconds: 45}
%[4]s`

const liveness = "          livenessProbe: {httpGet: {path: /ready, port: http-metrics}, initialDelaySeconds: 45}\n"

// TestPatches has manifests of several makings patched: every probe that a patch
// finds asks over TLS, or looks at the port where each client needs a
// certificate, and none is made where there was none.
func TestPatches(t *testing.T) {
	const chart, strict = ", helm.sh/chart: mimir-distributed-6.1.0", "RequireAndVerifyClientCert"
	for name, one := range map[string]struct {
		auth, targets, manifests string
		probes                   int
	}{
		"one's own":           {"", "kubernetes", fmt.Sprintf(exporter, "mimir-", "", "http", ""), 1},
		"one's own, strict":   {strict, "kubernetes", fmt.Sprintf(exporter, "mimir-", "", "http", ""), 1},
		"the chart's":         {"", "kubernetes", fmt.Sprintf(exporter, "mimir-", chart, "http-metrics", liveness), 2},
		"the chart's, strict": {strict, "kubernetes", fmt.Sprintf(exporter, "mimir-", chart, "http-metrics", liveness), 2},
		"the library's":       {"", "jsonnet,kubernetes", fmt.Sprintf(exporter, "", "", "http-metrics", ""), 1},
	} {
		t.Run(name, func(t *testing.T) {
			options := []string{"--component", "overrides-exporter", "--target", one.targets}
			if one.auth != "" {
				options = append(options, "--http-auth", one.auth)
			}
			manifests := kustomized(t, generate(t, options...), one.manifests)
			output := must(control.kubectl(manifests, "apply", "--validate=strict", "--dry-run=server", "--output=json", "--filename=-"))(t)
			var list struct {
				Items []struct {
					Kind string
					Spec struct {
						Template struct {
							Spec struct {
								Containers []struct {
									Args                                        []string
									LivenessProbe, ReadinessProbe, StartupProbe *probe
								}
							}
						}
					}
				}
			}
			if err := json.Unmarshal([]byte(output), &list); err != nil {
				t.Fatal(err)
			}
			count := 0
			for _, item := range list.Items {
				for _, container := range item.Spec.Template.Spec.Containers {
					if !strings.Contains(strings.Join(container.Args, " "), "-server.http-tls-cert-path=") {
						t.Errorf("no flags: %v", container.Args)
					}
					for _, p := range []*probe{container.LivenessProbe, container.ReadinessProbe, container.StartupProbe} {
						if p == nil {
							continue
						}
						count++
						isHTTPS := p.HTTPGet != nil && p.HTTPGet.Scheme == "HTTPS" && p.TCPSocket == nil
						isOpen := p.HTTPGet == nil && p.TCPSocket != nil && p.TCPSocket.Port == 8080
						if isHTTPS != (one.auth == "") || isOpen != (one.auth == strict) || p.InitialDelaySeconds != 45 {
							t.Errorf("%+v", p)
						}
					}
				}
			}
			if count != one.probes {
				t.Errorf("%d probes, want %d\n%s", count, one.probes, manifests)
			}
		})
	}
}
