package mimir

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// TestParse hands every rendered file to Mimir's own parser. With -modules,
// Mimir parses flags and YAML, fails on what it does not know, prints its
// targets and exits before it starts anything.
func TestParse(t *testing.T) {
	for _, mode := range []string{"microservices", "monolithic"} {
		variants := map[string][]string{
			"default":      nil,
			"strict http":  {"--http-auth", "RequireAndVerifyClientCert"},
			"limits":       {"--min-version", "VersionTLS12", "--cipher-suites", "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256,TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384"},
			"bare":         {"--no-comments"},
			"single":       {"--profile", "single"},
			"by component": {"--profile", "per-component"},
		}
		all := []string{}
		for _, surface := range surfacesToChoose(t, mode) {
			variants["surface "+surface] = []string{"--surface", surface}
			all = append(all, "--surface", surface)
		}
		variants["every surface"] = all
		if mode == "microservices" {
			for components, options := range hidden {
				name := "with " + components[strings.LastIndex(components, ",")+1:]
				variants[name] = append([]string{"--component", components}, options...)
			}
		}
		for name, options := range variants {
			t.Run(mode+"/"+name, func(t *testing.T) {
				t.Parallel()
				folder := generate(t, append([]string{"--mode", mode}, options...)...)
				parseFolder(t, folder)
			})
		}
	}
}

// hidden has the components that Mimir's reference does not have, each beside
// those that dial it, with all that they dial themselves.
var hidden = map[string][]string{
	"block-builder,block-builder-scheduler": {"--surface", "kafka,object-storage"},
	"compactor,compactor-scheduler":         {"--surface", "memcached,object-storage"},
	"distributor,querier,ruler,usage-tracker": {"--surface", "etcd,object-storage,storage-s3-usage-tracker,storage-gcs-usage-tracker,storage-azure-usage-tracker," +
		"kafka-usage-tracker-events-reader,kafka-usage-tracker-events-writer,kafka-usage-tracker-snapshots-reader,kafka-usage-tracker-snapshots-writer"},
}

// TestParseRefuses keeps TestParse honest: the trick sees what is unknown.
func TestParseRefuses(t *testing.T) {
	file := filepath.Join(t.TempDir(), "unknown.yaml")
	if err := os.WriteFile(file, []byte("server:\n  grpc_tls_config:\n    cert_path: /x\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, argument := range []string{"-server.grpc-tls-cert=/x", "-config.file=" + file} {
		if err := exec.Command(mimirBin, argument, "-modules").Run(); err == nil {
			t.Errorf("%s was accepted", argument)
		}
	}
}

func parseFolder(t *testing.T, folder string) {
	t.Helper()
	for _, path := range glob(t, folder, "flags/*.flags") {
		parse(t, path, readFlags(t, path)...)
	}
	for _, path := range glob(t, folder, "yaml/*.yaml") {
		parse(t, path, "-config.file="+path)
	}
}

func parse(t *testing.T, path string, arguments ...string) {
	t.Helper()
	if component := strings.TrimSuffix(filepath.Base(path), filepath.Ext(path)); component != "mimir" {
		arguments = append(arguments, "-target="+component)
		arguments = append(arguments, wants(component)...)
	}
	output, err := exec.Command(mimirBin, append(arguments, "-modules")...).CombinedOutput()
	if err != nil {
		t.Errorf("%s: %v\n%s", path, err, output)
	}
}

// wants are the flags, none of TLS, without which a component does not come past
// the check of its own configuration.
func wants(component string) []string {
	if component != "usage-tracker" {
		return nil
	}
	var flags []string
	for _, topic := range []string{"events-storage", "snapshots-metadata"} {
		for _, end := range []string{"reader", "writer"} {
			prefix := "-usage-tracker." + topic + "." + end
			flags = append(flags, prefix+".address=kafka.example:9093", prefix+".topic="+topic, prefix+".auto-create-topic-enabled=false")
		}
	}
	return flags
}

// surfacesToChoose are those that a plan of the mode may turn on. Others are
// always there, belong to a component that it lacks, or cannot be served by
// files; generate says so, and writes nothing.
func surfacesToChoose(t *testing.T, mode string) []string {
	t.Helper()
	var chosen []string
	for _, surface := range surfaces(t) {
		output, err := exec.Command(mimirTLSBin, append([]string{"plan", "--mode", mode, "--surface", surface}, release()...)...).CombinedOutput()
		if err == nil {
			chosen = append(chosen, surface)
		} else if !strings.HasPrefix(string(output), "error: surfaces."+surface+": ") {
			t.Errorf("mimir-tls plan --surface %s: %v\n%s", surface, err, output)
		}
	}
	for _, surface := range []string{"memberlist", "etcd-ingester-ring", "memcached-results-cache", "storage-s3-blocks", "ruler-alertmanager-client"} {
		if !slices.Contains(chosen, surface) {
			t.Errorf("%s mode: %s is none of the surfaces to choose: %s", mode, surface, strings.Join(chosen, " "))
		}
	}
	return chosen
}

// surfaces are all that the release has.
func surfaces(t *testing.T) []string {
	t.Helper()
	output, err := exec.Command(mimirTLSBin, append([]string{"options", "--format", "json"}, release()...)...).Output()
	if err != nil {
		t.Fatalf("mimir-tls options: %v", err)
	}
	var options []struct{ Surface string }
	if err := json.Unmarshal(output, &options); err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, option := range options {
		names = append(names, option.Surface)
	}
	slices.Sort(names)
	return slices.Compact(names)
}

func glob(t *testing.T, folder, pattern string) []string {
	t.Helper()
	paths, err := filepath.Glob(filepath.Join(folder, pattern))
	if err != nil || len(paths) == 0 {
		t.Fatalf("%s: no %s (%v)", folder, pattern, err)
	}
	return paths
}
