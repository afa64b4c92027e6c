use expect_test::{Expect, expect};

use super::argument::{CLOSE, OPEN};
use super::*;

/// The commands of a script, a line each; what is not known between `<` and `>`.
#[track_caller]
fn check(text: &str, expect: Expect) {
    let place = Place {
        line: 1,
        column: 1,
        ..Place::default()
    };
    let text = Text {
        source: None,
        text,
        inside: Some(&place),
    };
    let sourced = |path: &str| {
        (path == "env").then(|| {
            let value = Argument::known("-c=d -e=f", Place::default());
            Variables::from([("FLAGS".to_owned(), vec![value])])
        })
    };
    let commands = run(text, &Variables::new(), None, &sourced).commands;
    let said: String = (commands.iter())
        .map(|words| {
            let words: Vec<String> = (words.iter())
                .map(|word| {
                    let text = word.text.replace(OPEN, "<").replace(CLOSE, ">");
                    format!("[{text}{}]", if word.is_open { " ..." } else { "" })
                })
                .collect();
            format!("{}\n", words.join(" "))
        })
        .collect();
    expect.assert_eq(&said);
}

#[test]
fn words_quotes_and_comments() {
    check(
        "mimir -a='b c' \"-d=e f\" -g=h\\ i # -no=comment\nsleep 3 && exec mimir -x; y | z &\n",
        expect![[r"
            [mimir] [-a=b c] [-d=e f] [-g=h i]
            [sleep] [3]
            [exec] [mimir] [-x]
            [y]
            [z]
        "]],
    );
    check(
        "mimir \\\r\n  -a=b \\\n  -c=d 2>&1 >/dev/null <in\ncat <<EOF\nmimir -not=this\nEOF\nx\n",
        expect![[r"
            [mimir] [-a=b] [-c=d]
            [cat]
            [x]
        "]],
    );
}

#[test]
fn variables_lists_and_defaults() {
    check(
        "DIR=/tls\nFLAGS=\"-a=$DIR/a -b=c\"\nmimir $FLAGS \"$FLAGS\" -x=${Y:-z} -p=\"$DIR\"/k\n",
        expect![[r"
            [mimir] [-a=/tls/a] [-b=c] [-a=/tls/a -b=c] [-x=z] [-p=/tls/k]
        "]],
    );
    check(
        "args=(\n  -a=b # why\n  \"-c=d e\"\n)\nargs+=(-f)\nexec mimir \"${args[@]}\" $EXTRA -t=$n \"$@\" $(cat x)\n",
        expect![[r"
            [exec] [mimir] [-a=b] [-c=d e] [-f] [<$EXTRA> ...] [-t=<$n>] [<$@> ...] [<$(cat x)> ...]
        "]],
    );
    check(
        ". env\nmimir $FLAGS\n",
        expect![[r"
            [mimir] [-c=d] [-e=f]
        "]],
    );
}

#[test]
fn loops_and_functions_are_unrolled() {
    check(
        "for n in ingester querier; do\n  mimir -target=$n &\ndone\nfor i in $(seq 3); do mimir -t=$i; done\n",
        expect![[r"
            [mimir] [-target=ingester]
            [mimir] [-target=querier]
            [mimir] [-t=<$i>]
        "]],
    );
    check(
        "start() {\n  local name=$1; shift\n  mimir -target=\"$name\" \"$@\"\n}\nstart ingester -a=b\nif true; then start querier; fi\n",
        expect![[r"
            [mimir] [-target=ingester] [-a=b]
            [true]
            [mimir] [-target=querier]
        "]],
    );
    check(
        "run () (\n  mimir \"$@\" &\n)\nfunction more\n{\n  (run -c=d; run \"$@\")\n}\nrun -a=b\nmore -e=f\n",
        expect![[r"
            [mimir] [-a=b]
            [mimir] [-c=d]
            [mimir] [-e=f]
        "]],
    );
    check(
        "case $1 in\n ingester) mimir -target=ingester ;;\n *) x ;;\nesac\n",
        expect![[r"
            [ingester]
            [mimir] [-target=ingester]
            [*]
            [x]
        "]],
    );
}

#[test]
fn what_has_no_end_ends() {
    for text in [
        "f() { f; f; }; f",
        "for a in 1 2 3; do for b in 1 2 3; do for c in 1 2 3; do x; done; done; done",
        "A=x\nA=$A$A$A\nfor i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14; do A=$A$A$A; done\nx $A",
        "\"",
        "'",
        "$(",
        "${",
        "`",
        "a=(",
        "f() {",
        "for",
        "for x in",
        "case",
        "<<",
        "\\",
        "$",
    ] {
        let place = Place::default();
        let text = Text {
            source: None,
            text,
            inside: Some(&place),
        };
        let all = run(text, &Variables::new(), None, &|_| None).commands;
        assert!(all.len() <= MOST_COMMANDS + 1);
    }
}
