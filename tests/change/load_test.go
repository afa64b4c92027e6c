package change

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"
)

// papers are what somebody outside dials with: a client's certificate, whom it
// trusts, and the name that it wants of a server. Each request is a handshake of
// its own: by that name, and by the server's address.
type papers struct{ named, addressed *http.Client }

// readPapers are those of a folder of ours.
func readPapers(t *testing.T, folder string) *papers {
	t.Helper()
	certs := filepath.Join(folder, "certs")
	roots := x509.NewCertPool()
	if !roots.AppendCertsFromPEM(must(os.ReadFile(filepath.Join(certs, "root.crt")))(t)) {
		t.Fatalf("%s: no CA", certs)
	}
	pair := must(tls.LoadX509KeyPair(filepath.Join(certs, "client.crt"), filepath.Join(certs, "client.key")))(t)
	client := func(name string) *http.Client {
		config := &tls.Config{RootCAs: roots, ServerName: name, GetClientCertificate: func(*tls.CertificateRequestInfo) (*tls.Certificate, error) {
			return &pair, nil
		}}
		return &http.Client{Timeout: 30 * time.Second, Transport: &http.Transport{TLSClientConfig: config, DisableKeepAlives: true}}
	}
	return &papers{named: client(serverName(t, folder)), addressed: client("")}
}

// serverName is the one that the plan of a folder has for all servers.
func serverName(t *testing.T, folder string) string {
	t.Helper()
	text := string(must(os.ReadFile(filepath.Join(folder, "plan.yaml")))(t))
	for line := range strings.Lines(text) {
		if name, found := strings.CutPrefix(line, "server_name: "); found {
			return strings.Trim(strings.TrimSpace(name), `"`)
		}
	}
	t.Fatalf("%s: no server_name\n%s", folder, text)
	return ""
}

func (p *papers) get(url string) (status int, body string, err error) {
	request, err := http.NewRequest(http.MethodGet, url, nil)
	if err != nil {
		return 0, "", err
	}
	request.Header.Set("Accept", "application/json")
	return answer(p.addressed.Do(request))
}

func answer(response *http.Response, err error) (int, string, error) {
	if err != nil {
		return 0, "", err
	}
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	return response.StatusCode, string(text), err
}

// A load writes and queries without a pause, as long as a test goes on.
type load struct {
	fleet           *fleet
	running         context.Context
	papers          atomic.Pointer[papers]
	writes, queries tally
	// Requests that every process of their component had refused once.
	again atomic.Int64
}

// A tally counts requests of a kind, and keeps why some failed.
type tally struct {
	mutex  sync.Mutex
	all    int
	failed []string
}

func (t *tally) count(err error) {
	t.mutex.Lock()
	defer t.mutex.Unlock()
	t.all++
	if err != nil {
		t.failed = append(t.failed, err.Error())
	}
}

// take gives what was counted, and begins anew.
func (t *tally) take() (all int, failed []string) {
	t.mutex.Lock()
	defer t.mutex.Unlock()
	all, failed = t.all, t.failed
	t.all, t.failed = 0, nil
	return all, failed
}

// newLoad begins once a write and a query have been answered.
func newLoad(t *testing.T, f *fleet, dialling *papers) *load {
	t.Helper()
	running, stop := context.WithCancel(t.Context())
	l := &load{fleet: f, running: running}
	l.papers.Store(dialling)
	for _, request := range []func(int) error{l.write, l.query} {
		deadline := time.Now().Add(patience)
		for err := request(0); err != nil; err = request(0) {
			if time.Now().After(deadline) {
				t.Fatal(err)
			}
			time.Sleep(100 * time.Millisecond)
		}
	}
	var stopped sync.WaitGroup
	repeat := func(tally *tally, request func(int) error) {
		stopped.Go(func() {
			for number := 0; running.Err() == nil; number++ {
				tally.count(request(number))
				time.Sleep(100 * time.Millisecond)
			}
		})
	}
	repeat(&l.writes, l.write)
	repeat(&l.writes, l.write)
	repeat(&l.queries, l.query)
	t.Cleanup(func() { stop(); stopped.Wait() })
	return l
}

// write sends a sample to a distributor.
func (l *load) write(number int) error {
	sample := fmt.Appendf(nil, `{"resourceMetrics": [{"scopeMetrics": [{"metrics": [
		{"name": "mimir_tls_sample", "gauge": {"dataPoints": [{"asDouble": %d, "timeUnixNano": "%d"}]}}
	]}]}]}`, number, time.Now().UnixNano())
	_, err := l.ask(number, "distributor", func(client *http.Client, at string) (int, string, error) {
		return answer(client.Post(at+"/otlp/v1/metrics", "application/json", bytes.NewReader(sample)))
	})
	return err
}

// query asks a query-frontend for what was written.
func (l *load) query(number int) error {
	body, err := l.ask(number, "query-frontend", func(client *http.Client, at string) (int, string, error) {
		return answer(client.Get(at + "/prometheus/api/v1/query?query=mimir_tls_sample"))
	})
	if err != nil {
		return err
	}
	var told struct {
		Data struct{ Result []json.RawMessage }
	}
	if err := json.Unmarshal([]byte(body), &told); err != nil {
		return fmt.Errorf("%w: %s", err, body)
	}
	if len(told.Data.Result) != 1 {
		return fmt.Errorf("what was written is not there: %s", body)
	}
	return nil
}

// ask puts a request to the processes of a component in turn, as somebody behind a
// load balancer does: to the next one if one is not there, is about to end, or cannot
// for the moment; and to all of them again, as Prometheus does with what it writes.
// What TLS has against it is not asked again.
func (l *load) ask(number int, component string, request func(client *http.Client, at string) (int, string, error)) (string, error) {
	dialling := l.papers.Load()
	client := dialling.named
	if number%2 == 1 {
		client = dialling.addressed
	}
	members := l.fleet.of(component)
	deadline := time.Now().Add(30 * time.Second)
	for i := 0; ; i++ {
		if i == len(members) {
			l.again.Add(1)
		}
		if i >= len(members) {
			time.Sleep(100 * time.Millisecond)
		}
		m := members[(number/2+i)%len(members)]
		status, body, err := request(client, "https://"+m.HTTP.String())
		if err == nil && status == http.StatusOK {
			return body, nil
		}
		isPassing := isGone(err) || status >= http.StatusInternalServerError
		if isPassing && l.running.Err() == nil && time.Now().Before(deadline) {
			continue
		}
		if err == nil {
			err = fmt.Errorf("%d %s", status, body)
		}
		return "", fmt.Errorf("%s: %w", m.name, err)
	}
}

// isGone is whether nobody listens, or somebody hung up in the middle.
func isGone(err error) bool {
	var about *url.Error
	return errors.As(err, &about) && (errors.Is(err, syscall.ECONNREFUSED) || errors.Is(err, syscall.ECONNRESET) ||
		errors.Is(err, io.EOF) || errors.Is(err, syscall.EPIPE))
}
