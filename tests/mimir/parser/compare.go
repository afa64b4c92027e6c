package parser

import (
	"bytes"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"go.yaml.in/yaml/v3"
)

// both are Mimir's parser and ours.
type both struct {
	judge *judge
	ours  *ours
}

// rounds is how often the same case is asked again without what was named.
const rounds = 6

// disagreement is how both differ about a case; empty where they do not. Where
// both say that Mimir does not start, what we name is taken away and both are
// asked again: what is left has to start, or to fail at something that we name.
func (b *both) disagreement(c Case) (string, error) {
	for range rounds {
		mimirs := b.judge.judge(c)
		var answer Answer
		if err := b.ours.ask(c, &answer); err != nil {
			return "", err
		}
		if !mimirs.Starts && !answer.Starts && slices.ContainsFunc(slices.Collect(maps.Values(c.Files)), repeatsItself) {
			return "", nil
		}
		if why := differ(mimirs, answer); why != "" {
			return why, nil
		}
		smaller, ok := without(c, mimirs, answer)
		if !ok {
			return "", nil
		}
		c = smaller
		c.Doctor = false
	}
	return "", nil
}

// repeatsItself is whether an alias stands inside the value that it repeats.
// Mimir reads what is below `common` once for each storage, each time from
// further inside, and so names another key than the alias, whichever it meets:
// of such a text only that Mimir does not start is compared.
func repeatsItself(text string) bool {
	var root yaml.Node
	return yaml.Unmarshal([]byte(text), &root) == nil && isInside(&root, nil)
}

func isInside(node *yaml.Node, around []*yaml.Node) bool {
	if node.Kind == yaml.AliasNode {
		return slices.Contains(around, node.Alias)
	}
	around = append(around, node)
	return slices.ContainsFunc(node.Content, func(part *yaml.Node) bool { return isInside(part, around) })
}

func differ(mimirs Verdict, answer Answer) string {
	told := func(what string) string {
		return fmt.Sprintf("%s\nMimir: %s\nours: %s", what, mimirs, answer)
	}
	switch {
	case mimirs.Starts != answer.Starts:
		return told("starts or not")
	case answer.Doctor != nil && *answer.Doctor == mimirs.Starts:
		return told("the doctor says another thing than the library")
	case mimirs.Starts:
		for name, ours := range answer.Values {
			if value, ok := mimirs.Value(name); !ok || !same(value, ours) {
				return told(fmt.Sprintf("-%s is %q, not %q", name, value, ours))
			}
		}
		return ""
	case mimirs.InFile && answer.Error != "":
		// What is no YAML has no keys.
		return ""
	case mimirs.InFile:
		named := answer.lines()
		for _, line := range mimirs.Lines {
			if !slices.Contains(named, line) {
				return told(fmt.Sprintf("line %d is not named", line))
			}
		}
		if mimirs.IsWhole && !slices.Equal(named, mimirs.Lines) {
			return told("lines are named that Mimir takes")
		}
		return ""
	}
	for _, place := range answer.At {
		if place.Word != nil {
			if place.Name != mimirs.Flag {
				return told("at another flag")
			}
			return ""
		}
	}
	return told("at no flag")
}

// same says whether two texts are the same value: Mimir prints a duration in its
// own way, and what is no text is none in JSON.
func same(mimirs, ours string) bool {
	if mimirs == ours || !utf8.ValidString(mimirs) {
		return true
	}
	one, err := time.ParseDuration(mimirs)
	if zero, err := strconv.ParseInt(ours, 0, 64); err == nil && zero == 0 {
		ours = "0" // `00` is a number in YAML, and no duration among flags
	}
	other, otherErr := time.ParseDuration(ours)
	return err == nil && otherErr == nil && one == other
}

// lines are those of the file that hold something wrong.
func (a Answer) lines() []int {
	var lines []int
	for _, place := range a.At {
		if place.Word == nil {
			lines = append(lines, place.Wrong...)
		}
	}
	slices.Sort(lines)
	return slices.Compact(lines)
}

func (v Verdict) String() string {
	if v.Starts {
		return "starts"
	}
	return v.Error
}

func (a Answer) String() string {
	if a.Starts {
		return fmt.Sprint("starts ", a.Values)
	}
	var at []string
	for _, place := range a.At {
		if place.Word != nil {
			at = append(at, fmt.Sprintf("word %d, -%s", *place.Word, place.Name))
		} else {
			at = append(at, fmt.Sprintf("%d:%d, %s, lines %d", place.Line, place.Column, place.Name, place.Wrong))
		}
	}
	return "does not start: " + strings.Join(at, "; ") + a.Error
}

// without is the case without what we name: of a file all keys, of a command
// line the first flag.
func without(c Case, mimirs Verdict, answer Answer) (Case, bool) {
	if mimirs.Starts || len(answer.At) == 0 {
		return c, false
	}
	if !mimirs.InFile {
		for _, place := range answer.At {
			if place.Word != nil {
				smaller := c
				smaller.Args = slices.Delete(slices.Clone(c.Args), *place.Word, min(*place.Word+max(place.Words, 1), len(c.Args)))
				return smaller, true
			}
		}
		return c, false
	}
	file, expands := c.configFile()
	var document yaml.Node
	if expands || yaml.NewDecoder(strings.NewReader(c.Files[file])).Decode(&document) != nil {
		return c, false
	}
	gone := false
	for _, place := range answer.At {
		if place.Word == nil {
			gone = remove(&document, place) || gone
		}
	}
	var text bytes.Buffer
	encoder := yaml.NewEncoder(&text)
	if !gone || encoder.Encode(&document) != nil {
		return c, false
	}
	smaller := c
	smaller.Files = maps.Clone(c.Files)
	smaller.Files[file] = text.String()
	return smaller, true
}

// remove takes a key and its value out.
func remove(n *yaml.Node, place Place) bool {
	for at, inner := range n.Content {
		if n.Kind == yaml.MappingNode && at%2 == 0 && inner.Line == place.Line && inner.Column == place.Column {
			n.Content = slices.Delete(n.Content, at, at+2)
			return true
		}
		if remove(inner, place) {
			return true
		}
	}
	return false
}

// shrink takes lines and words away as long as both still differ.
func (b *both) shrink(c Case) (Case, error) {
	for changed := true; changed; {
		changed = false
		for _, smaller := range c.smaller() {
			why, err := b.disagreement(smaller)
			if err != nil {
				return c, err
			}
			if why != "" {
				c, changed = smaller, true
				break
			}
		}
	}
	return c, nil
}

// smaller are the cases that lack one word or one line of this one.
func (c Case) smaller() []Case {
	var found []Case
	for at := range c.Args {
		smaller := c
		smaller.Doctor = false // who reads the file whether or not it is named
		smaller.Args = slices.Delete(slices.Clone(c.Args), at, at+1)
		found = append(found, smaller)
	}
	for name, text := range c.Files {
		lines := strings.SplitAfter(text, "\n")
		for at, line := range lines {
			if line == "" { // behind the last line end
				continue
			}
			smaller := c
			smaller.Files = maps.Clone(c.Files)
			smaller.Files[name] = strings.Join(slices.Delete(slices.Clone(lines), at, at+1), "")
			found = append(found, smaller)
		}
	}
	return found
}

func (c Case) String() string {
	var out strings.Builder
	fmt.Fprintf(&out, "%q\n", c.Args)
	for name, text := range c.Files {
		fmt.Fprintf(&out, "--- %s\n%s\n--- %q\n", name, text, text)
	}
	return out.String()
}

// size is what the smallest is measured by.
func (c Case) size() int {
	size := 0
	for _, word := range c.Args {
		size += len(word) + 1
	}
	for _, text := range c.Files {
		size += len(text)
	}
	return size
}
