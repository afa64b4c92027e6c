package kubernetes

import (
	"crypto/tls"
	"crypto/x509"
	"encoding/base64"
	"encoding/pem"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"mimir-tls/tests/mimir/cluster"
)

// TestSecrets runs a cluster on the Secrets that mimir-tls writes itself.
func TestSecrets(t *testing.T) {
	folder := generate(t, "--target", "kubernetes")
	manifests := kustomize(t, folder)
	check(t, []string{"ingester-client", "memberlist", "scheduler-client"}, manifests)
	apply(t, manifests)
	t.Cleanup(func() { clear(t) })
	apply(t, read(t, filepath.Join(folder, "kubernetes/configmap.yaml")), "--dry-run=server")
	pods := pods(t)
	for _, pod := range pods {
		for name := range entriesOf(t, pod) {
			if name == "root.key" {
				t.Error("a pod holds the CA's key")
			}
		}
	}
	c, visitors := start(t, pods)
	c.CheckGossip(t, visitors)
	c.CheckRPC(t, visitors)
	c.CheckSample(t, visitors.Anonymous)
}

// TestCertManager has cert-manager and trust-manager issue and hand out, runs a
// cluster on that, and has them renew under it: without a restart and with those
// that the README asks for.
func TestCertManager(t *testing.T) {
	folder := generate(t, "--target", "kubernetes,cert-manager")
	if _, err := os.Stat(filepath.Join(folder, "kubernetes/secrets.yaml")); err == nil {
		t.Error("Secrets of ours beside those of cert-manager")
	}
	objects := objectsOf(t, folder)
	manifests := kustomize(t, folder)
	// What a Bundle hands out, the doctor does not know: no link holds for it.
	check(t, nil, manifests, objects)
	apply(t, objects)
	apply(t, manifests)
	t.Cleanup(func() { clear(t) })
	if _, err := control.kubectl("", "wait", "--for=condition=Ready", "certificate", "--all", "--timeout=120s"); err != nil {
		t.Fatal(err)
	}
	if err := control.until("the Bundle's ConfigMap", func() error {
		_, err := control.kubectl("", "get", "configmap", "mimir-mimir-tls-ca")
		return err
	}); err != nil {
		t.Fatal(err)
	}
	asPlanned(t, folder)

	pods := pods(t)
	c, visitors := start(t, pods)
	c.CheckGossip(t, visitors)
	c.CheckRPC(t, visitors)
	c.CheckSample(t, visitors.Anonymous)

	// A client's: nobody is restarted.
	renew(t, "mimir-tls-client", pods)
	c.CheckSample(t, visitors.Anonymous)
	c.CheckRPC(t, cluster.NewVisitors(t, pods["querier"].folder, "client"))

	// The servers': gRPC, and HTTP by a name, are new at once; gossip, and HTTP
	// by an address, after a restart.
	before := serial(t, pods)
	renew(t, "mimir-tls-server", pods)
	after := serial(t, pods)
	if before == after {
		t.Fatal("the same certificate after a renewal")
	}
	for _, component := range cluster.Components {
		p := c.Processes[component]
		shows(t, component+", gRPC", p.GRPC, "mimir.mimir.svc.cluster.local", after)
		shows(t, component+", HTTP by name", p.HTTP, "mimir.mimir.svc.cluster.local", after)
		shows(t, component+", HTTP by address", p.HTTP, "", before)
		shows(t, component+", gossip", p.Gossip, "mimir.mimir.svc.cluster.local", before)
	}
	c.CheckSample(t, visitors.Anonymous)
	for _, component := range cluster.Components {
		c.Processes[component].Restart(t)
	}
	c.WaitUntilReady(t, visitors)
	for _, component := range cluster.Components {
		p := c.Processes[component]
		shows(t, component+", HTTP by address", p.HTTP, "", after)
		shows(t, component+", gossip", p.Gossip, "mimir.mimir.svc.cluster.local", after)
	}
	c.CheckGossip(t, visitors)
	c.CheckSample(t, visitors.Anonymous)

	// Another CA, as the change's phases have it: both, new certificates, the new one.
	change := folder + ".change"
	if output, err := exec.Command(mimirTLSBin, "change", folder, "--new-ca").CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, output)
	}
	const old, new = "mimir-mimir-ca", "mimir-mimir-ca-2"
	for phase, want := range []struct {
		trusted []string
		signs   string
	}{{[]string{old, new}, old}, {[]string{old, new}, new}, {[]string{new}, new}} {
		apply(t, objectsOf(t, filepath.Join(change, fmt.Sprintf("phase-%d", phase+1))))
		issued(t, want.trusted, want.signs)
		for _, component := range cluster.Components {
			pods[component].mount(t)
			c.Processes[component].Restart(t)
		}
		visitors = cluster.NewVisitors(t, pods["querier"].folder, "client")
		c.WaitUntilReady(t, visitors)
		c.CheckGossip(t, visitors)
		c.CheckRPC(t, visitors)
		c.CheckSample(t, visitors.Anonymous)
	}
	sheet := read(t, filepath.Join(change, "CHANGE.md"))
	for _, line := range []string{"kubectl delete clusterissuer " + old, "kubectl --namespace cert-manager delete certificate,secret " + old} {
		if !strings.Contains(sheet, "    "+line+"\n") {
			t.Errorf("the sheet lacks %q", line)
		}
		must(control.kubectl("", strings.Fields(line)[1:]...))(t)
	}
}

// issued waits until trust-manager hands out these CAs, and the certificates are
// signed by that one.
func issued(t *testing.T, trusted []string, signs string) {
	t.Helper()
	if err := control.until(fmt.Sprint(trusted, " trusted, ", signs, " signs"), func() error {
		handed := string(entries(t, "configmap", "mimir-mimir-tls-ca")["ca.crt"])
		if count := strings.Count(handed, "-----BEGIN CERTIFICATE-----"); count != len(trusted) {
			return fmt.Errorf("%d CAs handed out", count)
		}
		for _, ca := range trusted {
			text, err := control.kubectl("", "--namespace=cert-manager", "get", "secret", ca, "--output=jsonpath={.data.tls\\.crt}")
			if err != nil {
				return err
			}
			own, err := base64.StdEncoding.DecodeString(text)
			if err != nil || !strings.Contains(handed, strings.TrimSpace(string(own))) {
				return fmt.Errorf("%s is not handed out, %v", ca, err)
			}
			for _, role := range []string{"server", "client"} {
				leaf := certificate(t, entries(t, "secret", "mimir-tls-"+role)["tls.crt"])
				isSigned := leaf.CheckSignatureFrom(certificate(t, own)) == nil
				if isSigned != (ca == signs) {
					return fmt.Errorf("%s: signed by %s: %v", role, ca, isSigned)
				}
			}
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
}

// TestAccepted has the API server take every variant, strictly, and change
// nothing.
func TestAccepted(t *testing.T) {
	for name, options := range map[string][]string{
		"single, RSA":      {"--profile", "single", "--algorithm", "rsa-4096"},
		"by component":     {"--profile", "per-component", "--algorithm", "ed25519"},
		"of a day":         {"--days", "1", "--ca-days", "1"},
		"of Mimir's page":  {"--preset", "docs"},
		"issuer":           {"--issuer", "org-ca", "--issuer-kind", "Issuer"},
		"strict":           {"--http-auth", "RequireAndVerifyClientCert"},
		"names of nobody":  {"--namespace", "0x10", "--cluster", "no"},
		"monolithic":       {"--mode", "monolithic", "--component", "all"},
		"more of the name": {"--ca-subject", "/C=DE/ST=B/L=B/O=A/OU=B/CN=r", "--leaf-subject", "/O=\"A\", Inc."},
	} {
		t.Run(name, func(t *testing.T) {
			folder := generate(t, append(options, "--target", "kubernetes,cert-manager")...)
			objects := strings.ReplaceAll(objectsOf(t, folder), `namespace: "0x10"`, "namespace: mimir")
			apply(t, objects, "--dry-run=server")
			kustomize(t, folder)
			folder = generate(t, append(options, "--target", "kubernetes")...)
			secrets := strings.ReplaceAll(read(t, filepath.Join(folder, "kubernetes/secrets.yaml")), `namespace: "0x10"`, "namespace: mimir")
			apply(t, secrets, "--dry-run=server")
		})
	}
}

// objectsOf are cert-manager's and trust-manager's.
func objectsOf(t *testing.T, folder string) string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(folder, "cert-manager/*.yaml"))
	if err != nil || len(files) == 0 {
		t.Fatal("no objects", err)
	}
	var out strings.Builder
	for _, file := range files {
		out.WriteString(read(t, file))
	}
	return out.String()
}

func read(t *testing.T, path string) string {
	t.Helper()
	return string(must(os.ReadFile(path))(t))
}

// entriesOf are the files of a pod.
func entriesOf(t *testing.T, p *pod) map[string]bool {
	t.Helper()
	names := map[string]bool{}
	for _, entry := range must(os.ReadDir(p.folder))(t) {
		names[entry.Name()] = true
	}
	return names
}

// start runs the pods' processes, and waits until all are ready.
func start(t *testing.T, pods map[string]*pod) (*cluster.Cluster, *cluster.Visitors) {
	t.Helper()
	c := cluster.Start(t, mimirBin, func(component string) []string { return pods[component].arguments() })
	visitors := cluster.NewVisitors(t, pods["querier"].folder, "client")
	c.WaitUntilReady(t, visitors)
	return c, visitors
}

// clear takes away what a test has applied.
func clear(t *testing.T) {
	t.Helper()
	for _, kinds := range []string{"deployment,statefulset,certificate,bundle,secret,configmap"} {
		if _, err := control.kubectl("", "delete", kinds, "--all", "--wait=false"); err != nil {
			t.Error(err)
		}
	}
}

// renew has cert-manager issue anew what is in a Secret, as it does when the
// Secret is gone, and mounts it.
func renew(t *testing.T, secret string, pods map[string]*pod) {
	t.Helper()
	must(control.kubectl("", "delete", "secret", secret))(t)
	if err := control.until(secret, func() error {
		_, err := control.kubectl("", "get", "secret", secret, "--output=jsonpath={.data.tls\\.crt}")
		return err
	}); err != nil {
		t.Fatal(err)
	}
	for _, pod := range pods {
		pod.mount(t)
	}
}

func certificate(t *testing.T, text []byte) *x509.Certificate {
	t.Helper()
	block, _ := pem.Decode(text)
	if block == nil {
		t.Fatalf("no PEM: %.40s", text)
	}
	return must(x509.ParseCertificate(block.Bytes))(t)
}

func serial(t *testing.T, pods map[string]*pod) string {
	t.Helper()
	text := must(os.ReadFile(filepath.Join(pods["querier"].folder, "server.crt")))(t)
	return certificate(t, text).SerialNumber.String()
}

// shows looks at the certificate of a listener that is dialled by a name, or by
// its address.
func shows(t *testing.T, what string, at cluster.Address, name, want string) {
	t.Helper()
	dialer := &tls.Dialer{Config: &tls.Config{ServerName: name, InsecureSkipVerify: true, NextProtos: []string{"h2"}}}
	connection, err := dialer.DialContext(t.Context(), "tcp", at.String())
	if err != nil {
		t.Errorf("%s: %v", what, err)
		return
	}
	defer connection.Close()
	got := connection.(*tls.Conn).ConnectionState().PeerCertificates[0].SerialNumber.String()
	if got != want {
		t.Errorf("%s: shows certificate %s, want %s", what, got, want)
	}
}

// asPlanned holds what cert-manager has issued against what mimir-tls has issued
// for the same plan.
func asPlanned(t *testing.T, folder string) {
	t.Helper()
	for _, role := range []string{"server", "client"} {
		theirs := entries(t, "secret", "mimir-tls-"+role)
		got := certificate(t, theirs["tls.crt"])
		want := certificate(t, must(os.ReadFile(filepath.Join(folder, "certs", role+".crt")))(t))
		for what, pair := range map[string][2]string{
			"names":     {sorted(got.DNSNames), sorted(want.DNSNames)},
			"addresses": {fmt.Sprint(got.IPAddresses), fmt.Sprint(want.IPAddresses)},
			"subject":   {got.Subject.String(), want.Subject.String()},
			"usages":    {fmt.Sprint(got.KeyUsage, got.ExtKeyUsage), fmt.Sprint(want.KeyUsage, want.ExtKeyUsage)},
			"algorithm": {fmt.Sprint(got.PublicKeyAlgorithm), fmt.Sprint(want.PublicKeyAlgorithm)},
			"CA":        {fmt.Sprint(got.IsCA), fmt.Sprint(want.IsCA)},
			"life":      {got.NotAfter.Sub(got.NotBefore).Round(time.Hour).String(), want.NotAfter.Sub(want.NotBefore).Round(time.Hour).String()},
		} {
			if pair[0] != pair[1] {
				t.Errorf("%s, %s: cert-manager has %s, we have %s", role, what, pair[0], pair[1])
			}
		}
		if key := string(theirs["tls.key"]); !strings.HasPrefix(key, "-----BEGIN PRIVATE KEY-----") {
			t.Errorf("%s: a key that is no PKCS#8: %.30s", role, key)
		}
	}
}

func sorted(names []string) string {
	slices.Sort(names)
	return strings.Join(names, ",")
}
