package change

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"testing"
)

// A change is what a program needs to know of change.json.
type change struct {
	Phases []phase           `json:"phases"`
	Breaks []json.RawMessage `json:"breaks"`

	// Where it is.
	folder string
}

type phase struct {
	Name   string `json:"name"`
	Folder string `json:"folder"`
	Steps  []step `json:"steps"`
	Back   []step `json:"back"`
	Proof  struct {
		Holds     bool   `json:"holds"`
		BackHolds bool   `json:"back_holds"`
		Skipped   []link `json:"skipped"`
	} `json:"proof"`
}

type step struct {
	Action     string   `json:"action"`
	Processes  []string `json:"processes"`
	From       string   `json:"from"`
	To         string   `json:"to"`
	OneAtATime bool     `json:"one_at_a_time"`
}

type link struct {
	From    string `json:"from"`
	To      string `json:"to"`
	Surface string `json:"surface"`
}

// planned has `mimir-tls change` plan one, and reads it.
func (f *fleet) planned(t *testing.T, options ...string) change {
	t.Helper()
	mimirTLS(t, append([]string{"change", "--quiet", f.folder}, options...)...)
	c := change{folder: f.folder + ".change"}
	if err := json.Unmarshal(must(os.ReadFile(filepath.Join(c.folder, "change.json")))(t), &c); err != nil {
		t.Fatal(err)
	}
	return c
}

// follow does the steps in their order, and nothing else. It gives the number of
// restarts.
func (f *fleet) follow(t *testing.T, c change, steps []step, ask *papers) (restarts int) {
	t.Helper()
	for _, s := range steps {
		switch s.Action {
		case "files":
			for _, name := range s.Processes {
				f.member(t, name).exchange(t, filepath.Join(c.folder, s.From), s.To)
			}
		case "restart":
			f.restart(t, s.Processes, s.OneAtATime, ask)
			restarts += len(s.Processes)
		default:
			t.Fatalf("what is the step %q?", s.Action)
		}
	}
	return restarts
}

// restart ends processes as a supervisor does and starts them again: each ready
// before the next, or all at once.
func (f *fleet) restart(t *testing.T, names []string, oneAtATime bool, ask *papers) {
	t.Helper()
	if oneAtATime {
		for _, name := range names {
			m := f.member(t, name)
			m.restart(t)
			m.waitUntilReady(t, ask)
		}
		return
	}
	var ended sync.WaitGroup
	for _, name := range names {
		ended.Go(func() { f.member(t, name).End(patience) })
	}
	ended.Wait()
	for _, name := range names {
		f.member(t, name).start(t)
	}
	for _, name := range names {
		f.member(t, name).waitUntilReady(t, ask)
	}
}

// phaseIs has `mimir-tls change --status` find every machine at a phase.
func (f *fleet) phaseIs(t *testing.T, c change, want string) {
	t.Helper()
	arguments := []string{"change", "--format", "json", "--status", c.folder}
	for _, m := range f.members {
		arguments = append(arguments, m.at(certDir))
	}
	var all []struct {
		Folder  string   `json:"folder"`
		Is      string   `json:"is"`
		Folders []string `json:"folders"`
	}
	if err := json.Unmarshal(mimirTLS(t, arguments...), &all); err != nil {
		t.Fatal(err)
	}
	for _, one := range all {
		// Phases that differ in settings alone have the same certificates.
		if one.Is != "at" || !slices.Contains(one.Folders, want) {
			t.Errorf("--status of %s: %s %v, want %s", one.Folder, one.Is, one.Folders, want)
		}
	}
	if len(all) != len(f.members) {
		t.Errorf("--status of %d folders, not of %d", len(all), len(f.members))
	}
}

// settle puts the last folder of a change in the place of the one before.
func (f *fleet) settle(t *testing.T, c change) {
	t.Helper()
	last := c.Phases[len(c.Phases)-1].Folder
	if err := os.RemoveAll(f.folder); err != nil {
		t.Fatal(err)
	}
	if err := os.Rename(filepath.Join(c.folder, last), f.folder); err != nil {
		t.Fatal(err)
	}
	if err := os.RemoveAll(c.folder); err != nil {
		t.Fatal(err)
	}
}
