package main

import (
	_ "embed"
	"fmt"
	"regexp"
	"sort"
	"strings"
)

// textTable has a row a text: the side that says it (or any), a blank, and a
// pattern of the whole of it.
//
//go:embed texts
var textTable string

type row struct {
	side, source string
	// before is for words that stand before a text of its own.
	before  bool
	pattern *regexp.Regexp
	heard   int
}

type table struct {
	texts   []*row
	known   map[string][]*row
	strange map[string]int
}

var coverage = newTable()

func newTable() *table {
	t := &table{known: map[string][]*row{}, strange: map[string]int{}}
	for line := range strings.Lines(textTable) {
		line = strings.TrimSuffix(line, "\n")
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		side, source, _ := strings.Cut(line, " ")
		side, before := strings.CutPrefix(side, "+")
		t.texts = append(t.texts, &row{side: side, source: source, before: before, pattern: regexp.MustCompile(`(?s)^(?:` + source + `)$`)})
	}
	return t
}

func (t *table) count(answer Answer) {
	t.one("client", answer.ClientError)
	t.one("server", answer.ServerError)
}

func (t *table) one(side string, said *string) {
	if said == nil {
		return
	}
	key := side + " " + *said
	rows, ok := t.known[key]
	if !ok {
		rows = t.matching(side, *said)
		if len(t.known) < 1<<16 {
			t.known[key] = rows
		}
	}
	told := false
	for _, row := range rows {
		row.heard++
		told = told || !row.before
	}
	if !told {
		t.strange[key]++
	}
}

// matching are the rows for a text: its own, and what stands before it.
func (t *table) matching(side, said string) (rows []*row) {
	for _, row := range t.texts {
		if row.before && row.side == side && row.pattern.MatchString(said) {
			rows = append(rows, row)
			said = said[len(row.source)-len(".*"):]
			break
		}
	}
	for _, row := range t.texts {
		if !row.before && (row.side == "any" || row.side == side) && row.pattern.MatchString(said) {
			return append(rows, row)
		}
	}
	return rows
}

// report prints how often each text was heard, and returns how many were heard
// too seldom or are missing from the table.
func (t *table) report(least int) int {
	wrong := 0
	for _, row := range t.texts {
		mark := ""
		if row.heard < least {
			mark = "  TOO RARE"
			wrong++
		}
		fmt.Printf("%7d %s %s%s\n", row.heard, row.side, row.source, mark)
	}
	var strange []string
	for said := range t.strange {
		strange = append(strange, said)
	}
	sort.Strings(strange)
	for _, said := range strange {
		fmt.Printf("%7d %s  NOT IN THE TABLE\n", t.strange[said], said)
	}
	return wrong + len(strange)
}
