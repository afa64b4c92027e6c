use expect_test::{Expect, expect};
use serde::Deserialize;

use super::{DocumentError, Node, Value, parse};

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(dead_code, reason = "read by Debug alone")]
struct Sample {
    release: Option<String>,
    days: Option<u32>,
    mode: Option<Mode>,
    inner: Option<Inner>,
    names: Option<Vec<String>>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(dead_code, reason = "read by Debug alone")]
struct Inner {
    on: bool,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Mode {
    ReadWrite,
    Monolithic,
}

fn read(text: &[u8]) -> Result<Sample, DocumentError> {
    parse(text)?.read()
}

fn check(text: &str, expect: Expect) {
    let out = match read(text.as_bytes()) {
        Ok(sample) => format!("{sample:?}"),
        Err(error) => match error.hint() {
            Some(hint) => format!("{error} / {hint}"),
            None => error.to_string(),
        },
    };
    expect.assert_eq(&out);
}

#[test]
fn yaml_and_json_give_the_same() {
    let yaml = "release: 3.10\ndays: 7\nmode: read-write\ninner: {on: true}\nnames: [a, '1']\n";
    let json = r#"{"release": "3.10", "days": 7, "mode": "read-write", "inner": {"on": true}, "names": ["a", "1"]}"#;
    assert_eq!(
        format!("{:?}", read(yaml.as_bytes())),
        format!("{:?}", read(json.as_bytes()))
    );
    check(
        yaml,
        expect![[
            r#"Sample { release: Some("3.10"), days: Some(7), mode: Some(ReadWrite), inner: Some(Inner { on: true }), names: Some(["a", "1"]) }"#
        ]],
    );
}

#[test]
fn faults_have_a_place_a_path_and_a_hint() {
    check(
        "relase: 3",
        expect!["line 1, column 1: unknown key `relase` / did you mean `release`?"],
    );
    check(
        "days: 7\nmode: readwrite\n",
        expect!["line 2, column 7: mode: unknown value `readwrite` / did you mean `read-write`?"],
    );
    check(
        "days: 7\ninner:\n  of: true\n",
        expect!["line 3, column 3: inner: unknown key `of` / known are on"],
    );
    check(
        "inner:\n  on: maybe\n",
        expect![[
            r#"line 2, column 7: inner.on: invalid type: string "maybe", expected a boolean"#
        ]],
    );
    check(
        "days: -1",
        expect![
            "line 1, column 7: days: invalid value: integer `-1`, expected a whole number, 0 or more"
        ],
    );
    check(
        "inner: {}",
        expect!["line 1, column 8: inner: the key `on` is missing"],
    );
    check(
        "names: [a, [b]]",
        expect!["line 1, column 12: names.2: invalid type: sequence, expected a string"],
    );
}

#[test]
fn no_plan_is_said_plainly() {
    check("", expect!["the text is empty"]);
    check("# nothing\n", expect!["the text is empty"]);
    check(
        "a: 1\n---\nb: 2\n",
        expect!["line 3, column 1: a second document begins here / keep one document in the file"],
    );
    check(
        "days: 1\ndays: 2\n",
        expect![
            "line 2, column 1: the key `days` stands here a second time / keep one of the two; the first is at line 1, column 1"
        ],
    );
    check(
        "names: *who\n",
        expect!["line 1, column 8: while parsing node, found unknown anchor"],
    );
    check(
        "{",
        expect!["line 1, column 2: while parsing a node, did not find expected node content"],
    );
    check(
        "a:\n\t- b\n",
        expect!["line 2, column 2: tabs disallowed within this context (block indentation)"],
    );
}

#[test]
fn foreign_bytes_are_refused() {
    let message = |bytes: &[u8]| read(bytes).map(|_| ()).map_err(|error| error.to_string());
    assert_eq!(
        message(b"ok: 1\n\xff\xfe"),
        Err("line 2, column 1: this is not text: a byte here is no UTF-8".to_owned())
    );
    assert_eq!(
        message(b"\xff\xfea\0"),
        Err("the text is UTF-16".to_owned())
    );
    assert_eq!(
        message(b"a: \0"),
        Err("this is not text: it holds a NUL byte".to_owned())
    );
    assert_eq!(
        message(&vec![b'a'; super::MAX_BYTES + 1]),
        Err("the text is 1048577 bytes long, and at most 1048576 are read".to_owned())
    );
    assert_eq!(message(b"\xef\xbb\xbfdays: 1\r\n"), Ok(()));
}

#[test]
fn bombs_are_refused() {
    let nested = "[".repeat(100) + &"]".repeat(100);
    check(
        &nested,
        expect!["line 1, column 66: values are nested more than 64 deep"],
    );
    check(
        &"[".repeat(500_000),
        expect!["line 1, column 256: recursion limit exceeded"],
    );

    let mut laughs = String::from("a0: &a0 [lol]\n");
    for level in 1..20 {
        let before = format!("*a{}, ", level - 1).repeat(10);
        laughs.push_str(&format!("a{level}: &a{level} [{before}]\n"));
    }
    check(
        &laughs,
        expect![
            "line 6, column 25: a5: the text holds more than 100000 values, aliases counted as often as they are used"
        ],
    );
    check(
        "a: &a [*a]",
        expect!["line 1, column 8: a: an alias stands inside the value that it repeats"],
    );
}

/// The parser counts a line of its own where the text ends inside a flow.
#[test]
fn no_place_is_past_the_end() {
    for text in ["[? ", "[? \n", "{a: [? ", "a: 1\n# done", "? [\r\n"] {
        let lines = text.replace("\r\n", "\n").split('\n').count();
        let line = match parse(text.as_bytes()) {
            Ok(node) => last_line(&node),
            Err(error) => error.place().map_or(0, |place| place.line),
        };
        assert!(line <= lines, "{text:?}: line {line} of {lines}");
    }
}

fn last_line(node: &Node) -> usize {
    let entries = node.entries().iter();
    let below = match node.value() {
        Value::List(items) => items.iter().map(last_line).max(),
        _ => entries
            .map(|(key, value)| key.place.line.max(last_line(value)))
            .max(),
    };
    node.place().line.max(below.unwrap_or_default())
}

#[test]
fn what_is_not_there_is_nothing() -> Result<(), DocumentError> {
    let tree = parse(b"a: {b: [x, y], c: z}\n")?;
    let nothing = Node::default();
    let a = tree.at("a").unwrap_or(&nothing);
    let texts: Vec<_> = a.items_at("b").iter().filter_map(Node::text).collect();
    assert_eq!(texts, ["x", "y"]);
    assert_eq!(tree.text_at(&["a", "c"]), "z");
    assert_eq!(tree.text_at(&["a", "b"]), "");
    assert_eq!(tree.text_at(&["a", "c", "d"]), "");
    assert!(a.items_at("c").is_empty() && a.items_at("d").is_empty());
    assert!(nothing.is_null() && nothing.items().is_empty());
    Ok(())
}

/// What stands at each key and value, in the order of the text.
fn spans(text: &str) -> Vec<&str> {
    fn below<'a>(node: &Node, text: &'a str, out: &mut Vec<&'a str>) {
        for (key, value) in node.entries() {
            out.extend(key.span.of(text));
            out.extend(value.span().of(text));
            below(value, text, out);
        }
        for item in node.items() {
            out.extend(item.span().of(text));
            below(item, text, out);
        }
    }
    let mut out = Vec::new();
    match parse(text.as_bytes()) {
        Ok(node) => below(&node, text, &mut out),
        Err(error) => panic!("{text:?}: {error}"),
    }
    out
}

#[test]
fn a_value_knows_where_it_ends() {
    let check = |text: &str, wanted: &[&str]| assert_eq!(spans(text), wanted, "{text:?}");
    check("a: b # c\n", &["a", "b"]);
    check("'a' : \"b\\n\" \n", &["'a'", "\"b\\n\""]);
    check("a: b\n  c\n\n  d\ne:\n", &["a", "b\n  c\n\n  d", "e", ""]);
    check("a:\n  b\nc: 'd\n  e'\n", &["a", "b", "c", "'d\n  e'"]);
    check(
        "a: >- # |\n\n  b\n  c\n\nd: 1\n",
        &["a", ">- # |\n\n  b\n  c", "d", "1"],
    );
    check("a: |2\n    b\n# c\n", &["a", "|2\n    b"]);
    check("a: &x |\n  b", &["a", "&x |\n  b"]);
    check("a: |\nb: 1\n", &["a", "|", "b", "1"]);
    check("a:\n  |\n  |\nb: >", &["a", "|\n  |", "b", ">"]);
    check("- |\n x\n- y\n", &["|\n x", "y"]);
    check(
        "a: {b: [c, d ], e: {}} # x\nf: []\n",
        &[
            "a",
            "{b: [c, d ], e: {}}",
            "b",
            "[c, d ]",
            "c",
            "d",
            "e",
            "{}",
            "f",
            "[]",
        ],
    );
    check(
        "a:\n  b: 1\n  c:\n  - d\n\n# x\ne: 2\n",
        &["a", "b: 1\n  c:\n  - d", "b", "1", "c", "d", "d", "e", "2"],
    );
    check(
        "a: &b !!str c\nd: *b\ne: &f\n  g: h\n",
        &["a", "&b !!str c", "d", "*b", "e", "&f\n  g: h", "g", "h"],
    );
    check(
        "{\"a\":\n  {\"b\":1},\r\n\"c\": \"d\"\n}",
        &["\"a\"", "{\"b\":1}", "\"b\"", "1", "\"c\"", "\"d\""],
    );
    check("ä: ö # ü\r\nß: 'ÿ'\r\n", &["ä", "ö", "ß", "'ÿ'"]);
    check(
        "a: |\r\n  ä\r\n  b\r\nc: d",
        &["a", "|\r\n  ä\r\n  b", "c", "d"],
    );
}

#[test]
fn spans_count_what_stands_before() {
    let text = "\u{feff}a: b\n";
    assert_eq!(spans(text), ["a", "b"]);
    let long = format!("{}a: b\n", "# ä€𝄞\n".repeat(100));
    assert_eq!(spans(&long), ["a", "b"]);
}

#[test]
fn a_quoted_value_ends_at_its_quote() {
    for (text, span) in [
        ("a: 'x y' # why\n", "'x y'"),
        ("a: 'x ''y''' # it's\n", "'x ''y'''"),
        ("a: \"x \\\"y\\\\\" # \"why\"\n", "\"x \\\"y\\\\\""),
        ("a: \"x\n  y\" # why\n", "\"x\n  y\""),
        ("a: !!str 'ü' # ö\n", "!!str 'ü'"),
        ("a: &b 'x'\n", "&b 'x'"),
        ("a: x y # why\n", "x y"),
        ("a: '' # none\n", "''"),
        ("[a, 'b' , \"c\" # d\n]\n", "[a, 'b' , \"c\" # d\n]"),
    ] {
        let Ok(tree) = parse(text.as_bytes()) else {
            panic!("{text}: no YAML");
        };
        let node = tree.at("a").unwrap_or(&tree);
        assert_eq!(node.span().of(text), Some(span), "{text}");
    }
}

#[test]
fn behind_brackets_one_too_many_is_nobodys() {
    let read = |text: &str| super::read_below(2, text.as_bytes());
    for text in ["{a: {b: c}}}\n", "\u{feff}# x\n[ä]]", "{a: b}\n}\n"] {
        let reading = read(text);
        assert!(reading.as_ref().is_ok_and(|it| it.has_more), "{text}");
    }
    for text in ["a: {b: c}}\nd: e\n", "}", "[a}]"] {
        assert!(read(text).is_err(), "{text}");
    }
}

#[test]
fn of_a_key_that_stands_twice_the_last_counts() {
    let Ok(reading) = super::read_below(0, b"a: 1\nb: 2\na: 3\n") else {
        panic!("no YAML");
    };
    assert_eq!(reading.root.text_at(&["a"]), "3");
    assert_eq!((reading.root.entries().len(), reading.faults.len()), (2, 1));
}

/// Go's library minds no indentation within brackets and quotes.
#[test]
fn brackets_and_quotes_may_begin_further_left() {
    for text in [
        "a:\n  b: [\n    x,\n  ]\n  c: d\n",
        "a:\n  b: [\n  x,\n  y\n]\n  c: d\n",
        "a:\n  b: {\"x\": \"/t/a\",\n\"y\": \"/t/b\"}\n  c: d\n",
        "a:\n  b: \"x\n  y\n\n  z\"\n  c: d\n",
        "a:\n    b: 'x\n  y'\n    c: [\n{d: e}, # f\n\n[]]\n",
    ] {
        for (above, mark) in [(0, ""), (7, "\u{feff}")] {
            let whole = format!("{mark}{text}");
            let reading = match super::read_below(above, whole.as_bytes()) {
                Ok(reading) => reading,
                Err(error) => panic!("{text}: {error}"),
            };
            assert!(!reading.has_more && reading.faults.is_empty(), "{text}");
            placed(&reading.root, above, &whole, mark.len());
        }
    }
}

/// Every plain text stands where its place and its span say.
#[track_caller]
fn placed(node: &super::Node, above: usize, text: &str, before: usize) {
    if let Value::Scalar { text: value, plain } = node.value() {
        let written = node.span().of(text).unwrap_or_default();
        if *plain {
            assert_eq!(written, value, "{text}");
        } else {
            assert!(written.starts_with(['"', '\'']), "{text}: {written}");
        }
        let body = text.get(before..).unwrap_or_default();
        let line = body.lines().nth(node.place().line - above - 1);
        let rest: String = line
            .unwrap_or_default()
            .chars()
            .skip(node.place().column - 1)
            .collect();
        assert!(
            rest.starts_with(written.lines().next().unwrap_or_default()),
            "{text}: {rest}"
        );
    }
    node.items()
        .iter()
        .for_each(|it| placed(it, above, text, before));
    node.entries()
        .iter()
        .for_each(|(_, it)| placed(it, above, text, before));
}
