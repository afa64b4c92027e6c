package parser

import "math/rand/v2"

// pool has what people write, right for one option and wrong for another: each
// notation of a truth value, of nothing, of a number, of a duration, a size, an
// address, a list in a text.
var pool = []string{
	"true", "false", "True", "FALSE", "yes", "no", "Yes", "NO", "on", "off", "On", "OFF", "y", "n", "Y", "N", "t", "F", "yEs", "truE",
	"", "~", "null", "Null", "NULL", "nil", "none",
	"0", "1", "-1", "+1", "7", "42", "-0", "00", "0x1F", "0X1f", "-0x1F", "0o17", "0O17", "-0o17", "017", "08", "0b101", "-0b11", "0B1", "0b", "0x", "1_000", "1_", "_1", "0_7", "1__0", "0x_1f", "1,000", "1 000",
	"2147483648", "9223372036854775807", "9223372036854775808", "-9223372036854775808", "-9223372036854775809", "18446744073709551615", "18446744073709551616", "0xFFFFFFFFFFFFFFFF",
	"1.5", "-1.5", "+1.5", ".5", "5.", "1.0", "1e3", "1E3", "1e+3", "1e-3", "-1e3", "1e", "e3", "1.2.3", "1e400", "1e-400", "1_0.5", "0.1e1", "1.5e300", ".e1", ".", "+", "+.5", "-.5",
	".inf", "-.inf", "+.inf", ".Inf", ".nan", ".NaN", "inf", "NaN", "Infinity", "nan", "0x1p4", "0x1.8p1", "0x1p-2",
	"5m", "1h30m", "5s", "0s", "1d", "1w", "2y", "1d12h", "12h1d", "5ms", "1us", "1µs", "1μs", "100ns", "1.5h", "1.5d", "-5m", "+5m", "5M", "5mm", "5 m", "1h 30m", "m", "5m5m", ".5s", "1.s", ".s", "106751d", "2562047h47m16.854775807s", "2562047h47m16.854775808s", "300y", "292y", "9223372036854775808ns", "1h-5m", "0h", "-0", "5min", "1_0s",
	"10MiB", "10MB", "10kB", "10KB", "1.5GiB", "0B", "10B", "10 B", "1GiB512MiB", "1GB512MiB", "-1KiB", "10mib", "1EiB", "9EiB", "100EiB", "5b", "1.5.5KiB", ".KiB",
	"2001-01-01", "2001-1-1", "2001-01-01T00:00:00Z", "2001-01-01 10:11:12", "2001-13-45", "20010101", "1:30", "10:20:30", "12:34",
	"a", "a,b,c", "a, b", ",", "a,,b", "hello world", "a b,c d", "x/y.z", "*.b", "ä", "日本", "a\tb", "a\nb", " lead", "trail ",
	"http://x:80", "https://u:p@h/p?q#f", "http://[::1]:9", "http://[::1", "://x", "%zz", "http://a b", "http://x/%zz", "http://x:port", "x:80", "/only/path", "http://h:80:80", "mailto:me", "1http://x", "http://\x7f", "http://u@v@h/", "http://u:p%40q@h", "http://h%20x/", "http://[fe80::1%25en0]/", "?x", "#f", "http:///x", "//h/p", ":x", "a:b:c",
	"10.0.0.0/8", "10.0.0.0", "::/0", "10.0.0.0/33", "10.0.0.0/8,::1/128", "10.0.0.0/8, 10.1.0.0/16",
	"debug", "info", "warn", "error", "INFO", "warning", "PLAIN", "plain", "NONE", "SCRAM-SHA-256", "auto", "path", "virtual-hosted", "virtual", "legacy", "utf8", "UTF8", "truncate", "drop",
	"UnderscoreEscapingWithSuffixes", "NoTranslation", "NoUTF8EscapingWithSuffixes",
	"{}", "[]", `{"a": 1}`, `{"a": "b"}`, `{"email": 1.5}`, `{"email": 1, "x": 2}`, `{"a": 1.5}`, `{"a": null}`, `{"a": 1, "a": 2}`, `{'a': 1}`, "{a: 1}", `{"a": 1} x`, `{"a": true}`, `{"a": 1e2}`, `{"a": -01}`,
	`[{"a": 1}]`, `"a"`, `foo:{a="b"}`, `foo:{a="b"};bar:{c=~"d.*"}`, "foo:a=b", "foo:", ":a=b", "foo", "foo:{a}", "foo:{a=b", `foo:{a="b}`, "foo:a=b;foo:c=d", "foo:a=b;", "foo:{a!=b,c!~d}", `foo:{a="b\"c"}`, "foo:9a=b", "foo:a==b", "foo: ", "foo:{}",
	"/etc/mimir/tls.crt", "VersionTLS12", "RequireAndVerifyClientCert", "mimir.svc", "-x", "--x", "-x=y", "=", "a=b", "<<", "$HOME", "${X}", "`x`", "@x", "!x", "&x", "|", ">", "%x", "- x", "? x", "a: b", "a #b", "'q'", "\"q\"", "it's", "\\n", "\\",
}

// right has for each type what it takes, beside what the pool has.
var right = map[string][]string{
	"boolean":             {"true", "false"},
	"string":              {"a", "/etc/mimir/tls.crt", "VersionTLS12", "RequireAndVerifyClientCert", "memberlist", "mimir.svc", ""},
	"int":                 {"0", "1", "7", "9095", "-1"},
	"uint":                {"0", "1", "7", "100"},
	"float":               {"0", "1.5", "1", "0.25"},
	"duration":            {"5m", "1h30m", "0", "10s", "500ms"},
	"prometheus-duration": {"5m", "1d", "0", "1w", "1h30m"},
	"bytes":               {"1MiB", "10MB", "0", "64KiB"},
	"url":                 {"http://x:80/y", "", "https://h"},
	"csv-or-list":         {"a", "a,b", ""},
	"cidrs":               {"10.0.0.0/8", ""},
	"log-level":           {"debug", "info", "warn", "error"},
	"sasl-mechanism":      {"", "PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512", "OAUTHBEARER"},
	"bucket-lookup":       {"auto", "path", "virtual-hosted"},
	"name-scheme":         {"", "legacy", "utf8"},
	"long-value-strategy": {"", "error", "truncate", "drop"},
	"otel-strategy":       {"", "NoTranslation", "UnderscoreEscapingWithSuffixes"},
	"durations":           {"2h", "2h,12h,24h"},
	"list":                {"a", "h:2379"},
	"string-map":          {`{"a": "b"}`, "{}"},
	"int-map":             {`{"a": 1}`, "{}"},
	"rates":               {`{"email": 1.5}`, "{}"},
	"trackers":            {`foo:{a="b"}`, `foo:{a="b"};bar:{c=~"d.*"}`, ""},
}

func pick[T any](r *rand.Rand, from []T) T { return from[r.IntN(len(from))] }

// scalarOf is a value that stands on one line, in any notation.
func (g *generator) scalarOf(text string) *node {
	made := word(text)
	at := g.IntN(20)
	if g.careful && g.IntN(8) > 0 {
		at = 0
	}
	switch {
	case at < 13:
		if text == "" && g.IntN(2) == 0 {
			made.style = double
		}
	case at < 15:
		made.style = single
	case at < 17:
		made.style = double
	case at < 18:
		made.style = literal
	case at < 19:
		made.style = folded
	default:
		made.tag = pick(g.Rand, []string{"!!str", "!!int", "!!bool", "!!float", "!!null", "!!binary", "!x", "!!timestamp", "!", "!!foo", "!<tag:yaml.org,2002:str>"})
		made.style = pick(g.Rand, []style{plain, plain, double, single})
	}
	return made
}

func (g *generator) listOf(items ...*node) *node {
	return &node{kind: sequence, items: items, flow: g.IntN(2) == 0}
}

func (g *generator) mapOf(pairs ...any) *node {
	made := &node{kind: mapping, flow: g.IntN(2) == 0}
	for at := 0; at < len(pairs); at += 2 {
		made.entries = append(made.entries, &entry{word(pairs[at].(string)), pairs[at+1].(*node)})
	}
	return made
}

func (g *generator) any() *node { return g.scalarOf(pick(g.Rand, pool)) }

// value is one for an option of a type: mostly a right one.
func (g *generator) value(of string) *node {
	at := g.IntN(40)
	if g.careful && g.IntN(12) > 0 {
		at = 40
	}
	switch {
	case at < 2:
		return g.listOf(g.some(g.any)...)
	case at == 2:
		return g.mapOf(pick(g.Rand, []string{"a", "tls_enabled", "<<"}), g.any())
	case at == 3:
		return &node{kind: pick(g.Rand, []kind{mapping, sequence}), flow: true}
	case at < 14:
		return g.any()
	}
	if made := g.compound(of); made != nil {
		return made
	}
	return g.scalarOf(pick(g.Rand, right[of]))
}

func (g *generator) some(make func() *node) []*node {
	var made []*node
	for range g.IntN(4) {
		made = append(made, make())
	}
	return made
}

// field is a value of a type inside a list or a map, mostly a right one.
func (g *generator) field(texts ...string) *node {
	if g.IntN(12) == 0 && !g.careful {
		return g.value(pick(g.Rand, []string{"boolean", "string", "int"}))
	}
	return g.scalarOf(pick(g.Rand, texts))
}

// regex is a regular expression that Go takes, or none at all.
func (g *generator) regex() *node {
	if g.IntN(10) == 0 {
		return g.listOf(word("a"))
	}
	return g.scalarOf(pick(g.Rand, []string{"(.*)", "a|b", "true", "7"}))
}

// fields is a mapping with some of the pairs, and now and then with a strange key.
func (g *generator) fields(pairs ...any) *node {
	made := &node{kind: mapping, flow: g.IntN(2) == 0}
	for at := 0; at < len(pairs); at += 2 {
		if g.IntN(2) == 0 {
			made.entries = append(made.entries, &entry{word(pairs[at].(string)), pairs[at+1].(*node)})
		}
	}
	if g.IntN(15) == 0 && !g.careful {
		made.entries = append(made.entries, &entry{word(pick(g.Rand, []string{"x", "regexp", "Pattern", "labels"})), g.any()})
	}
	return made
}

// compound is a value that is no scalar; nil where the type is one.
func (g *generator) compound(of string) *node {
	switch of {
	case "list":
		return g.listOf(g.some(func() *node { return g.field("a", "h:2379", "b") })...)
	case "csv-or-list":
		if g.IntN(2) == 0 {
			return g.listOf(g.some(func() *node { return g.field("a", "b:7946") })...)
		}
	case "durations":
		return g.listOf(g.some(func() *node { return g.field("2h", "12h", "0") })...)
	case "string-map":
		return g.fields("a", g.field("b", "1"), "c", g.field("", "x"))
	case "int-map":
		return g.fields("a", g.field("1", "0x10"), "c", g.field("0", "-5"))
	case "rates":
		return g.fields("email", g.field("1", "1.5"), "slack", g.field("0", "-5"), "msteamsv2", g.field("1"), pick(g.Rand, []string{"fax", "Email", "sns"}), g.field("1"))
	case "trackers":
		return g.fields("a", g.field(`{a="b"}`, "a=b", `{a=~"x.*",b!="c"}`), "c", g.field("", "{}", "{a}", `{a="b}`))
	case "relabelling":
		return g.listOf(g.some(func() *node {
			return g.fields("source_labels", g.listOf(g.field("a", "__name__"), g.field("b", "c-d")), "separator", g.field(";"),
				"regex", g.regex(), "modulus", g.field("8", "0"), "target_label", g.field("x"),
				"replacement", g.field("$1"), "action", g.field("replace", "Keep", "labeldrop", "hashmod", "DROP", "none"))
		})...)
	case "cost-labels":
		return g.listOf(g.some(func() *node { return g.fields("input", g.field("team"), "output", g.field("t")) })...)
	case "blocked-queries":
		return g.listOf(g.some(func() *node {
			return g.fields("pattern", g.field("up", ".*"), "regex", g.field("true", "no"), "reason", g.field("slow"),
				"unaligned_range_queries", g.field("false"), "time_range_longer_than", g.field("7d", "1w", "0"), "step_size_shorter_than", g.field("5m", "1d"))
		})...)
	case "limited-queries":
		return g.listOf(g.some(func() *node { return g.fields("query", g.field("up"), "allowed_frequency", g.field("1m", "0", "1d")) })...)
	case "blocked-requests":
		return g.listOf(g.some(func() *node {
			return g.fields("path", g.field("/a"), "method", g.field("GET"), "query_params",
				g.fields("limit", g.fields("value", g.field("1"), "is_regexp", g.field("true", "off"))))
		})...)
	}
	return nil
}
