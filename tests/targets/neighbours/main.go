// Command neighbours runs the gateways and clients that mimir-tls writes in
// front of a real Mimir, and prints a line a check: target, tool, version,
// result.
package main

import (
	"debug/buildinfo"
	"fmt"
	"os"
	"slices"
	"strings"
	"unicode"
)

// A judge is a target's real program.
type judge struct {
	target string
	// What it is called in the table.
	tool string
	// How it is asked for its version, or, where there is a second word with a
	// slash, the module that it was built of.
	version []string
	check   func(*cluster) error
}

var judges = []judge{
	{"nginx", "nginx", []string{"nginx", "-v"}, func(c *cluster) error { return nginx.check(c) }},
	{"haproxy", "HAProxy", []string{"haproxy", "-v"}, func(c *cluster) error { return haproxy.check(c) }},
	{"caddy", "Caddy", []string{"caddy", "version"}, func(c *cluster) error { return caddy.check(c) }},
	{"envoy", "Envoy", []string{"envoy", "--version"}, func(c *cluster) error { return envoy.check(c) }},
	{"traefik", "Traefik", []string{"traefik", "version"}, func(c *cluster) error { return traefik.check(c) }},
	{"gateways, clients", "mimir-tls check", []string{"mimir-tls", "--version"}, checkDoctor},
	{"clients", "curl", []string{"curl", "--version"}, checkCurl},
	{"clients", "mimirtool", []string{"mimirtool", "github.com/grafana/mimir"}, checkMimirtool},
	{"clients", "OpenTelemetry Collector", []string{"otelcol", "go.opentelemetry.io/collector/otelcol"}, checkCollector},
	{"clients", "k6", []string{"k6", "go.k6.io/k6"}, checkLoad},
	{"clients", "Prometheus", []string{"prometheus", "--version"}, checkPrometheus},
}

// The policies under which all is run.
var policies = []struct{ name, http string }{
	{"a certificate if given", "VerifyClientCertIfGiven"},
	{"a certificate required", "RequireAndVerifyClientCert"},
}

func main() {
	wanted := os.Args[1:]
	failed := false
	for number, policy := range policies {
		if err := run(number, policy.name, policy.http, wanted, &failed); err != nil {
			fmt.Fprintln(os.Stderr, "error:", err)
			failed = true
		}
	}
	if failed {
		os.Exit(1)
	}
}

func run(number int, name, http string, wanted []string, failed *bool) error {
	c, err := newCluster(number, http)
	if err != nil {
		return err
	}
	defer c.stop()
	if err := c.start(); err != nil {
		return err
	}
	for _, judge := range judges {
		if len(wanted) > 0 && !slices.ContainsFunc(wanted, func(it string) bool { return strings.Contains(judge.target, it) }) {
			continue
		}
		result := name + ": passed"
		if err := judge.check(c); err != nil {
			*failed = true
			result = name + ": FAILED"
			fmt.Fprintf(os.Stderr, "%s, %s, %s: %v\n", judge.target, judge.tool, name, err)
		}
		fmt.Printf("%s\t%s\t%s\t%s\n", judge.target, judge.tool, versionOf(judge.version), result)
	}
	return nil
}

// versionOf gives the first word of a program's version, or part of one between
// slashes, that begins with a digit and has a dot in it.
func versionOf(command []string) string {
	found := program(command[0], command[1:]...)
	if module := command[1]; strings.Contains(module, "/") {
		built, err := buildinfo.ReadFile(found.Path)
		if err != nil {
			return "not here"
		}
		for _, part := range append(built.Deps, &built.Main) {
			if part.Path == module {
				return part.Version
			}
		}
		return "unknown"
	}
	output, err := found.CombinedOutput()
	if err != nil {
		return "not here"
	}
	isBetween := func(letter rune) bool { return unicode.IsSpace(letter) || strings.ContainsRune("/,;()", letter) }
	for _, word := range strings.FieldsFunc(string(output), isBetween) {
		word = strings.TrimPrefix(word, "v")
		if strings.IndexAny(word, "0123456789") == 0 && strings.Contains(word, ".") {
			return word
		}
	}
	return "unknown"
}
