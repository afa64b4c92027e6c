package kubernetes

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"fmt"
	"math/big"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"mimir-tls/tests/mimir/cluster"
)

// A plane is a control plane on loopback: etcd, an API server, cert-manager and
// trust-manager, each a process, and no node.
type plane struct {
	folder     string
	kubeconfig string
	bin        string
	programs   []program
}

// A program of the plane, and whether it has ended.
type program struct {
	*exec.Cmd
	exited chan struct{}
}

// patience is generous: two cores may have other work.
const patience = 3 * time.Minute

// startPlane gives a control plane with the definitions of cert-manager's and
// trust-manager's objects, and both of them at work.
func startPlane(folder, root string) (p *plane, err error) {
	p = &plane{folder: folder, kubeconfig: filepath.Join(folder, "kubeconfig"), bin: filepath.Join(root, ".cache/kubernetes")}
	defer func() {
		if err != nil {
			err = fmt.Errorf("%w\n%s", err, p.logs())
			p.stop()
		}
	}()
	ports, err := cluster.FreePorts(6)
	if err != nil {
		return p, err
	}
	etcd, peer, api := ports[0], ports[1], ports[2]
	url := func(port int) string { return fmt.Sprintf("http://127.0.0.1:%d", port) }
	if err := p.start("etcd", "--data-dir", filepath.Join(folder, "etcd"), "--unsafe-no-fsync",
		"--listen-client-urls", url(etcd), "--advertise-client-urls", url(etcd),
		"--listen-peer-urls", url(peer), "--initial-advertise-peer-urls", url(peer), "--initial-cluster", "default="+url(peer),
	); err != nil {
		return p, err
	}
	account, key := filepath.Join(folder, "service-account.crt"), filepath.Join(folder, "service-account.key")
	if err := writePair(account, key); err != nil {
		return p, err
	}
	tokens := filepath.Join(folder, "tokens")
	if err := os.WriteFile(tokens, []byte("of-this-test,admin,admin,system:masters\n"), 0o600); err != nil {
		return p, err
	}
	if err := os.WriteFile(p.kubeconfig, fmt.Appendf(nil, kubeconfig, api), 0o600); err != nil {
		return p, err
	}
	if err := p.start("kube-apiserver", "--etcd-servers", url(etcd), "--secure-port", fmt.Sprint(api),
		"--bind-address=127.0.0.1", "--advertise-address=127.0.0.1", "--endpoint-reconciler-type=none",
		"--cert-dir", filepath.Join(folder, "apiserver"), "--token-auth-file", tokens, "--authorization-mode=AlwaysAllow",
		"--disable-admission-plugins=ServiceAccount", "--service-cluster-ip-range=10.0.0.0/24",
		"--service-account-issuer=https://kubernetes.default.svc", "--service-account-key-file", account, "--service-account-signing-key-file", key,
	); err != nil {
		return p, err
	}
	if err := p.until("the API server", func() error { _, err := p.kubectl("", "get", "--raw=/readyz"); return err }); err != nil {
		return p, err
	}
	for _, namespace := range []string{"mimir", "cert-manager"} {
		if _, err := p.kubectl("", "create", "namespace", namespace); err != nil {
			return p, err
		}
	}
	if err := p.define(root); err != nil {
		return p, err
	}
	if err := p.start("cert-manager", "--kubeconfig", p.kubeconfig, "--leader-elect=false",
		"--cluster-resource-namespace=cert-manager", fmt.Sprintf("--metrics-listen-address=127.0.0.1:%d", ports[3]),
	); err != nil {
		return p, err
	}
	webhook := filepath.Join(folder, "webhook")
	if err := os.Mkdir(webhook, 0o700); err != nil {
		return p, err
	}
	if err := writePair(filepath.Join(webhook, "tls.crt"), filepath.Join(webhook, "tls.key")); err != nil {
		return p, err
	}
	return p, p.start("trust-manager", "--kubeconfig", p.kubeconfig, "--leader-elect=false", "--trust-namespace=cert-manager",
		"--webhook-host=127.0.0.1", fmt.Sprint("--webhook-port=", ports[4]), "--webhook-certificate-dir", webhook,
		fmt.Sprint("--readiness-probe-port=", ports[5]), "--metrics-port=0",
	)
}

const kubeconfig = `apiVersion: v1
kind: Config
current-context: test
clusters: [{name: test, cluster: {server: "https://127.0.0.1:%d", insecure-skip-tls-verify: true}}]
users: [{name: admin, user: {token: of-this-test}}]
contexts: [{name: test, context: {cluster: test, user: admin, namespace: mimir}}]
`

// define adds the definitions of objects, out of the modules whose programs run.
func (p *plane) define(root string) error {
	for module, tool := range map[string]string{
		"github.com/cert-manager/cert-manager":  "cert-manager",
		"github.com/cert-manager/trust-manager": "trust-manager",
	} {
		list := exec.Command("go", "list", "-m", "-f", "{{.Dir}}", module)
		list.Dir = filepath.Join(root, "tests/kubernetes/tools", tool)
		folder, err := list.Output()
		if err != nil {
			return fmt.Errorf("%s: %w", module, err)
		}
		files, err := filepath.Glob(filepath.Join(strings.TrimSpace(string(folder)), "deploy/crds/*.yaml"))
		if err != nil || len(files) == 0 {
			return fmt.Errorf("%s: no definitions (%w)", module, err)
		}
		for _, file := range files {
			text, err := os.ReadFile(file)
			if err != nil {
				return err
			}
			if _, err := p.kubectl(plain(string(text)), "apply", "--server-side", "--filename=-"); err != nil {
				return err
			}
		}
	}
	_, err := p.kubectl("", "wait", "--for=condition=Established", "customresourcedefinition", "--all", "--timeout=60s")
	return err
}

// plain blanks out what Helm would fill in.
func plain(text string) string {
	var out strings.Builder
	for line := range strings.Lines(text) {
		if !strings.Contains(line, "{{") {
			out.WriteString(line)
		}
	}
	return out.String()
}

func (p *plane) start(name string, arguments ...string) error {
	log, err := os.Create(filepath.Join(p.folder, name+".log"))
	if err != nil {
		return err
	}
	defer log.Close()
	command := exec.Command(filepath.Join(p.bin, name), arguments...)
	command.Dir = p.folder
	command.Stdout, command.Stderr = log, log
	command.SysProcAttr = &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGKILL}
	if err := command.Start(); err != nil {
		return err
	}
	exited := make(chan struct{})
	go func() {
		_ = command.Wait()
		close(exited)
	}()
	p.programs = append(p.programs, program{command, exited})
	return nil
}

func (p *plane) stop() {
	for i := len(p.programs) - 1; i >= 0; i-- {
		_ = syscall.Kill(-p.programs[i].Process.Pid, syscall.SIGKILL)
		<-p.programs[i].exited
	}
}

// logs are the ends of what the programs have said.
func (p *plane) logs() string {
	var out strings.Builder
	files, _ := filepath.Glob(filepath.Join(p.folder, "*.log"))
	for _, file := range files {
		text, _ := os.ReadFile(file)
		lines := strings.Split(strings.TrimRight(string(text), "\n"), "\n")
		fmt.Fprintf(&out, "--- %s\n%s\n", filepath.Base(file), strings.Join(lines[max(0, len(lines)-15):], "\n"))
	}
	return out.String()
}

// kubectl runs a command on the plane, with a text on its standard input.
func (p *plane) kubectl(input string, arguments ...string) (string, error) {
	command := exec.Command(filepath.Join(p.bin, "kubectl"), append([]string{"--kubeconfig", p.kubeconfig}, arguments...)...)
	command.Stdin = strings.NewReader(input)
	var errors bytes.Buffer
	command.Stderr = &errors
	output, err := command.Output()
	if err != nil {
		return "", fmt.Errorf("kubectl %s: %w\n%s", strings.Join(arguments, " "), err, errors.String())
	}
	return string(output), nil
}

// until tries again and again, for as long as anybody would wait.
func (p *plane) until(what string, try func() error) error {
	deadline := time.Now().Add(patience)
	for {
		err := try()
		if err == nil {
			return nil
		}
		for _, program := range p.programs {
			select {
			case <-program.exited:
				return fmt.Errorf("%s: %s has ended", what, filepath.Base(program.Path))
			default:
			}
		}
		if time.Now().After(deadline) {
			return fmt.Errorf("%s, after %v: %w", what, patience, err)
		}
		time.Sleep(200 * time.Millisecond)
	}
}

// writePair makes a key, and a certificate by it.
func writePair(certificate, key string) error {
	private, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return err
	}
	der, err := x509.MarshalPKCS8PrivateKey(private)
	if err != nil {
		return err
	}
	text := pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der})
	if err := os.WriteFile(key, text, 0o600); err != nil {
		return err
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1),
		Subject:      pkix.Name{CommonName: "test"},
		DNSNames:     []string{"localhost"},
		NotBefore:    time.Now().Add(-time.Hour),
		NotAfter:     time.Now().Add(time.Hour),
	}
	if der, err = x509.CreateCertificate(rand.Reader, template, template, private.Public(), private); err != nil {
		return err
	}
	return os.WriteFile(certificate, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}), 0o600)
}

// must is for what a test cannot go on without.
func must[T any](value T, err error) func(*testing.T) T {
	return func(t *testing.T) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return value
	}
}
