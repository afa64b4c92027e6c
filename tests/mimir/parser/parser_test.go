package parser

import (
	"cmp"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"sync"
	"testing"

	"github.com/grafana/mimir/pkg/mimir"
)

// PARSER_CASES is how many cases are judged, PARSER_SEED which; PARSER_BIN is
// the example `parses`, without it target/debug's.
var (
	count = number("PARSER_CASES", 20_000)
	seed  = uint64(number("PARSER_SEED", 1))
)

func number(name string, otherwise int) int {
	if text := os.Getenv(name); text != "" {
		if value, err := strconv.Atoi(text); err == nil {
			return value
		}
		panic(name + " is no number: " + text)
	}
	return otherwise
}

func startOurs(t *testing.T) *ours {
	t.Helper()
	binary := cmp.Or(os.Getenv("PARSER_BIN"), "../../../target/debug/examples/parses")
	binary, err := filepath.Abs(binary)
	if err != nil {
		t.Fatal(err)
	}
	started, err := start(binary)
	if err != nil {
		t.Fatalf("%v (run `cargo build --example parses` first)", err)
	}
	t.Cleanup(func() {
		if err := started.stop(); err != nil {
			t.Error(err)
		}
	})
	return started
}

type disagreed struct {
	number int
	Case
	why string
}

// TestBothReadTheSame has Mimir judge what we make of made-up texts.
func TestBothReadTheSame(t *testing.T) {
	schema := readSchema()
	var (
		mutex     sync.Mutex
		bad       []disagreed
		starting  int
		together  sync.WaitGroup
		processes = runtime.NumCPU()
	)
	for worker := range processes {
		b := &both{newJudge(), startOurs(t)}
		together.Go(func() {
			for number := worker; number < count; number += processes {
				c := schema.generate(seed, number)
				why, err := b.disagreement(c)
				mutex.Lock()
				if err != nil {
					t.Errorf("case %d: %v\n%s", number, err, c)
					mutex.Unlock()
					return
				}
				if why != "" {
					bad = append(bad, disagreed{number, c, why})
				} else if b.judge.judge(c).Starts {
					starting++
				}
				mutex.Unlock()
			}
		})
	}
	together.Wait()
	fmt.Printf("%d cases, seed %d, %d disagreements; %d of them start\n", count, seed, len(bad), starting)
	show(t, bad)
}

// TestTheJudgeForgets holds the judge that is used again against a new one.
func TestTheJudgeForgets(t *testing.T) {
	schema, used := readSchema(), newJudge()
	for number := range 3000 {
		c := schema.generate(seed, number)
		again := used.judge(c)
		if number%30 > 0 {
			continue
		}
		config := new(mimir.Config)
		first := c.judge(config, newFlags(config))
		if first.Starts != again.Starts || first.Flag != again.Flag || !slices.Equal(first.Lines, again.Lines) {
			t.Fatalf("%s\nat first: %s\nthen: %s", c, first, again)
		}
		for _, option := range schema.inYAML {
			if option.Flag == "" || !first.Starts {
				continue
			}
			then, _ := again.Value(option.Flag)
			if value, _ := first.Value(option.Flag); value != then {
				t.Fatalf("%s\n-%s is %q at first, then %q", c, option.Flag, value, then)
			}
		}
	}
}

// show prints the smallest, made smaller still.
func show(t *testing.T, bad []disagreed) {
	t.Helper()
	if len(bad) == 0 {
		return
	}
	if shown := os.Getenv("PARSER_ALL"); shown != "" {
		for _, found := range bad {
			fmt.Printf("#%d %s\n", found.number, found.why)
		}
	}
	b := &both{newJudge(), startOurs(t)}
	slices.SortFunc(bad, func(a, b disagreed) int { return cmp.Compare(a.size(), b.size()) })
	for _, found := range bad[:min(len(bad), number("PARSER_SHOW", 3))] {
		smallest, err := b.shrink(found.Case)
		if err != nil {
			t.Error(err)
		}
		why, _ := b.disagreement(smallest)
		t.Errorf("case %d: %s\n%s", found.number, why, smallest)
	}
	t.Errorf("%d disagreements", len(bad))
}
