package parser

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
)

// node is a value of a YAML text that is yet to be written.
type node struct {
	kind    kind
	text    string // of a scalar; the anchor's name of an alias
	style   style
	tag     string
	anchor  string
	entries []*entry
	items   []*node
	flow    bool
}

type kind int

const (
	scalar kind = iota
	mapping
	sequence
	alias
)

type style int

const (
	plain style = iota
	single
	double
	literal
	folded
)

type entry struct {
	key   *node
	value *node
}

func word(text string) *node { return &node{text: text} }

func (n *node) at(key string) *entry {
	for _, found := range n.entries {
		if found.key.text == key {
			return found
		}
	}
	return nil
}

// set puts a value at a path, and makes the blocks above it. It says false
// where something else than a block is in the way.
func (n *node) set(path string, value *node) bool {
	at := n
	keys := strings.Split(path, ".")
	for _, key := range keys[:len(keys)-1] {
		found := at.at(key)
		if found == nil {
			found = &entry{word(key), &node{kind: mapping}}
			at.entries = append(at.entries, found)
		}
		if found.value.kind != mapping {
			return false
		}
		at = found.value
	}
	last := keys[len(keys)-1]
	if found := at.at(last); found != nil {
		found.value = value
	} else {
		at.entries = append(at.entries, &entry{word(last), value})
	}
	return true
}

// mappings are all of them, in the order of the text, each before what it holds.
func (n *node) mappings() []*node {
	var found []*node
	if n.kind == mapping {
		found = append(found, n)
	}
	for _, inner := range n.inner() {
		found = append(found, inner.mappings()...)
	}
	return found
}

func (n *node) inner() []*node {
	inner := slices.Clone(n.items)
	for _, entry := range n.entries {
		inner = append(inner, entry.value)
	}
	return inner
}

// scalars are the values that are none of keys, in the order of the text.
func (n *node) scalars() []*node {
	if n.kind == scalar {
		return []*node{n}
	}
	var found []*node
	for _, inner := range n.inner() {
		found = append(found, inner.scalars()...)
	}
	return found
}

// holds says whether one value stands inside the other.
func (n *node) holds(other *node) bool {
	return n == other || slices.ContainsFunc(n.inner(), func(inner *node) bool { return inner.holds(other) })
}

// writer writes a text as somebody might.
type writer struct {
	*rand.Rand
	strings.Builder
	step     int  // blanks of indentation
	comments bool // now and then one
	json     bool
}

func (w *writer) document(root *node) string {
	if w.json {
		w.inline(root)
		w.WriteString("\n")
		return w.String()
	}
	if root.kind == mapping && len(root.entries) > 0 && !root.flow {
		w.properties(root)
		if w.Len() > 0 {
			w.WriteString("\n")
		}
		w.block(root, 0)
	} else {
		w.inline(root)
		w.WriteString("\n")
	}
	return w.String()
}

func (w *writer) properties(n *node) {
	if n.anchor != "" {
		fmt.Fprintf(w, "&%s ", n.anchor)
	}
	if n.tag != "" {
		fmt.Fprintf(w, "%s ", n.tag)
	}
}

func (w *writer) indent(depth int) { w.WriteString(strings.Repeat(" ", depth)) }

// block writes the entries or the items of a value, each on a line of its own.
func (w *writer) block(n *node, depth int) {
	for _, entry := range n.entries {
		if w.comments && w.IntN(6) == 0 {
			w.indent(w.IntN(depth + 1))
			w.WriteString([]string{"# why\n", "#\n", "\n", "# a: b\n"}[w.IntN(4)])
		}
		w.indent(depth)
		w.inline(entry.key)
		w.WriteString(":")
		w.value(entry.value, depth)
	}
	for _, item := range n.items {
		w.indent(depth)
		w.WriteString("-")
		w.value(item, depth)
	}
}

// value writes what stands behind a colon or a dash.
func (w *writer) value(n *node, depth int) {
	isBlock := !n.flow && len(n.entries)+len(n.items) > 0
	switch {
	case isBlock:
		w.WriteString(" ")
		w.properties(n)
		w.WriteString("\n")
		below := depth + w.step
		if n.kind == sequence && depth > 0 && w.IntN(2) == 0 {
			below = depth
		}
		w.block(n, max(below, 1))
		return
	case n.kind == scalar && (n.style == literal || n.style == folded) && canBlock(n.text):
		w.WriteString(" ")
		w.properties(n)
		mark := map[style]string{literal: "|", folded: ">"}[n.style]
		if w.IntN(2) == 0 {
			mark += "-"
		}
		fmt.Fprintf(w, "%s\n%s%s\n", mark, strings.Repeat(" ", depth+w.step), n.text)
		return
	}
	if n.kind != scalar || n.text != "" || n.style != plain || n.tag != "" || n.anchor != "" {
		w.WriteString(strings.Repeat(" ", 1+w.IntN(2)/1*w.IntN(2)))
		w.inline(n)
	}
	if w.comments && w.IntN(8) == 0 {
		w.WriteString(" # so")
	}
	w.WriteString("\n")
}

func canBlock(text string) bool {
	return text != "" && !strings.ContainsAny(text, "\n\t") && strings.TrimSpace(text) == text
}

// inline writes a value that stands on one line.
func (w *writer) inline(n *node) {
	w.properties(n)
	switch n.kind {
	case alias:
		w.WriteString("*" + n.text)
		if w.json || n.flow {
			w.WriteString(" ")
		}
	case mapping:
		w.WriteString("{")
		for at, entry := range n.entries {
			if at > 0 {
				w.WriteString(", ")
			}
			w.inline(entry.key)
			w.WriteString(": ")
			w.inline(entry.value)
		}
		w.WriteString("}")
	case sequence:
		w.WriteString("[")
		for at, item := range n.items {
			if at > 0 {
				w.WriteString(", ")
			}
			w.inline(item)
		}
		w.WriteString("]")
	case scalar:
		w.WriteString(w.scalar(n))
	}
}

func (w *writer) scalar(n *node) string {
	switch {
	case w.json && (n.style != plain || !isJSON(n.text)):
		return quoted(n.text)
	case n.style == single && !strings.ContainsAny(n.text, "\n\t"):
		return "'" + strings.ReplaceAll(n.text, "'", "''") + "'"
	case n.style != plain || !isPlain(n.text):
		return quoted(n.text)
	}
	return n.text
}

func isJSON(text string) bool {
	return text == "true" || text == "false" || text == "null" || text != "" && strings.Trim(text, "0123456789") == ""
}

// isPlain says whether a text may stand without quotes, inside brackets too.
func isPlain(text string) bool {
	if text == "" {
		return true
	}
	return !strings.ContainsAny(text[:1], " \t!&*#?-|>'\"%@`,[]{}:=") && !strings.ContainsAny(text, "\n\t,[]{}") &&
		!strings.Contains(text, ": ") && !strings.Contains(text, " #") && !strings.HasSuffix(text, ":") && !strings.HasSuffix(text, " ") ||
		len(text) > 1 && strings.ContainsAny(text[:1], "-.") && strings.Trim(text[1:], "0123456789._abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ") == ""
}

func quoted(text string) string {
	var out strings.Builder
	out.WriteByte('"')
	for _, letter := range text {
		switch letter {
		case '"', '\\':
			out.WriteByte('\\')
			out.WriteRune(letter)
		case '\n':
			out.WriteString(`\n`)
		case '\t':
			out.WriteString(`\t`)
		default:
			out.WriteRune(letter)
		}
	}
	out.WriteByte('"')
	return out.String()
}
