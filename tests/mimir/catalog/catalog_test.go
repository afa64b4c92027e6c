// Package catalog holds the catalog's goldens against Mimir's own config
// descriptor.
//
// The goldens have every option with the release that brought it and the one
// that took it away. The descriptor is that of the Mimir which go.mod names: a
// commit beside the newest release, so that it has a few options more and a few
// less. They stand in ahead.txt.
//
//	UPDATE=1 go test ./catalog
//
// writes ahead.txt anew. With the descriptor of a release that is to come after
// all others (cmd/mimir/config-descriptor.json at its tag), it writes the
// goldens with that release in them:
//
//	UPDATE=1 DESCRIPTOR=FILE RELEASE=3.2.0 go test ./catalog
package catalog

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

const goldens = "../../golden/catalog/"

// row is an option in a golden. That of all options has names, types and releases alone.
type row struct {
	Flag         *string         `json:"flag"` // null: in YAML only
	YAML         string          `json:"yaml"`
	Type         string          `json:"type,omitempty"`
	Default      json.RawMessage `json:"default,omitempty"`
	Category     string          `json:"category,omitempty"`
	Since        string          `json:"since"`
	RemovedIn    string          `json:"removed_in,omitempty"`
	DocumentedIn string          `json:"documented_in,omitempty"` // of a hidden one
	DeprecatedIn string          `json:"deprecated_in,omitempty"`
}

func (r row) name() string {
	if r.Flag == nil {
		return r.YAML
	}
	return r.YAML + " -" + *r.Flag
}

// what is what a descriptor says about an option but its names.
func (r row) what() string { return fmt.Sprint(r.Type, " ", string(r.Default), " ", r.Category) }

// entry is a block or a field of a descriptor.
type entry struct {
	Kind     string
	Name     string
	Entries  []entry         `json:"blockEntries"`
	Flag     string          `json:"fieldFlag"`
	Type     string          `json:"fieldType"`
	Category string          `json:"fieldCategory"`
	Default  json.RawMessage `json:"fieldDefaultValue"`
}

// options gives the fields of a descriptor as rows, in its order.
func (e entry) options(prefix string) []row {
	var rows []row
	for _, inner := range e.Entries {
		path := prefix + inner.Name
		if inner.Kind != "field" {
			rows = append(rows, inner.options(path+".")...)
			continue
		}
		option := row{YAML: path, Type: inner.Type, Default: inner.Default, Category: inner.Category}
		if inner.Flag != "" {
			option.Flag = &inner.Flag
		}
		if option.Category == "" {
			option.Category = "basic"
		}
		rows = append(rows, option)
	}
	return rows
}

// A golden, and how it sees an option of a descriptor: nothing, if it has no
// place there.
type golden struct {
	file string
	see  func(row) (row, bool)
}

var isTLS = regexp.MustCompile(`tls|insecure_skip|^vault\.`)

var all = []golden{
	{"mimir-all-options.json", func(option row) (row, bool) {
		return row{Flag: option.Flag, YAML: option.YAML, Type: option.Type}, true
	}},
	{"mimir-tls-options.json", func(option row) (row, bool) {
		return option, isTLS.MatchString(option.YAML)
	}},
}

func TestGoldens(t *testing.T) {
	file, release := os.Getenv("DESCRIPTOR"), os.Getenv("RELEASE")
	if (file == "") != (release == "") {
		t.Fatal("DESCRIPTOR and RELEASE go together")
	}
	isOurs := file == ""
	if isOurs {
		file, release = filepath.Join(module(t), "cmd/mimir/config-descriptor.json"), "(next)"
	}
	var descriptor entry
	read(t, file, &descriptor)
	var report strings.Builder
	for _, golden := range all {
		var rows, seen []row
		read(t, goldens+golden.file, &rows)
		if text := must(t)(os.ReadFile(goldens + golden.file)); !bytes.Equal(text, format(t, rows)) {
			t.Errorf("%s is not as it would be written", golden.file)
		}
		for _, option := range descriptor.options("") {
			if option, ok := golden.see(option); ok {
				seen = append(seen, option)
			}
		}
		if len(seen) == 0 {
			t.Fatal("a descriptor without options")
		}
		changed, lines := with(rows, seen, release)
		fmt.Fprintf(&report, "%s\n%s", golden.file, strings.Join(lines, ""))
		if !isOurs {
			settle(t, golden.file, format(t, changed))
		}
	}
	if isOurs {
		settle(t, "ahead.txt", []byte(report.String()))
	}
}

// with gives a golden's rows after one more release, which has these options,
// and a line for each that came, went or changed.
func with(rows, options []row, release string) ([]row, []string) {
	rows = slices.Clone(rows)
	var lines []string
	here := map[string]row{}
	for _, option := range options {
		here[option.name()] = option
	}
	known := map[string]bool{}
	for index := range rows {
		old := &rows[index]
		if old.RemovedIn != "" {
			continue
		}
		known[old.name()] = true
		option, stays := here[old.name()]
		switch {
		case !stays:
			lines = append(lines, fmt.Sprintf("- %s\n", old.name()))
			old.RemovedIn = release
		case option.what() != old.what():
			lines = append(lines, fmt.Sprintf("~ %s: %s, was %s\n", old.name(), option.what(), old.what()))
			if option.Category == "deprecated" && old.DeprecatedIn == "" {
				old.DeprecatedIn = release
			}
			old.Type, old.Default, old.Category = option.Type, option.Default, option.Category
		}
	}
	for _, option := range options {
		if !known[option.name()] {
			lines = append(lines, fmt.Sprintf("+ %s\n", option.name()))
			option.Since = release
			if option.Category == "deprecated" {
				option.DeprecatedIn = release
			}
			rows = append(rows, option)
		}
	}
	return rows, lines
}

// TestHidden has the golden that no descriptor can write as it would be written;
// package accepted says whether it is right.
func TestHidden(t *testing.T) {
	var rows []row
	read(t, goldens+"mimir-hidden-options.json", &rows)
	if text := must(t)(os.ReadFile(goldens + "mimir-hidden-options.json")); !bytes.Equal(text, format(t, rows)) {
		t.Error("mimir-hidden-options.json is not as it would be written")
	}
}

func TestReleaseAfterTheOthers(t *testing.T) {
	flag := "b"
	rows := []row{
		{YAML: "a", Since: "1.0.0", Category: "basic"},
		{YAML: "b", Since: "1.0.0", Flag: &flag},
		{YAML: "c", Since: "1.0.0", RemovedIn: "1.1.0"},
	}
	got, _ := with(rows, []row{{YAML: "a", Category: "deprecated"}, {YAML: "b"}, {YAML: "c"}}, "1.2.0")
	want := []row{
		{YAML: "a", Since: "1.0.0", Category: "deprecated", DeprecatedIn: "1.2.0"},
		{YAML: "b", Since: "1.0.0", Flag: &flag, RemovedIn: "1.2.0"},
		{YAML: "c", Since: "1.0.0", RemovedIn: "1.1.0"},
		{YAML: "b", Since: "1.2.0"},
		{YAML: "c", Since: "1.2.0"},
	}
	if got, want := string(format(t, got)), string(format(t, want)); got != want {
		t.Errorf("got %swant %s", got, want)
	}
}

// module is the folder of the Mimir that go.mod names.
func module(t *testing.T) string {
	t.Helper()
	if output, err := exec.Command("go", "mod", "download", "github.com/grafana/mimir").CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, output)
	}
	return strings.TrimSpace(string(must(t)(exec.Command("go", "list", "-m", "-f", "{{.Dir}}", "github.com/grafana/mimir").Output())))
}

func read(t *testing.T, path string, into any) {
	t.Helper()
	if err := json.Unmarshal(must(t)(os.ReadFile(path)), into); err != nil {
		t.Fatalf("%s: %v", path, err)
	}
}

// format writes rows as the goldens have them: one a line.
func format(t *testing.T, rows []row) []byte {
	t.Helper()
	text := *bytes.NewBufferString("[\n")
	encoder := json.NewEncoder(&text)
	encoder.SetEscapeHTML(false)
	for index, row := range rows {
		if index > 0 {
			text.WriteString(",\n")
		}
		if err := encoder.Encode(row); err != nil {
			t.Fatal(err)
		}
		text.Truncate(text.Len() - 1)
	}
	text.WriteString("\n]\n")
	return text.Bytes()
}

// settle holds a golden to what it should be, or writes it.
func settle(t *testing.T, file string, want []byte) {
	t.Helper()
	if os.Getenv("UPDATE") != "" {
		if err := os.WriteFile(goldens+file, want, 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if got, err := os.ReadFile(goldens + file); err != nil || !bytes.Equal(got, want) {
		t.Errorf("%s is not fresh: run UPDATE=1 go test ./catalog, and read the diff", file)
	}
}

func must(t *testing.T) func([]byte, error) []byte {
	return func(value []byte, err error) []byte {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return value
	}
}
