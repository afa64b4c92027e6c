package parser

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"
)

// generator makes up cases, each of its number and the seed alone.
type generator struct {
	*rand.Rand
	*schema
	// careful is whether nearly all is right.
	careful bool
}

func (s *schema) generate(seed uint64, number int) Case {
	g := &generator{Rand: rand.New(rand.NewPCG(seed, uint64(number))), schema: s}
	g.careful = g.IntN(5) > 1
	made := g.made()
	made.Doctor = number%doctors == 0 && made.isForDoctor()
	return made
}

// doctors is how many cases there are to one of which `check` is asked too.
const doctors = 20

// isForDoctor says whether the doctor can know a file for Mimir's: it is not told
// what the environment is, and of what is no mapping it says nothing.
func (c Case) isForDoctor() bool {
	file, expands := c.configFile()
	var root yaml.Node
	err := yaml.Unmarshal([]byte(c.Files[file]), &root)
	return !expands && (file == "" || err == nil && len(root.Content) == 1 && root.Content[0].Kind == yaml.MappingNode)
}

func (g *generator) made() Case {
	switch g.IntN(5) {
	case 0, 1, 2:
		return g.configured(nil)
	case 3:
		return Case{Args: g.commandLine()}
	default:
		return g.configured(g.commandLine())
	}
}

// configured is a case with a configuration file beside other words.
func (g *generator) configured(args []string) Case {
	made := Case{Env: map[string]string{"EMPTY": "", "ON": "true", "PORT": "8080", "LINES": "a\nb", "NOT": "no: yes"}}
	expand := g.IntN(8) == 0
	made.Files = map[string]string{"mimir.yaml": g.text(expand)}
	naming := pick(g.Rand, [][]string{{"-config.file=mimir.yaml"}, {"--config.file=mimir.yaml"}, {"-config.file", "mimir.yaml"}, {"-config.file=absent.yaml", "-config.file=mimir.yaml"}})
	if expand || g.IntN(30) == 0 {
		naming = append(naming, pick(g.Rand, []string{"-config.expand-env", "-config.expand-env=true", "--config.expand-env=1"}))
	}
	if g.IntN(2) == 0 {
		made.Args = append(naming, args...)
	} else {
		made.Args = append(slices.Clone(args), naming...)
	}
	return made
}

// text is a configuration file.
func (g *generator) text(expand bool) string {
	root := g.tree()
	for range g.IntN(3) {
		if g.careful {
			pick(g.Rand, g.harmless())(root)
		} else {
			pick(g.Rand, g.changes())(root)
		}
	}
	w := &writer{Rand: g.Rand, step: pick(g.Rand, []int{2, 2, 4, 1, 3}), comments: g.IntN(3) == 0, json: g.IntN(15) == 0}
	text := w.document(root)
	if expand {
		text = g.variables(text)
	}
	return g.around(text)
}

// tree is a configuration as Mimir takes it, but for some of its values.
func (g *generator) tree() *node {
	root := &node{kind: mapping}
	for range 1 + g.IntN(4) {
		found := pick(g.Rand, g.inYAML)
		if g.IntN(2) == 0 {
			found = g.aboutTLS()
		}
		root.set(found.Path, g.value(found.Type))
		if above, _, ok := cutLast(found.Path); ok && g.IntN(2) == 0 {
			beside := pick(g.Rand, g.beside(above))
			root.set(beside.Path, g.value(beside.Type))
		}
	}
	for _, block := range root.mappings()[1:] {
		block.flow = block.flow || g.IntN(6) == 0
	}
	return root
}

func cutLast(path string) (above, last string, ok bool) {
	at := strings.LastIndexByte(path, '.')
	if at < 0 {
		return "", path, false
	}
	return path[:at], path[at+1:], true
}

func (g *generator) aboutTLS() option {
	for {
		found := pick(g.Rand, g.inYAML)
		if strings.Contains(found.Path, "tls_") {
			return found
		}
	}
}

// beside are the options of a block.
func (g *generator) beside(above string) []option {
	var found []option
	for _, option := range g.inYAML {
		if of, _, _ := cutLast(option.Path); of == above {
			found = append(found, option)
		}
	}
	return found
}

// changes are what people do to a configuration, and mostly should not.
func (g *generator) changes() []func(*node) {
	return []func(*node){
		g.unknown, g.unknown, g.misplaced, g.misplaced, g.empty, g.empty, g.noBlock, g.twice, g.strangeKey,
		g.merged, g.merged, g.merged, g.merged, g.merged, g.repeated, g.repeated, g.shuffled, g.flows,
	}
}

// harmless are those that change nothing, or what Mimir takes, as a rule.
func (g *generator) harmless() []func(*node) {
	return []func(*node){g.empty, g.merged, g.merged, g.repeated, g.shuffled, g.flows}
}

// unknown adds a key that is not there, or not there any more.
func (g *generator) unknown(root *node) {
	block := pick(g.Rand, root.mappings())
	key := pick(g.Rand, []string{"tls", "enabled", "tls_enable", "certFile", "http_prefix", "ring", "server", "config", "tls_cert_file", "Target", "target ", "<<x", "0", "true", "http_tls_config", "grpc_tls_config", "extra", "x-anchors", "yes", "max_series_per_query", "auth_enabled", "replication_factor"})
	if g.IntN(3) == 0 {
		_, key, _ = cutLast(pick(g.Rand, g.inYAML).Path)
	}
	if block.at(key) == nil {
		block.entries = slices.Insert(block.entries, g.IntN(len(block.entries)+1), &entry{word(key), pick(g.Rand, []*node{g.any(), g.any(), {kind: mapping}, g.mapOf("a", g.any()), word(""), g.listOf(g.any())})})
	}
}

// misplaced puts an option a block too high, too low, or in another.
func (g *generator) misplaced(root *node) {
	option := g.aboutTLS()
	keys := strings.Split(option.Path, ".")
	switch at := g.IntN(len(keys)); g.IntN(4) {
	case 0:
		keys = slices.Delete(keys, at, at+1)
	case 1:
		keys = slices.Insert(keys, at, pick(g.Rand, []string{"tls", "grpc_client_config", "config", keys[0]}))
	case 2:
		keys[at] = strings.ReplaceAll(keys[at], "_", "-")
	default:
		keys[0], _, _ = strings.Cut(pick(g.Rand, g.inYAML).Path, ".")
	}
	if len(keys) > 0 {
		root.set(strings.Join(keys, "."), g.value(option.Type))
	}
}

// empty leaves a block without anything in it.
func (g *generator) empty(root *node) {
	root.set(pick(g.Rand, g.blocks).path, pick(g.Rand, []*node{word(""), word("~"), word("null"), {kind: mapping, flow: true}, {kind: mapping, flow: true}, {tag: "!!null"}, {kind: mapping, flow: true, tag: "!!map"}}))
}

// noBlock puts something else where a block belongs.
func (g *generator) noBlock(root *node) {
	root.set(pick(g.Rand, g.blocks).path, pick(g.Rand, []*node{g.any(), g.any(), g.listOf(g.mapOf("tls_enabled", g.any())), {kind: sequence, flow: true}, {kind: mapping, tag: "!!str", flow: true}}))
}

// twice writes a key a second time.
func (g *generator) twice(root *node) {
	block := pick(g.Rand, root.mappings())
	if len(block.entries) == 0 {
		return
	}
	first := pick(g.Rand, block.entries)
	again := &entry{&node{text: first.key.text, style: pick(g.Rand, []style{plain, plain, double, single})}, g.any()}
	block.entries = slices.Insert(block.entries, g.IntN(len(block.entries)+1), again)
}

// strangeKey has a key that is no plain word.
func (g *generator) strangeKey(root *node) {
	block := pick(g.Rand, root.mappings())
	if len(block.entries) > 0 && g.IntN(2) == 0 {
		pick(g.Rand, block.entries).key.style = pick(g.Rand, []style{single, double})
		return
	}
	key := pick(g.Rand, []*node{word("~"), word("null"), {style: double}, {text: "null", style: single}, word("1.5"), word("2001-01-01"), {text: "target", tag: "!!str"}, {text: "a", tag: "!!int"}})
	if block.at(key.text) == nil {
		block.entries = append(block.entries, &entry{key, g.any()})
	}
}

// merged has a block take in others, by `<<`.
func (g *generator) merged(root *node) {
	blocks := root.mappings()
	target := pick(g.Rand, blocks)
	if g.IntN(3) > 0 {
		target = g.another(root, blocks)
	}
	key := word("<<")
	if !g.careful && g.IntN(15) == 0 {
		key = pick(g.Rand, []*node{{text: "<<", style: double}, {text: "<<", tag: "!!merge"}, {text: "<<", tag: "!!str"}, {text: "<<", style: single}})
	}
	var sources []*node
	for range 1 + g.IntN(2) {
		sources = append(sources, g.source(root, target))
	}
	value := sources[0]
	switch g.IntN(10) {
	case 0, 1, 2:
		value = &node{kind: sequence, items: sources, flow: g.IntN(2) == 0}
	case 3:
		if g.careful {
			break
		}
		value = pick(g.Rand, []*node{word("5"), word(""), word("~"), {kind: sequence, flow: true}, g.listOf(g.any()), {text: "x", style: double}})
	}
	target.entries = slices.Insert(target.entries, g.IntN(len(target.entries)+1), &entry{key, value})
	if !g.careful && g.IntN(30) == 0 {
		target.entries = append(target.entries, &entry{word("<<"), g.source(root, target)})
	}
}

// another is a block that has the fields of one that is there, last in the text.
func (g *generator) another(root *node, blocks []*node) *node {
	for range 8 {
		made := pick(g.Rand, g.blocks)
		if !strings.Contains(made.path, "client") && !strings.Contains(made.path, "tls") {
			continue
		}
		value := &node{kind: mapping, flow: g.IntN(5) == 0}
		if beside := g.beside(made.path); len(beside) > 0 && g.IntN(2) == 0 {
			option := pick(g.Rand, beside)
			_, key, _ := cutLast(option.Path)
			value.entries = append(value.entries, &entry{word(key), g.value(option.Type)})
		}
		if root.set(made.path, value) {
			return value
		}
	}
	return pick(g.Rand, blocks)
}

// source is what a block takes in: an alias of one that stands before it, or a
// mapping by itself.
func (g *generator) source(root, target *node) *node {
	if g.IntN(4) > 0 {
		before := root.mappings()
		before = before[:max(slices.Index(before, target), 0)]
		before = slices.DeleteFunc(before, func(block *node) bool {
			return block.holds(target) && g.IntN(20) > 0 || len(block.entries) == 0
		})
		if len(before) > 0 {
			block := pick(g.Rand, before)
			return g.aliasOf(block)
		}
	}
	made := &node{kind: mapping, flow: g.IntN(2) == 0}
	for range 1 + g.IntN(2) {
		option := g.aboutTLS()
		if g.careful && len(target.entries) > 0 {
			option.Type = "string"
			option.Path = "." + pick(g.Rand, target.entries).key.text
		}
		_, key, _ := cutLast(option.Path)
		if len(target.entries) > 0 && g.IntN(3) == 0 {
			key = pick(g.Rand, target.entries).key.text
		}
		if made.at(key) == nil && key != "<<" {
			made.entries = append(made.entries, &entry{word(key), g.value(option.Type)})
		}
	}
	if g.IntN(4) == 0 && !g.careful {
		made.entries = append(made.entries, &entry{word("<<"), g.mapOf("tls_server_name", g.any())})
	}
	return made
}

func (g *generator) aliasOf(n *node) *node {
	if n.anchor == "" {
		n.anchor = fmt.Sprintf("a%d", g.IntN(1000))
	}
	return &node{kind: alias, text: n.anchor}
}

// repeated has a value stand for another too.
func (g *generator) repeated(root *node) {
	var places []**node
	var collect func(*node)
	collect = func(n *node) {
		for _, entry := range n.entries {
			places = append(places, &entry.value)
			collect(entry.value)
		}
		for at := range n.items {
			places = append(places, &n.items[at])
			collect(n.items[at])
		}
	}
	collect(root)
	if len(places) < 2 {
		return
	}
	second := 1 + g.IntN(len(places)-1)
	first := *places[g.IntN(second)]
	if first.kind == alias || first.holds(*places[second]) && g.IntN(10) > 0 {
		return
	}
	*places[second] = g.aliasOf(first)
}

// shuffled has the keys of a block in another order.
func (g *generator) shuffled(root *node) {
	block := pick(g.Rand, root.mappings())
	g.Shuffle(len(block.entries), func(a, b int) {
		block.entries[a], block.entries[b] = block.entries[b], block.entries[a]
	})
}

// flows writes a block in braces.
func (g *generator) flows(root *node) { pick(g.Rand, root.mappings()).flow = true }

// variables puts some of the environment's into a text.
func (g *generator) variables(text string) string {
	forms := []string{"$PORT", "${PORT}", "${PORT:9}", "${NONE:5m}", "${NONE}", "$NONE", "${EMPTY:true}", "${ON}", "$ON", "${LINES}", "${NOT}", "$$", "${NONE:a:b}", "$", "${", "${}", "$1", "$*", "${NONE:}", "${ON}x", "$ONx"}
	for range 1 + g.IntN(2) {
		lines := strings.Split(text, "\n")
		at := g.IntN(len(lines))
		before, _, ok := strings.Cut(lines[at], ": ")
		if ok && !strings.ContainsAny(lines[at], "{[&*") {
			lines[at] = before + ": " + pick(g.Rand, forms)
		}
		text = strings.Join(lines, "\n")
	}
	return text
}

// around changes a text as a whole.
func (g *generator) around(text string) string {
	at := g.IntN(40)
	if g.careful && (at == 3 || at == 9 || at == 10) && g.IntN(10) > 0 {
		return text
	}
	switch at {
	case 0:
		text = "---\n" + text
	case 1:
		text += "...\n"
	case 2:
		text += "---\n" + pick(g.Rand, []string{"target: all\n", "nonsense: 1\n", "a: [\n", "", "# nothing\n"})
	case 3:
		text = pick(g.Rand, []string{"", "\n", "# nothing\n", "---\n", "---\n---\n" + text, "{}\n", "[]\n", "null\n", "~\n", "text\n", "- a\n", "5\n", "\"\"\n", "--- # a\n" + text, "--- {}\n"})
	case 4:
		text = strings.ReplaceAll(text, "\n", "\r\n")
	case 5:
		text = "\ufeff" + text
	case 6:
		text = strings.TrimSuffix(text, "\n")
	case 7:
		text = strings.TrimSuffix(text, "\n") + "\n\n\n"
	case 8:
		text = pick(g.Rand, []string{"%YAML 1.1\n---\n", "%YAML 1.2\n---\n", "# vim: x\n---\n", "\n\n---\n", "--- # x\n"}) + text
	case 9, 10:
		text = g.broken(text)
	case 11:
		text = strings.ReplaceAll(text, "\n", "  \n")
	}
	return text
}

// broken is a text that is no YAML any more, in a way that happens.
func (g *generator) broken(text string) string {
	lines := strings.Split(text, "\n")
	at := g.IntN(len(lines))
	switch g.IntN(8) {
	case 0:
		lines[at] = "\t" + lines[at]
	case 1:
		lines[at] = " " + lines[at]
	case 2:
		lines[at] = strings.TrimPrefix(lines[at], " ")
	case 3:
		lines[at] += pick(g.Rand, []string{"\"", "}", "]", "{", "[", "'"})
	case 4:
		lines[at] = strings.Replace(lines[at], ":", "", 1)
	case 5:
		lines = slices.Insert(lines, at, pick(g.Rand, []string{"key: a: b", "key: *none", "- x", "word", "key: @x", "key: `x`", "key: %x", "key: \"a", "key: 'a", "? x", ": x", "key: [a", "key: !!str", "key: &x", "key: |", "}", "key:x", "\"key\":\"x\"", "key: \"\\q\""}))
	case 6:
		lines[at] = strings.Replace(lines[at], ": ", ":", 1)
	default:
		lines[at] = strings.Replace(lines[at], ": ", ":\t", 1)
	}
	return strings.Join(lines, "\n")
}
