//! Whether a document may be given to the parser: its tokens are read one by one as the parser's grammar reads them,
//! without recursion, and what no document can hold is refused.

use async_graphql::parser::parse_query;
use async_graphql::parser::types::ExecutableDocument;

use super::guard::{Limits, TooMuch};
use super::nesting::nesting;

/// Why a document is not looked at any further.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Unread {
    /// It asks for too much.
    TooMuch(TooMuch),
    /// It is no document: an unfinished text, a bracket that closes nothing, a sign that stands nowhere.
    Malformed,
}

impl From<TooMuch> for Unread {
    fn from(too_much: TooMuch) -> Self {
        Self::TooMuch(too_much)
    }
}

/// What a document comes to as a row of tokens.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Scanned {
    /// Deepest nesting of brackets of any kind.
    pub(super) nesting: usize,
    /// Tokens; where the grammar may read a word as several, as many as it may.
    pub(super) tokens: usize,
    /// Some text holds U+0000.
    pub(super) has_nul: bool,
}

/// Parses a document that is within the limits, and says whether some text in it holds U+0000.
pub(super) fn parse(query: &str, limits: &Limits) -> Result<(ExecutableDocument, bool), Unread> {
    let scanned = scan(query, limits)?;
    Ok((parse_scanned(query, limits)?, scanned.has_nul))
}

/// Parses. The parser watches its own stack; a document that came out deeper than the scan may let through would be
/// the next one's danger, so it ends here.
fn parse_scanned(query: &str, limits: &Limits) -> Result<ExecutableDocument, Unread> {
    let document = parse_query(query).map_err(|_| Unread::Malformed)?;
    if limits.nesting < nesting(&document) {
        return Err(TooMuch::Nesting.into());
    }
    Ok(document)
}

/// Size, nesting and number of tokens.
pub(super) fn scan(query: &str, limits: &Limits) -> Result<Scanned, Unread> {
    if query.len() > limits.query_bytes {
        return Err(TooMuch::Bytes.into());
    }
    let mut rest = query.as_bytes();
    let mut scanned = Scanned::default();
    // What closes the brackets that are open, never more than may be.
    let mut open = Vec::new();
    while let Some(first) = rest.first() {
        let token = token(rest).ok_or(Unread::Malformed)?;
        match first {
            b'(' => open.push(b')'),
            b'[' => open.push(b']'),
            b'{' => open.push(b'}'),
            b')' | b']' | b'}' if open.pop() != Some(*first) => return Err(Unread::Malformed),
            _ => {}
        }
        scanned.nesting = scanned.nesting.max(open.len());
        scanned.tokens += token.count;
        scanned.has_nul |= token.has_nul;
        if limits.nesting < scanned.nesting {
            return Err(TooMuch::Nesting.into());
        }
        if limits.tokens < scanned.tokens {
            return Err(TooMuch::Tokens.into());
        }
        rest = rest.get(token.len..).unwrap_or_default();
    }
    if open.is_empty() { Ok(scanned) } else { Err(Unread::Malformed) }
}

/// One token, or what stands between two: then it counts nothing.
#[derive(Debug, Clone, Copy)]
struct Token {
    len: usize,
    count: usize,
    has_nul: bool,
}

impl Token {
    const fn one(len: usize) -> Self {
        Self { len, count: 1, has_nul: false }
    }

    const fn between(len: usize) -> Self {
        Self { len, count: 0, has_nul: false }
    }
}

const BYTE_ORDER_MARK: &[u8] = "\u{feff}".as_bytes();

const THREE_QUOTES: &[u8] = b"\"\"\"";

/// The first token of what is left, where there is one.
fn token(rest: &[u8]) -> Option<Token> {
    match rest.first()? {
        b' ' | b'\t' | b'\r' | b'\n' | b',' => Some(Token::between(1)),
        b'#' => Some(Token::between(run(rest, |it| !matches!(it, b'\n' | b'\r')))),
        b'"' if rest.starts_with(THREE_QUOTES) => block_string(rest),
        b'"' => string(rest),
        b'.' => rest.starts_with(b"...").then_some(Token::one(3)),
        b'-' | b'0'..=b'9' => number(rest),
        b'a'..=b'z' | b'A'..=b'Z' | b'_' => Some(word(rest)),
        b'!' | b'$' | b'&' | b'(' | b')' | b':' | b'=' | b'@' | b'[' | b']' | b'{' | b'|' | b'}' => {
            Some(Token::one(1))
        }
        _ => rest.starts_with(BYTE_ORDER_MARK).then_some(Token::between(BYTE_ORDER_MARK.len())),
    }
}

/// How many bytes at the beginning are alike.
fn run(bytes: &[u8], is_alike: impl Fn(u8) -> bool) -> usize {
    bytes.iter().position(|it| !is_alike(*it)).unwrap_or(bytes.len())
}

const fn begins_word(byte: u8) -> bool {
    byte.is_ascii_alphabetic() || byte == b'_'
}

/// Words that the grammar takes off the beginning of a longer one: `truetrue` is two values, `queryAll` two tokens.
const KEYWORDS: [&[u8]; 7] =
    [b"true", b"false", b"null", b"query", b"mutation", b"subscription", b"fragment"];

fn word(rest: &[u8]) -> Token {
    let len = run(rest, |it| it.is_ascii_alphanumeric() || it == b'_');
    let word = rest.get(..len).unwrap_or_default();
    let keyword = KEYWORDS.iter().find(|it| word.starts_with(it));
    Token { len, count: 1 + keyword.map_or(0, |it| len - it.len()), has_nul: false }
}

/// A number as the language has it: without leading zeros, and with neither a name nor a point after it.
fn number(rest: &[u8]) -> Option<Token> {
    let digits = |from: usize| run(rest.get(from..).unwrap_or_default(), |it| it.is_ascii_digit());
    let at = |idx: usize| rest.get(idx).copied();
    let begin = usize::from(at(0) == Some(b'-'));
    let mut end = match at(begin)? {
        b'0' => begin + 1,
        b'1'..=b'9' => begin + digits(begin),
        _ => return None,
    };
    if at(end) == Some(b'.') {
        end = match digits(end + 1) {
            0 => return None,
            n => end + 1 + n,
        };
    }
    if matches!(at(end), Some(b'e' | b'E')) {
        let from = end + 1 + usize::from(matches!(at(end + 1), Some(b'+' | b'-')));
        end = match digits(from) {
            0 => return None,
            n => from + n,
        };
    }
    match at(end) {
        Some(after) if begins_word(after) || after.is_ascii_digit() || after == b'.' => None,
        _ => Some(Token::one(end)),
    }
}

/// `"…"` on one line, with escapes that there are.
fn string(rest: &[u8]) -> Option<Token> {
    let (mut idx, mut has_nul) = (1, false);
    loop {
        idx += match rest.get(idx)? {
            b'"' => return Some(Token { len: idx + 1, count: 1, has_nul }),
            b'\n' | b'\r' => return None,
            b'\\' => match rest.get(idx + 1)? {
                b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't' => 2,
                b'u' => {
                    let digits = rest.get(idx + 2..idx + 6)?;
                    // Halves of surrogate pairs are no characters.
                    let is_half =
                        matches!(digits, [b'd' | b'D', b'8'..=b'9' | b'a'..=b'f' | b'A'..=b'F', ..]);
                    if is_half || !digits.iter().all(u8::is_ascii_hexdigit) {
                        return None;
                    }
                    has_nul |= digits == b"0000";
                    6
                }
                _ => return None,
            },
            byte => {
                has_nul |= *byte == 0;
                1
            }
        };
    }
}

/// `"""…"""`, in which only `\"""` is an escape. One that does not end would be read as an empty string and more.
fn block_string(rest: &[u8]) -> Option<Token> {
    let (mut idx, mut has_nul) = (3, false);
    loop {
        let left = rest.get(idx..)?;
        if left.starts_with(THREE_QUOTES) {
            return Some(Token { len: idx + 3, count: 1, has_nul });
        }
        has_nul |= *left.first()? == 0;
        idx += if left.starts_with(b"\\\"\"\"") { 4 } else { 1 };
    }
}

#[cfg(test)]
mod tests;
