package main

import (
	_ "embed"
	"fmt"
	"regexp"
	"sort"
	"strings"
)

// textTable has a row a text: the side that says it, a blank, and a pattern of
// the whole of it.
//
//go:embed texts
var textTable string

type row struct {
	side, source string
	pattern      *regexp.Regexp
	heard        int
}

type table struct {
	texts   []*row
	known   map[string]*row
	strange map[string]int
}

var coverage = newTable()

func newTable() *table {
	t := &table{known: map[string]*row{}, strange: map[string]int{}}
	for line := range strings.Lines(textTable) {
		line = strings.TrimSuffix(line, "\n")
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		side, source, _ := strings.Cut(line, " ")
		t.texts = append(t.texts, &row{side: side, source: source, pattern: regexp.MustCompile(`(?s)^(?:` + source + `)$`)})
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
	row, ok := t.known[key]
	if !ok {
		for _, candidate := range t.texts {
			if candidate.side == side && candidate.pattern.MatchString(*said) {
				row = candidate
				break
			}
		}
		if len(t.known) < 1<<16 {
			t.known[key] = row
		}
	}
	if row == nil {
		t.strange[key]++
		return
	}
	row.heard++
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
