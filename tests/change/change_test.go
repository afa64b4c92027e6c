package change

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"text/tabwriter"
	"time"
)

// A run is what was seen of the cluster while something was done to it.
type run struct {
	name            string
	restarts        int
	troubles        []trouble
	late            int
	writes, queries int
	again           int
	failed          []string
	took            time.Duration
}

// observed does something to the cluster, and gives what was seen of it.
func (l *load) observed(t *testing.T, name string, do func() (restarts int)) run {
	t.Helper()
	marks := l.fleet.marks(t)
	l.writes.take()
	l.queries.take()
	l.again.Store(0)
	begin := time.Now()
	restarts := do()
	seen := run{name: name, restarts: restarts, took: time.Since(begin)}
	writes, unwritten := l.writes.take()
	queries, unread := l.queries.take()
	seen.again = int(l.again.Load())
	seen.writes, seen.queries, seen.failed = writes, queries, append(unwritten, unread...)
	seen.troubles, seen.late = l.fleet.troubles(t, marks)
	t.Logf("%s: %d restarts, %d lines of TLS in the logs, %d of %d requests failed, %.0f s",
		name, restarts, len(seen.troubles), len(seen.failed), writes+queries, seen.took.Seconds())
	why := map[string]int{}
	for _, failed := range seen.failed {
		why[address.ReplaceAllString(failed, "ADDRESS")]++
	}
	for why, count := range why {
		t.Logf("%s: %d requests failed: %.300s", name, count, why)
	}
	return seen
}

// isNoWorseThan holds a change against the same restarts without one.
func (it run) isNoWorseThan(t *testing.T, control run) {
	t.Helper()
	known := byKind(control.troubles)
	for kind, count := range byKind(it.troubles) {
		if known[kind] == 0 {
			t.Errorf("%s: %d times in the logs: %s", it.name, count, kind)
		}
	}
	if len(it.failed) > 0 {
		t.Errorf("%s: %d requests failed", it.name, len(it.failed))
	}
}

// made carries a change out, phase by phase.
func (l *load) made(t *testing.T, options ...string) (restarts int) {
	t.Helper()
	f := l.fleet
	c := f.planned(t, options...)
	if len(c.Phases) == 0 || len(c.Breaks) > 0 {
		t.Fatalf("%v: %d phases, %d breaks", options, len(c.Phases), len(c.Breaks))
	}
	for _, phase := range c.Phases {
		restarts += f.follow(t, c, phase.Steps, l.papers.Load())
		f.phaseIs(t, c, phase.Folder)
		l.papers.Store(readPapers(t, filepath.Join(c.folder, phase.Folder)))
	}
	f.settle(t, c)
	return restarts
}

// TestChange goes through changes one after the other, in one cluster.
func TestChange(t *testing.T) {
	f := newFleet(t)
	dialling := readPapers(t, f.folder)
	f.start(t, dialling)
	l := newLoad(t, f, dialling)

	control := l.observed(t, "control", func() int {
		var names []string
		for _, m := range f.members {
			names = append(names, m.name)
		}
		f.restart(t, names, true, l.papers.Load())
		return len(names)
	})
	control.isNoWorseThan(t, control)
	runs := []run{control}
	for _, c := range []struct {
		name      string
		isNightly bool
		options   []string
	}{
		{"new leaves", false, []string{"--renew"}},
		{"new CA", false, []string{"--new-ca"}},
		{"HTTP strict", true, []string{"--http-auth", "RequireAndVerifyClientCert"}},
		{"HTTP as before", true, []string{"--http-auth", "VerifyClientCertIfGiven"}},
		{"new shared name", true, []string{"--server-name", "new.mimir.example"}},
		{"a company's CA", true, company(t)},
	} {
		if c.isNightly && !*nightly {
			continue
		}
		seen := l.observed(t, c.name, func() int { return l.made(t, c.options...) })
		seen.isNoWorseThan(t, control)
		runs = append(runs, seen)
	}
	// Last, because the cluster is of no use behind it.
	runs = append(runs, l.skipped(t))
	t.Log(table(runs))
}

func company(t *testing.T) []string {
	chain, key := writeCompany(t)
	return []string{"--ca", chain, "--ca-key", key}
}

func table(runs []run) string {
	var out strings.Builder
	columns := tabwriter.NewWriter(&out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(columns, "\nrun\trestarts\tTLS errors\tlate gossip\tfailed\tasked again\trequests\tseconds")
	for _, it := range runs {
		fmt.Fprintf(columns, "%s\t%d\t%d\t%d\t%d\t%d\t%d\t%.0f\n", it.name, it.restarts, len(it.troubles), it.late, len(it.failed), it.again, it.writes+it.queries, it.took.Seconds())
	}
	columns.Flush()
	return out.String()
}
