// Package change takes a real cluster through what `mimir-tls change` writes.
//
// Seventeen processes of Mimir gossip over TLS, refuse every gRPC client without
// a certificate, and answer writes and queries all the while. A program does what
// change.json says and nothing else. The same restarts without a change are the
// control run: nothing may be worse than there.
//
// With -nightly, every change of the list; without, those that the others are
// made of. The binaries are chosen as in tests/mimir.
package change

import (
	"flag"
	"fmt"
	"os"
	"testing"

	"mimir-tls/tests/mimir/cluster"
)

var nightly = flag.Bool("nightly", false, "go through every change")

// The two programs under test, as absolute paths.
var mimirBin, mimirTLSBin string

func TestMain(m *testing.M) {
	flag.Parse()
	var err error
	if mimirTLSBin, mimirBin, err = cluster.Binaries("../.."); err != nil {
		fmt.Fprintln(os.Stderr, "error:", err)
		os.Exit(1)
	}
	os.Exit(m.Run())
}

// must is for what a test cannot go on without.
func must[T any](value T, err error) func(*testing.T) T {
	return func(t *testing.T) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return value
	}
}
