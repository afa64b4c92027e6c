package cluster

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"
)

// CheckSample pushes one sample to the distributor and reads it back at the
// query-frontend: by way of ingester, querier and query-scheduler, over the
// links that mimir-tls has configured.
func (c *Cluster) CheckSample(t *testing.T, client Visitor) {
	t.Helper()
	value := strconv.FormatInt(time.Now().Unix()%1_000_000, 10)
	push(t, client, "https://"+c.Processes["distributor"].HTTP.String(), value)
	deadline := time.Now().Add(readyWithin)
	for {
		got, err := query(client, "https://"+c.Processes["query-frontend"].HTTP.String())
		if err == nil && got == value {
			return
		}
		if time.Now().After(deadline) {
			t.Fatalf("pushed %s to the distributor, read %q at the query-frontend (%v)", value, got, err)
		}
		time.Sleep(200 * time.Millisecond)
	}
}

func push(t *testing.T, client Visitor, distributor, value string) {
	t.Helper()
	sample := fmt.Sprintf(`{"resourceMetrics": [{"scopeMetrics": [{"metrics": [
		{"name": "mimir_tls_sample", "gauge": {"dataPoints": [{"asDouble": %s, "timeUnixNano": "%d"}]}}
	]}]}]}`, value, time.Now().UnixNano())
	deadline := time.Now().Add(readyWithin)
	for {
		response, err := client.Post(distributor+"/otlp/v1/metrics", "application/json", strings.NewReader(sample))
		if err != nil {
			t.Fatalf("push: %v", err)
		}
		body, _ := io.ReadAll(response.Body)
		response.Body.Close()
		if response.StatusCode == http.StatusOK {
			return
		}
		// Ready, the distributor may still not have heard of the ingester.
		if time.Now().After(deadline) {
			t.Fatalf("push: %s: %s", response.Status, body)
		}
		time.Sleep(200 * time.Millisecond)
	}
}

func query(client Visitor, frontend string) (string, error) {
	status, body, err := client.get(frontend + "/prometheus/api/v1/query?query=mimir_tls_sample")
	if err != nil {
		return "", err
	}
	var answer struct {
		Data struct {
			Result []struct{ Value [2]any }
		}
	}
	if err := json.Unmarshal([]byte(body), &answer); err != nil {
		return "", fmt.Errorf("HTTP %d: %s: %w", status, body, err)
	}
	if len(answer.Data.Result) != 1 {
		return "", fmt.Errorf("HTTP %d: %s", status, body)
	}
	return fmt.Sprint(answer.Data.Result[0].Value[1]), nil
}
