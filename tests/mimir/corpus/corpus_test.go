// Package corpus has the doctor read Mimir's own repository: every YAML, values
// file, rendering, Compose file, script and unit in the Go module that go.mod
// names. None of it is committed; expected.txt has one line for each, in the
// order of the paths:
//
//	path: what it was read as, or why it was passed over
//	path: what it was read as; MT116 # why that is right
//
// Without codes nothing above a note may be found, and with codes exactly those;
// each has been verified by hand, and the reason says how. A rendering and a
// folder for development are read as a whole, and their lines end with a slash.
//
//	UPDATE=1 go test ./corpus
//
// writes the lines anew and keeps the reasons; codes without one fail.
package corpus

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
)

// whole has the folders that people hand over as one.
var whole = []string{
	"development/mimir-ingest-storage",
	"development/mimir-microservices-mode",
	"development/mimir-monolithic-mode",
	"development/mimir-monolithic-mode-with-swift-storage",
	"operations/helm/charts/mimir-distributed/templates",
	"operations/helm/tests/*",
}

// roots have the files that are handed over one by one; what is in renderings
// and among the chart's templates is only read as a whole, and dashboards are
// Grafana's.
var roots = []string{"docs/configurations", "development", "operations", "packaging"}

var onlyWhole = []string{"operations/helm/tests/", "operations/helm/charts/mimir-distributed/templates/"}

var endings = []string{".yaml", ".yml", ".json", ".service", ".sh", ".env", ".template", ".conf", ".alloy", ".flow"}

func module(t *testing.T) string {
	out, err := exec.Command("go", "list", "-m", "-f", "{{.Dir}}", "github.com/grafana/mimir").Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	return strings.TrimSpace(string(out))
}

// units are the paths to check, folders with a slash at their ends.
func units(t *testing.T, dir string) []string {
	var found []string
	for _, pattern := range whole {
		folders, err := filepath.Glob(filepath.Join(dir, pattern))
		if err != nil || len(folders) == 0 {
			t.Fatalf("%s: nothing there (%v)", pattern, err)
		}
		for _, folder := range folders {
			name, _ := filepath.Rel(dir, folder)
			found = append(found, filepath.ToSlash(name)+"/")
		}
	}
	for _, root := range roots {
		err := filepath.WalkDir(filepath.Join(dir, root), func(path string, entry fs.DirEntry, err error) error {
			if err != nil || entry.IsDir() {
				return err
			}
			name, _ := filepath.Rel(dir, path)
			name = filepath.ToSlash(name)
			isOnlyWhole := slices.ContainsFunc(onlyWhole, func(it string) bool { return strings.HasPrefix(name, it) })
			isDashboard := strings.Contains(name, "/dashboards/")
			if !isOnlyWhole && !isDashboard && slices.Contains(endings, filepath.Ext(name)) {
				found = append(found, name)
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	slices.Sort(found)
	return found
}

// report is what `check` says, as far as it counts here.
type report struct {
	Inputs []struct {
		File  string
		Read  bool
		Words string
	}
	Findings []struct {
		Code     string
		Severity string
		What     string
		Place    struct {
			File string
			Line int
		}
	}
}

// line is one expectation, its reason apart.
type line struct{ said, reason string }

// said is what the doctor says of a unit, as a line has it.
func said(binary, dir, unit string) (line string, details []string, err error) {
	command := exec.Command(binary, "check", "--format", "json", strings.TrimSuffix(unit, "/"))
	command.Dir = dir
	// Exit codes 1 and 2 say that something is wrong, or that nothing is Mimir's.
	out, failed := command.Output()
	var report report
	if err := json.Unmarshal(out, &report); err != nil {
		return "", nil, fmt.Errorf("%s: %w, %v", unit, err, failed)
	}
	var words string
	if strings.HasSuffix(unit, "/") {
		read := 0
		for _, input := range report.Inputs {
			if input.Read {
				read++
			}
		}
		words = fmt.Sprintf("%d read, %d passed over", read, len(report.Inputs)-read)
	} else {
		for _, input := range report.Inputs {
			words = input.Words
		}
	}
	if words == "" || len(report.Inputs) == 0 {
		return "", nil, fmt.Errorf("%s: passed over in silence", unit)
	}
	var codes []string
	for _, finding := range report.Findings {
		if finding.Severity != "note" {
			details = append(details, fmt.Sprintf("%s:%d %s %s", finding.Place.File, finding.Place.Line, finding.Code, finding.What))
			codes = append(codes, finding.Code)
		}
	}
	slices.Sort(codes)
	line = unit + ": " + words
	if codes = slices.Compact(codes); len(codes) > 0 {
		line += "; " + strings.Join(codes, " ")
	}
	return line, details, nil
}

func TestMimirsOwnRepositoryIsJudgedRight(t *testing.T) {
	binary := os.Getenv("MIMIR_TLS_BIN")
	if binary == "" {
		binary = "../../../target/debug/mimir-tls"
	}
	binary, err := filepath.Abs(binary)
	if err != nil {
		t.Fatal(err)
	}
	dir := module(t)
	units := units(t, dir)
	if len(units) < 200 {
		t.Fatalf("only %d units", len(units))
	}
	expected := expectations(t)
	got := make([]string, len(units))
	details := make([][]string, len(units))
	failures := make([]error, len(units))
	var group sync.WaitGroup
	next := make(chan int)
	for range 2 {
		group.Add(1)
		go func() {
			defer group.Done()
			for index := range next {
				got[index], details[index], failures[index] = said(binary, dir, units[index])
			}
		}()
	}
	for index := range units {
		next <- index
	}
	close(next)
	group.Wait()

	var written strings.Builder
	for index, unit := range units {
		if failures[index] != nil {
			t.Error(failures[index])
			continue
		}
		want, known := expected[unit]
		delete(expected, unit)
		written.WriteString(got[index])
		hasCodes := len(details[index]) > 0
		if hasCodes && want.reason != "" {
			written.WriteString(" # " + want.reason)
		}
		written.WriteString("\n")
		switch {
		case os.Getenv("UPDATE") == "" && (!known || want.said != got[index]):
			t.Errorf("said %s\nwant %s\n  %s", got[index], want.said, strings.Join(details[index], "\n  "))
		case hasCodes && want.reason == "":
			t.Errorf("%s: no reason says why that is right\n  %s", got[index], strings.Join(details[index], "\n  "))
		case !hasCodes && want.reason != "" && os.Getenv("UPDATE") == "":
			t.Errorf("%s: a reason without codes", unit)
		}
	}
	if os.Getenv("UPDATE") != "" {
		if err := os.WriteFile("expected.txt", []byte(written.String()), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	for unit := range expected {
		t.Errorf("%s: expected, and not there", unit)
	}
}

// expectations are the lines of expected.txt by their paths.
func expectations(t *testing.T) map[string]line {
	text, err := os.ReadFile("expected.txt")
	if err != nil && os.Getenv("UPDATE") == "" {
		t.Fatal(err)
	}
	lines := map[string]line{}
	for text := range strings.Lines(string(text)) {
		said, reason, _ := strings.Cut(strings.TrimSpace(text), " # ")
		path, _, _ := strings.Cut(said, ": ")
		lines[path] = line{said, reason}
	}
	return lines
}
