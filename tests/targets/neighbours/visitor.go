package main

import (
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"strconv"
	"strings"
	"time"
)

// newVisitor calls Mimir or a gateway by the CA and the shared name alone, and
// with the cluster's client certificate if it is to have one.
func (c *cluster) newVisitor(certificate bool) (*http.Client, error) {
	text, err := os.ReadFile(c.path("certs", "root.crt"))
	if err != nil {
		return nil, err
	}
	papers := &tls.Config{RootCAs: x509.NewCertPool(), ServerName: serverName}
	if !papers.RootCAs.AppendCertsFromPEM(text) {
		return nil, errors.New("root.crt: no certificate")
	}
	if certificate {
		pair, err := tls.LoadX509KeyPair(c.path("certs", "client.crt"), c.path("certs", "client.key"))
		if err != nil {
			return nil, err
		}
		papers.Certificates = []tls.Certificate{pair}
	}
	transport := &http.Transport{TLSClientConfig: papers, DisableKeepAlives: true}
	return &http.Client{Transport: transport, Timeout: 30 * time.Second}, nil
}

// get asks for a page, which must be there.
func get(client *http.Client, url string) (string, error) {
	return ask(client, http.MethodGet, url, "", "", http.StatusOK)
}

// ask makes a request without a tenant, and wants that status.
func ask(client *http.Client, method, address, kind, body string, status int) (string, error) {
	request, err := http.NewRequest(method, address, strings.NewReader(body))
	if err != nil {
		return "", err
	}
	if kind != "" {
		request.Header.Set("Content-Type", kind)
	}
	response, err := client.Do(request)
	if err != nil {
		return "", err
	}
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	if err != nil {
		return "", err
	}
	if response.StatusCode != status {
		return "", fmt.Errorf("%s %s: want %d, got %d: %.300s", method, address, status, response.StatusCode, text)
	}
	return string(text), nil
}

// sample is one sample of that name as OTLP's JSON.
func sample(name, value string) string {
	return fmt.Sprintf(`{"resourceMetrics": [{"scopeMetrics": [{"metrics": [
		{"name": "%s", "gauge": {"dataPoints": [{"asDouble": %s, "timeUnixNano": "%d"}]}}
	]}]}]}`, name, value, time.Now().UnixNano())
}

// someValue is one that no earlier run has pushed.
func someValue() string { return strconv.FormatInt(time.Now().UnixMilli()%1_000_000, 10) }

// query asks for an instant vector of one series, and gives its value.
func query(client *http.Client, base, promql string) (string, error) {
	body, err := ask(client, http.MethodPost, base+"/prometheus/api/v1/query", "application/x-www-form-urlencoded", "query="+url.QueryEscape(promql), http.StatusOK)
	if err != nil {
		return "", err
	}
	var answer struct {
		Data struct {
			Result []struct{ Value [2]any }
		}
	}
	if err := json.Unmarshal([]byte(body), &answer); err != nil {
		return "", fmt.Errorf("%s: %w", body, err)
	}
	if len(answer.Data.Result) != 1 {
		return "", fmt.Errorf("%s: %s", promql, body)
	}
	return fmt.Sprint(answer.Data.Result[0].Value[1]), nil
}

// readsBack waits until a query gives that value.
func readsBack(client *http.Client, base, promql, value string) error {
	return within(time.Minute, func() error {
		got, err := query(client, base, promql)
		if err == nil && got != value {
			err = fmt.Errorf("%s: want %s, got %s", promql, value, got)
		}
		return err
	})
}
