package parser

import (
	"slices"
	"strings"
)

// commandLine is the words behind Mimir's name.
func (g *generator) commandLine() []string {
	var words []string
	for range 1 + g.IntN(5) {
		words = append(words, g.flag()...)
	}
	if len(words) > 1 && g.IntN(8) == 0 {
		words = append(words, pick(g.Rand, words))
	}
	if (!g.careful || g.IntN(6) == 0) && g.IntN(12) == 0 {
		words = slices.Insert(words, g.IntN(len(words)+1), pick(g.Rand, []string{"--", "-", "", "word", "---x", "-=x", "--=", "-", "-1", "mimir", "=", " -x", "-\u00e4"}))
	}
	return words
}

// flag is one, with its value as one word or as two.
func (g *generator) flag() []string {
	found := pick(g.Rand, g.flags)
	if g.IntN(2) == 0 {
		found = g.flagAboutTLS()
	}
	if found.Flag == "config.file" || found.Flag == "config.expand-env" {
		found = g.flagAboutTLS()
	}
	name, value := found.Flag, g.flagValue(found.Type)
	if !g.careful && g.IntN(14) == 0 {
		name = g.wrongName(found)
	}
	dash := pick(g.Rand, []string{"-", "-", "--"})
	isBoolean := found.Type == "boolean"
	switch at := g.IntN(20); {
	case at < 12:
		return []string{dash + name + "=" + value}
	case at < 16 && isBoolean:
		return []string{dash + name}
	case at == 18:
		return []string{dash + name}
	case at == 19:
		return []string{dash + name + "=" + value, dash + name + "=" + g.flagValue(found.Type)}
	}
	return []string{dash + name, value}
}

func (g *generator) flagAboutTLS() option {
	for {
		found := pick(g.Rand, g.flags)
		if strings.Contains(found.Flag, "tls-") {
			return found
		}
	}
}

func (g *generator) flagValue(kind string) string {
	if g.IntN(3) == 0 && !g.careful || right[kind] == nil {
		return pick(g.Rand, pool)
	}
	return pick(g.Rand, right[kind])
}

// wrongName is a name that Mimir does not have, or has in YAML alone.
func (g *generator) wrongName(found option) string {
	switch g.IntN(5) {
	case 0:
		return strings.ReplaceAll(found.Flag, "-", "_")
	case 1:
		return strings.TrimSuffix(found.Flag, "d") + "x"
	case 2:
		return strings.ToUpper(found.Flag)
	case 3:
		return pick(g.Rand, g.inYAML).Path
	default:
		return pick(g.Rand, []string{"c", "server.tls-cert-path", "tests.x", "usage-tracker.x", "block-builder.x", "distributor.shard-by-all-labels", "store.engine", "Target", "target "})
	}
}
