//! The scan beside the real parser, on documents that are right, nearly right and hostile.

use proptest::prelude::*;

use super::*;

/// Limits that only the length of a document reaches.
fn wide() -> Limits {
    Limits { nesting: usize::MAX, tokens: usize::MAX, ..Limits::default() }
}

fn scanned(query: &str) -> Result<(usize, usize), Unread> {
    scan(query, &wide()).map(|it| (it.nesting, it.tokens))
}

#[test]
fn tokens_are_the_grammars() {
    for (query, nesting, tokens) in [
        ("", 0, 0),
        ("{a}", 1, 3),
        ("\u{feff}{\u{feff}a,,\r\n\t}", 1, 3),
        ("{a # } ( \"\n}", 1, 3),
        ("{a # } ( \"\"\"\r}", 1, 3),
        ("{...A...A...A}", 1, 8),
        ("{a(x:[1-1-1 0-0 1.5-2e-3 2E+4])}", 3, 17),
        ("{a(x:\"\")}", 2, 8),
        ("{a(x:\"\",y:\"b\")}", 2, 11),
        ("{a(x:\"(\\\"\\\\\\u0e01[\")}", 2, 8),
        ("{a(x:\"\"\"\"\"\")}", 2, 8),
        ("{a(x:\"\"\"[\n\"\\\"\"\"[\"\"\")}", 2, 8),
        // Where the grammar reads one word as several, the scan counts at least as many.
        ("{a(x:[truetruetrue])}", 3, 18),
        ("{a(x:[nulla])}", 3, 11),
        ("queryA{a}", 1, 5),
        ("{queryAll:a}", 1, 8),
    ] {
        assert_eq!(scanned(query), Ok((nesting, tokens)), "{query}");
    }
}

#[test]
fn what_no_document_holds_is_refused() {
    for query in [
        "{a(x:\"\"\"b\")}",
        "{a(x:\"\"\"b\"\")}",
        "{a(x:\"\"\"b\\\"\"\")}",
        "{a(x:\"b)}",
        "{a(x:\"b\n\")}",
        "{a(x:\"b\r[[[[\")}",
        "{a(x:\"\\",
        "{a(x:\"\\x\")}",
        "{a(x:\"\\u12\")}",
        "{a(x:\"\\ud800\")}",
        "{a(x:\"\\uDfff\")}",
        "{a(x:00)}",
        "{a(x:01)}",
        "{a(x:1a)}",
        "{a(x:1.)}",
        "{a(x:1.5.5)}",
        "{a(x:1...)}",
        "{a(x:1e)}",
        "{a(x:-)}",
        "{a(x:-a)}",
        "{a(x:+1)}",
        "{a(x:.5)}",
        "{..A}",
        "{....A}",
        "{a\u{0}}",
        "{a\u{b}}",
        "{a\u{a0}}",
        "{ก}",
        "{a]",
        "{a(}",
        "}{",
        "{a",
        "{a(x:[[)}",
    ] {
        assert_eq!(scanned(query), Err(Unread::Malformed), "{query}");
    }
}

#[test]
fn a_text_that_holds_nothing_at_all_is_seen() {
    let has_nul = |query: &str| scan(query, &wide()).unwrap().has_nul;
    for query in ["{a(x:\"\u{0}\")}", "{a(x:\"b\\u0000\")}", "{a(x:\"\"\"b\u{0}\"\"\")}"] {
        assert!(has_nul(query), "{query:?}");
    }
    for query in ["{a(x:\"\\\\u0000\")}", "{a(x:\"\"\"\\u0000\"\"\")}", "{a} # \u{0}", "{a(x:\"\\u0001\")}"] {
        assert!(!has_nul(query), "{query:?}");
    }
}

/// Documents that would be deeper than any stack, each in the whole length that a query may have.
fn hostile() -> Vec<String> {
    let fill = |begin: &str, again: &str, end: &str| {
        let n = (Limits::default().query_bytes - begin.len()) / (again.len() + end.len());
        format!("{begin}{}{}", again.repeat(n), end.repeat(n))
    };
    let mut all = Vec::new();
    for (again, end) in [
        ("[", ""),
        ("[", "]"),
        ("{a:", ""),
        ("{a:", "}"),
        ("[0", "]"),
        ("[{a:[\"\"", "]}]"),
        ("[\"\"\"", ""),
        ("[#\r", "]"),
    ] {
        for begin in [
            "{me(x:",
            "{me(x:[\"\"\"a\",",
            "{me(x:[\"\"\"a\"[",
            "{me(x:\"\\\"\"",
            "{me(x:\"a\r",
            "{me@a(x:",
            "query($a:B=",
            "query($a:",
            "query($a:B=[\"\"\"a\",",
        ] {
            all.push(fill(begin, again, end));
        }
    }
    for (again, end) in [("{a", "}"), ("{a", ""), ("{...", "}"), ("{...on A", "}"), ("{...@a(x:[[", "]])}")] {
        all.push(fill("", again, end));
        all.push(fill("query($a:B=\"\"\"a\")", again, end));
        all.push(fill("fragment a on A", again, end));
    }
    all
}

#[test]
fn a_hostile_document_is_refused_before_the_parser_sees_it() {
    let limits = Limits::default();
    for query in hostile() {
        let refused = scan(&query, &limits).err();
        assert!(refused.is_some(), "{}", query.get(..60).unwrap_or(&query));
        assert!(parse(&query, &limits).is_err());
    }
}

#[test]
fn what_the_scan_would_let_through_does_not_end_the_process() {
    let limits = Limits::default();
    // The stack of a thread that serves.
    let serving = std::thread::Builder::new().stack_size(2 * 1024 * 1024);
    let parsing = serving.spawn(move || {
        for query in hostile() {
            assert!(parse_scanned(&query, &limits).is_err(), "{}", query.get(..60).unwrap_or(&query));
        }
    });
    parsing.unwrap().join().unwrap();
}

/// A piece of a document: its tokens, and how deep its brackets stand in one another.
type Piece = (Vec<String>, usize);

fn name() -> impl Strategy<Value = String> {
    // No word that the grammar splits.
    "[a-eg-lo-pr-s_A-Z][a-zA-Z0-9_]{0,4}".prop_filter("a keyword", |it| {
        let words = ["on", "subscription"];
        !words.iter().any(|word| it.starts_with(word))
    })
}

fn within(open: &str, pieces: Vec<Piece>, close: &str) -> Piece {
    let deepest = pieces.iter().map(|it| it.1).max().unwrap_or(0);
    let tokens = pieces.into_iter().flat_map(|it| it.0);
    let all = std::iter::once(open.to_owned()).chain(tokens).chain(std::iter::once(close.to_owned()));
    (all.collect(), deepest + 1)
}

fn named(name: String, mark: &str, piece: Piece) -> Piece {
    let mut tokens = vec![name, mark.to_owned()];
    tokens.extend(piece.0);
    (tokens, piece.1)
}

fn value() -> impl Strategy<Value = Piece> {
    let text = prop_oneof![
        r#"([^"\\\r\n]|\\["\\/bfnrt]|\\u[0-9a-c][0-9a-fA-F]{3}){0,6}"#.prop_map(|it| format!("\"{it}\"")),
        r#"([^"\\]|\\""")([^"\\]|\\""")([^"\\]|\\"""|"[^"\\])*[^"\\]"#
            .prop_map(|it| format!("\"\"\"{it}\"\"\"")),
    ];
    let leaf = prop_oneof![
        "-?(0|[1-9][0-9]{0,5})([.][0-9]{1,3})?([eE][+-]?[0-9]{1,2})?",
        text,
        name(),
        Just("true".to_owned()),
        Just("null".to_owned()),
    ];
    let leaf =
        prop_oneof![leaf.prop_map(|it| (vec![it], 0)), name().prop_map(|it| (vec!["$".to_owned(), it], 0)),];
    leaf.prop_recursive(5, 24, 4, |inner| {
        let fields = (name(), inner.clone()).prop_map(|(name, value)| named(name, ":", value));
        prop_oneof![
            prop::collection::vec(inner, 0..4).prop_map(|it| within("[", it, "]")),
            prop::collection::vec(fields, 0..4).prop_map(|it| within("{", it, "}")),
        ]
    })
}

fn arguments() -> impl Strategy<Value = Piece> {
    let one = (name(), value()).prop_map(|(name, value)| named(name, ":", value));
    prop_oneof![
        2 => Just((Vec::new(), 0)),
        1 => prop::collection::vec(one, 1..3).prop_map(|it| within("(", it, ")")),
    ]
}

fn joined(pieces: impl IntoIterator<Item = Piece>) -> Piece {
    pieces.into_iter().fold((Vec::new(), 0), |mut all, piece| {
        all.0.extend(piece.0);
        (all.0, all.1.max(piece.1))
    })
}

fn selection_set() -> impl Strategy<Value = Piece> {
    let directive = (name(), arguments())
        .prop_map(|(name, arguments)| joined([(vec!["@".to_owned(), name], 0), arguments]));
    let decorated = (prop::option::of(name()), name(), arguments(), prop::option::of(directive)).prop_map(
        |(alias, name, arguments, directive)| {
            let alias = alias.map_or_else(Vec::new, |it| vec![it, ":".to_owned()]);
            joined([(alias, 0), (vec![name], 0), arguments, directive.unwrap_or_default()])
        },
    );
    let decorated = decorated.boxed();
    let spread = name().prop_map(|name| (vec!["...".to_owned(), name], 0));
    let item = prop_oneof![4 => decorated.clone(), 1 => spread];
    prop::collection::vec(item, 1..4).prop_map(|it| within("{", it, "}")).prop_recursive(
        4,
        24,
        3,
        move |inner| {
            let field = (decorated.clone(), inner.clone()).prop_map(|(field, set)| joined([field, set]));
            let inline = (prop::option::of(name()), inner).prop_map(|(on, set)| {
                let on = on.map_or_else(Vec::new, |it| vec![format!("on {it}")]);
                joined([(vec!["...".to_owned()], 0), (on, 0), set])
            });
            prop::collection::vec(prop_oneof![2 => field, 1 => inline], 1..3)
                .prop_map(|it| within("{", it, "}"))
        },
    )
}

fn document() -> impl Strategy<Value = Piece> {
    let fragment = (name(), name(), selection_set()).prop_map(|(name, on, set)| {
        let head = vec!["fragment".to_owned(), name, format!("on {on}")];
        joined([(head, 0), set])
    });
    (selection_set(), prop::option::of(fragment))
        .prop_map(|(set, fragment)| joined([set, fragment.unwrap_or_default()]))
}

/// Tokens with something between them that counts nothing.
fn written(tokens: &[String], between: &[String]) -> String {
    let mut between = between.iter().cycle();
    tokens.iter().flat_map(|it| [it.as_str(), between.next().map_or(" ", String::as_str)]).collect()
}

fn between() -> impl Strategy<Value = Vec<String>> {
    let one = prop_oneof!["[ ,\t\r\n\u{feff}]{1,3}", "#[^\r\n]{0,8}[\r\n] ?"];
    prop::collection::vec(one, 1..6)
}

/// Where a hostile hand begins: what opens, ends or escapes something.
const HOSTILE: [&str; 24] = [
    "\"", "\"\"", "\"\"\"", "\\", "\\\"", "\\\"\"\"", "#", "\r", "\n", "[", "]", "{", "}", "(", ")", "...",
    ".", "-1", "00", "truenull", "\u{feff}", "1e", "\u{0}", ",",
];

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 400,
        failure_persistence: None,
        rng_seed: prop::test_runner::RngSeed::Fixed(7_406_100),
        ..ProptestConfig::default()
    })]

    #[test]
    fn a_document_is_counted_as_it_is_written((tokens, deepest) in document(), between in between()) {
        let query = written(&tokens, &between);
        // The grammar takes no comment after `on`, so that it stands with its name.
        let n_tokens = tokens.len() + tokens.iter().filter(|it| it.starts_with("on ")).count();
        prop_assert_eq!(scanned(&query), Ok((deepest, n_tokens)), "{}", query);
        let document = parse_query(&query);
        prop_assert!(document.is_ok(), "{:?}\n{}", document, query);
        prop_assert!(nesting(&document.unwrap()) <= deepest, "{}", query);
    }

    #[test]
    fn nothing_that_is_parsed_is_deeper_than_was_counted(
        (tokens, _) in document(),
        between in between(),
        cuts in prop::collection::vec((any::<prop::sample::Index>(), prop::sample::select(&HOSTILE[..]), any::<bool>()), 1..5),
    ) {
        let mut query: Vec<char> = written(&tokens, &between).chars().collect();
        for (place, piece, replaces) in cuts {
            let at = place.index(query.len());
            query.splice(at..at + usize::from(replaces), piece.chars());
        }
        let query: String = query.into_iter().collect();
        if let (Ok((deepest, counted)), Ok(document)) = (scanned(&query), parse_query(&query)) {
            prop_assert!(nesting(&document) <= deepest, "{}", query);
            prop_assert!(n_values(&document) <= counted, "{}", query);
        }
    }
}

/// Fields, spreads and values of a document: each is a token at least.
fn n_values(document: &ExecutableDocument) -> usize {
    // What the parser shows of a document names each of them once.
    let shown = format!("{document:?}");
    [
        "Field(",
        "FragmentSpread(",
        "InlineFragment(",
        "Number(",
        "String(\"",
        "Boolean(",
        "Enum(",
        "Variable(",
        "Null",
    ]
    .iter()
    .map(|it| shown.matches(it).count())
    .sum()
}
