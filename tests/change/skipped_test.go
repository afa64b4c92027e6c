package change

import (
	"path/filepath"
	"slices"
	"testing"
)

// A pair is a link as it shows in logs: who dials whom, for gossip or not.
type pair struct {
	from, to string
	isGossip bool
}

// busy are the links that somebody dials without a pause, whatever else fails in the
// cluster: the load's writes come to every distributor, the ruler asks for a query
// every second, and who has lost a query-scheduler looks for it again. What another
// link carries waits for an answer that may never come: a query that a querier cannot
// give back holds up its rule, and with it the ruler's samples and alerts.
var busy = []pair{
	{from: "distributor", to: "ingester"}, {from: "ruler", to: "query-frontend"},
	{from: "query-frontend", to: "query-scheduler"}, {from: "querier", to: "query-scheduler"},
}

// skipped gives the cluster another CA with the first phase left out, until every
// busy link has failed. None may fail but those of which the proof of that phase
// says so.
func (l *load) skipped(t *testing.T) run {
	t.Helper()
	f := l.fleet
	c := f.planned(t, "--new-ca")
	predicted := map[pair]bool{}
	for _, link := range c.Phases[0].Proof.Skipped {
		predicted[pair{link.From, link.To, link.Surface == "memberlist"}] = true
	}
	for _, link := range busy {
		if !predicted[link] {
			t.Errorf("the proof does not say that %v fails", link)
		}
	}
	return l.observed(t, "new CA in one go", func() (restarts int) {
		marks := f.marks(t)
		for _, m := range f.members {
			m.exchange(t, filepath.Join(c.folder, c.Phases[1].Folder, "certs"), certDir)
		}
		// One of each is behind the phase, beside others who are not. They are killed: who
		// takes leave is dialled no more by those who heard it, and that it is back they
		// cannot hear.
		half := []string{"distributor-0", "ingester-0", "querier-0", "query-frontend-0", "query-scheduler-0", "store-gateway-0"}
		for _, name := range half {
			m := f.member(t, name)
			m.Stop()
			m.start(t)
		}
		missing := busy
		defer func() {
			if len(missing) > 0 {
				t.Logf("they still hold: %v", missing)
			}
		}()
		eventually(t, "links fail as the proof says", func() bool {
			failing := map[pair]bool{}
			troubles, _ := f.troubles(t, marks)
			for _, it := range troubles {
				link := pair{it.component, it.to, it.isGossip}
				if it.to != "" && !predicted[link] {
					t.Fatalf("%v fails, and the proof does not say so: %s", link, it.line)
				}
				failing[link] = true
			}
			missing = slices.DeleteFunc(slices.Clone(busy), func(link pair) bool { return failing[link] })
			return len(missing) == 0
		})
		return len(half)
	})
}
