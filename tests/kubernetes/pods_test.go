package kubernetes

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"mimir-tls/tests/mimir/cluster"
)

// certDir is where Mimir's containers have their certificates.
const certDir = "/etc/mimir/tls"

// stateful are the components that keep something.
var stateful = []string{"ingester", "store-gateway", "compactor", "alertmanager"}

// base is a cluster as people have it before TLS: a workload for each component,
// and not a word of certificates.
func base() string {
	var out strings.Builder
	for _, component := range cluster.Components {
		kind, more := "Deployment", ""
		if slices.Contains(stateful, component) {
			kind, more = "StatefulSet", fmt.Sprintf("\n  serviceName: mimir-%s-headless", component)
		}
		fmt.Fprintf(&out, workload, kind, component, more)
	}
	return out.String()
}

const workload = `---
apiVersion: apps/v1
kind: %[1]s
metadata:
  name: mimir-%[2]s
  namespace: mimir
  labels: {app.kubernetes.io/instance: mimir, app.kubernetes.io/component: %[2]s}
spec:%[3]s
  selector:
    matchLabels: {app.kubernetes.io/instance: mimir, app.kubernetes.io/component: %[2]s}
  template:
    metadata:
      labels: {app.kubernetes.io/instance: mimir, app.kubernetes.io/component: %[2]s}
    spec:
      containers:
        - name: %[2]s
          image: grafana/mimir:3.1.0
          args:
            - -target=%[2]s
            - -memberlist.join=dns+mimir-gossip-ring.mimir.svc.cluster.local:7946
            - -ruler.alertmanager-url=https://mimir-alertmanager.mimir.svc.cluster.local:8080/alertmanager
          ports:
            - {name: http-metrics, containerPort: 8080}
            - {name: grpc, containerPort: 9095}
            - {name: memberlist, containerPort: 7946}
          readinessProbe:
            httpGet: {path: /ready, port: http-metrics}
            initialDelaySeconds: 15
`

// generate makes a folder, with the components that base has.
func generate(t *testing.T, options ...string) string {
	t.Helper()
	folder := filepath.Join(t.TempDir(), "mimir-tls")
	arguments := append([]string{"generate", "--out", folder, "--cert-dir", certDir}, options...)
	if !slices.Contains(options, "--platform") {
		arguments = append(arguments, "--platform", "kubernetes")
	}
	if !slices.Contains(options, "--component") {
		arguments = append(arguments, "--component", strings.Join(cluster.Components, ","))
	}
	if output, err := exec.Command(mimirTLSBin, arguments...).CombinedOutput(); err != nil {
		t.Fatalf("mimir-tls %s: %v\n%s", strings.Join(arguments, " "), err, output)
	}
	return folder
}

// kustomize gives base with the folder's component laid over it.
func kustomize(t *testing.T, folder string) string {
	t.Helper()
	return kustomized(t, folder, base())
}

// kustomized gives manifests with the folder's component laid over them.
func kustomized(t *testing.T, folder, manifests string) string {
	t.Helper()
	overlay := filepath.Join(filepath.Dir(folder), "overlay")
	if err := os.Mkdir(overlay, 0o700); err != nil {
		t.Fatal(err)
	}
	kustomization := "resources: [base.yaml]\ncomponents: [../" + filepath.Base(folder) + "/kubernetes]\n"
	for name, text := range map[string]string{"base.yaml": manifests, "kustomization.yaml": kustomization} {
		if err := os.WriteFile(filepath.Join(overlay, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return must(control.kubectl("", "kustomize", overlay))(t)
}

// apply has the API server take objects, and nothing that it does not know.
func apply(t *testing.T, manifests string, options ...string) {
	t.Helper()
	arguments := append([]string{"apply", "--validate=strict", "--filename=-"}, options...)
	must(control.kubectl(manifests, arguments...))(t)
}

// check has the doctor read what is applied: nothing may be more than a note, and
// over each of the surfaces a link has to hold.
func check(t *testing.T, surfaces []string, manifests ...string) {
	t.Helper()
	folder := t.TempDir()
	for i, text := range manifests {
		if err := os.WriteFile(filepath.Join(folder, fmt.Sprintf("%d.yaml", i)), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	output, err := exec.Command(mimirTLSBin, "check", "--format", "json", folder).Output()
	var report struct {
		Findings []struct{ Code, Severity, What string }
		Links    []struct{ Surface, Verdict string }
	}
	if wrong := json.Unmarshal(output, &report); wrong != nil {
		t.Fatalf("check: %v, %v\n%s", err, wrong, output)
	}
	for _, finding := range report.Findings {
		if finding.Severity != "note" && finding.Severity != "info" {
			t.Errorf("check: %s %s: %s", finding.Severity, finding.Code, finding.What)
		}
	}
	accepted := map[string]int{}
	for _, link := range report.Links {
		accepted[link.Verdict+" "+link.Surface]++
	}
	for _, surface := range surfaces {
		if accepted["accepted "+surface] == 0 {
			t.Errorf("check: no link over %s was made: %v", surface, accepted)
		}
	}
}

// A pod is what a workload says of one, and the folder that its volume is
// mounted at here.
type pod struct {
	args    []string
	sources []source
	folder  string
	layers  int
}

type source struct {
	Secret, ConfigMap *struct {
		Name  string
		Items []struct{ Key, Path string }
	}
}

// pods reads the workloads back from the API server, and mounts their volumes.
func pods(t *testing.T) map[string]*pod {
	t.Helper()
	text := must(control.kubectl("", "get", "deployment,statefulset", "--output=json"))(t)
	var list struct {
		Items []struct {
			Metadata struct{ Labels map[string]string }
			Spec     struct {
				Template struct {
					Spec struct {
						SecurityContext struct{ FsGroup int64 }
						Containers      []struct {
							Args           []string
							ReadinessProbe struct{ HTTPGet struct{ Scheme string } }
							VolumeMounts   []struct{ Name, MountPath string }
						}
						Volumes []struct {
							Name      string
							Projected struct {
								DefaultMode int
								Sources     []source
							}
						}
					}
				}
			}
		}
	}
	if err := json.Unmarshal([]byte(text), &list); err != nil {
		t.Fatal(err)
	}
	found := map[string]*pod{}
	for _, item := range list.Items {
		component := item.Metadata.Labels["app.kubernetes.io/component"]
		spec := item.Spec.Template.Spec
		if len(spec.Containers) != 1 || len(spec.Volumes) != 1 || len(spec.Containers[0].VolumeMounts) != 1 {
			t.Fatalf("%s: want one container, volume and mount: %+v", component, spec)
		}
		container, volume := spec.Containers[0], spec.Volumes[0]
		if mount := container.VolumeMounts[0]; mount.Name != volume.Name || mount.MountPath != certDir {
			t.Errorf("%s: %+v is no mount of %s", component, mount, volume.Name)
		}
		if scheme := container.ReadinessProbe.HTTPGet.Scheme; scheme != "HTTPS" {
			t.Errorf("%s: a probe over %q", component, scheme)
		}
		if volume.Projected.DefaultMode != 0o440 || spec.SecurityContext.FsGroup != 10001 {
			t.Errorf("%s: files of mode %o for group %d", component, volume.Projected.DefaultMode, spec.SecurityContext.FsGroup)
		}
		p := &pod{args: container.Args, sources: volume.Projected.Sources, folder: t.TempDir()}
		p.mount(t)
		found[component] = p
	}
	return found
}

// mount lays the volume out as a kubelet does: a new folder with all files, and
// then a link to it that replaces the last one.
func (p *pod) mount(t *testing.T) {
	t.Helper()
	p.layers++
	layer := fmt.Sprintf("..%d", p.layers)
	if err := os.Mkdir(filepath.Join(p.folder, layer), 0o700); err != nil {
		t.Fatal(err)
	}
	for _, source := range p.sources {
		kind, object := "secret", source.Secret
		if object == nil {
			kind, object = "configmap", source.ConfigMap
		}
		data := entries(t, kind, object.Name)
		for _, item := range object.Items {
			value, ok := data[item.Key]
			if !ok {
				t.Fatalf("%s %s has no %s", kind, object.Name, item.Key)
			}
			if err := os.WriteFile(filepath.Join(p.folder, layer, item.Path), value, 0o440); err != nil {
				t.Fatal(err)
			}
			// What Mimir opens is a link by way of ..data.
			if p.layers == 1 {
				if err := os.Symlink(filepath.Join("..data", item.Path), filepath.Join(p.folder, item.Path)); err != nil {
					t.Fatal(err)
				}
			}
		}
	}
	link := filepath.Join(p.folder, "..data")
	if err := os.Symlink(layer, link+"_tmp"); err != nil {
		t.Fatal(err)
	}
	if err := os.Rename(link+"_tmp", link); err != nil {
		t.Fatal(err)
	}
}

// entries are those of a Secret or a ConfigMap.
func entries(t *testing.T, kind, name string) map[string][]byte {
	t.Helper()
	text := must(control.kubectl("", "get", kind, name, "--output=json"))(t)
	var object struct{ Data map[string]string }
	if err := json.Unmarshal([]byte(text), &object); err != nil {
		t.Fatal(err)
	}
	data := map[string][]byte{}
	for key, value := range object.Data {
		if kind == "configmap" {
			data[key] = []byte(value)
			continue
		}
		bytes, err := base64.StdEncoding.DecodeString(value)
		if err != nil {
			t.Fatal(err)
		}
		data[key] = bytes
	}
	return data
}

// arguments are those of TLS, with the folder where the volume is here.
func (p *pod) arguments() []string {
	var arguments []string
	for _, argument := range p.args {
		if strings.Contains(argument, "tls-") {
			arguments = append(arguments, strings.Replace(argument, "="+certDir+"/", "="+p.folder+"/", 1))
		}
	}
	return arguments
}
