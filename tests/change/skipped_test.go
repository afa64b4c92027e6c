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

// unused are links that nobody dials in this cluster: no block is older than what
// ingesters have, there are one ruler and one Alertmanager, and a query-scheduler
// dials a query-frontend only to refuse a query. A querier dials the query-frontend
// whose query it was given; across a phase left out it is given none.
var unused = []pair{
	{from: "querier", to: "store-gateway"}, {from: "ruler", to: "store-gateway"},
	{from: "ruler", to: "ruler"}, {from: "alertmanager", to: "alertmanager"},
	{from: "query-scheduler", to: "query-frontend"}, {from: "querier", to: "query-frontend"},
}

// skipped gives the cluster another CA with the first phase left out, until every
// link has failed that the proof of that phase says fails then; no other may.
func (l *load) skipped(t *testing.T) run {
	t.Helper()
	f := l.fleet
	c := f.planned(t, "--new-ca")
	predicted := map[pair]bool{}
	for _, link := range c.Phases[0].Proof.Skipped {
		predicted[pair{link.From, link.To, link.Surface == "memberlist"}] = true
	}
	return l.observed(t, "new CA in one go", func() (restarts int) {
		marks := f.marks(t)
		for _, m := range f.members {
			m.exchange(t, filepath.Join(c.folder, c.Phases[1].Folder, "certs"), certDir)
		}
		failUntil := func(wanted ...pair) {
			t.Helper()
			var missing []pair
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
				missing = slices.DeleteFunc(slices.Clone(wanted), func(link pair) bool { return failing[link] })
				return len(missing) == 0
			})
		}
		// The ruler's client of the Alertmanager reads its files again, its CA too: it is
		// refused with the new certificate until the Alertmanager restarts, and never again.
		failUntil(pair{from: "ruler", to: "alertmanager"})
		// One of each is behind the phase, beside others who are not.
		half := []string{"distributor-0", "ingester-0", "querier-0", "query-frontend-0", "query-scheduler-0", "store-gateway-0"}
		for _, name := range half {
			f.member(t, name).restart(t)
		}
		var wanted []pair
		for link := range predicted {
			// Those who are no part of Mimir have no log here, and who gossips with whom
			// is chance.
			if f.of(link.from) != nil && !link.isGossip && !slices.Contains(unused, link) {
				wanted = append(wanted, link)
			}
		}
		failUntil(wanted...)
		return len(half)
	})
}
