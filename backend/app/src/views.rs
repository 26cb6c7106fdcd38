//! Views of screens that people keep for themselves: a name and the query of an address, never a citizen number.

use phonjon_domain::ids::{SavedViewId, UserId};
use phonjon_store::{access, views};
use serde_json::json;

use crate::audit;
use crate::ctx::Ctx;
use crate::error::{AppError, Conflict, Refusal};
use crate::idempotent::Key;

pub use phonjon_store::views::ViewRow as SavedView;

/// Most views that one account keeps.
const MOST: usize = 50;

/// Longest name, in characters.
const LONGEST_NAME: usize = 100;

/// Longest word for a screen, in bytes.
const LONGEST_SCREEN: usize = 40;

/// Longest query, in characters.
const LONGEST_QUERY: usize = 2_000;

/// Digits of a citizen number.
const N_DIGITS: usize = 13;

/// A view as somebody wants to keep it.
#[derive(Debug, Clone, Copy)]
pub struct NewView<'a> {
    /// The view to change; none for a new one.
    pub id: Option<SavedViewId>,
    /// What they call it.
    pub name: &'a str,
    /// Which screen.
    pub screen: &'a str,
    /// The query of the screen's address.
    pub query: &'a str,
    /// The version that was read; 0 for a new one.
    pub version: i64,
}

/// The actor's own views, by name.
///
/// # Errors
///
/// [`AppError::Forbidden`] for who has no account, or the store's own.
pub async fn mine(ctx: &Ctx) -> Result<Vec<SavedView>, AppError> {
    let mut found = views::of_account(ctx.store.reader(), own(ctx)?).await?;
    found.sort_by(|a, b| (&a.name, a.id).cmp(&(&b.name, b.id)));
    Ok(found)
}

/// Keeps a view, new or changed.
///
/// # Errors
///
/// `REQUIRED`, `TEXT_TOO_LONG`, `BAD_INPUT` for a screen that is no word, `VIEW_HOLDS_NUMBER`, `TOO_MANY_VIEWS`,
/// [`AppError::Hidden`] for a view that is not the actor's, or a version conflict.
pub async fn put(ctx: &Ctx, new: &NewView<'_>, key: &Key) -> Result<SavedView, AppError> {
    const OPERATION: &str = "savedViewPut";
    let account = own(ctx)?;
    let tx = ctx.store.begin().await?;
    let done = key.done(&tx, ctx, OPERATION).await?;
    // Whoever keeps two at once keeps one after the other.
    access::lock_accounts(&tx, &[account]).await?;
    let all = views::of_account(&*tx, account).await?;
    let n = all.len();
    let find = |id: SavedViewId| all.into_iter().find(|it| it.id == id).ok_or(AppError::Hidden);
    if let Some(done) = done {
        return find(SavedViewId(done.uuid()?));
    }
    let (name, screen, query) = check(new)?;
    let kept = new.id.map(find).transpose()?;
    let row = SavedView {
        id: new.id.unwrap_or_else(|| SavedViewId(ctx.new_id())),
        account,
        name,
        screen,
        query,
        version: new.version + 1,
        changed_at: ctx.now,
    };
    match &kept {
        Some(kept) if kept.version != new.version => return Err(conflicting(kept, &row)),
        Some(_) => views::update(&tx, &row).await?,
        None if new.version != 0 => return Err(AppError::Hidden),
        None if MOST <= n => return Err(Refusal::new("TOO_MANY_VIEWS").with("max", MOST).into()),
        None => views::insert(&tx, &row).await?,
    }
    audit::record(ctx, &tx, "view.kept", ("saved_view", row.id.0), json!({})).await?;
    key.remember(&tx, ctx, OPERATION, "saved_view", row.id.0).await?;
    tx.commit().await?;
    Ok(row)
}

/// Removes one of the actor's views, and gives those that are left.
///
/// # Errors
///
/// [`AppError::Hidden`] for a view that is not the actor's, or the store's own.
pub async fn remove(ctx: &Ctx, id: SavedViewId, key: &Key) -> Result<Vec<SavedView>, AppError> {
    const OPERATION: &str = "savedViewRemove";
    let account = own(ctx)?;
    let tx = ctx.store.begin().await?;
    if key.done(&tx, ctx, OPERATION).await?.is_none() {
        let all = views::of_account(&*tx, account).await?;
        if !all.iter().any(|it| it.id == id) {
            return Err(AppError::Hidden);
        }
        views::remove(&tx, account, id).await?;
        audit::record(ctx, &tx, "view.removed", ("saved_view", id.0), json!({})).await?;
        key.remember(&tx, ctx, OPERATION, "saved_view", id.0).await?;
        tx.commit().await?;
    }
    mine(ctx).await
}

fn own(ctx: &Ctx) -> Result<UserId, AppError> {
    ctx.actor.account.ok_or(AppError::Forbidden)
}

/// Name, screen and query as they are kept.
fn check(new: &NewView<'_>) -> Result<(String, String, String), Refusal> {
    let (name, query) = (new.name.trim(), new.query.trim_start_matches('?'));
    if name.is_empty() {
        return Err(Refusal::of("REQUIRED", "name"));
    }
    for (field, text, max) in [("name", name, LONGEST_NAME), ("query", query, LONGEST_QUERY)] {
        if max < text.chars().count() {
            return Err(Refusal::of("TEXT_TOO_LONG", field).with("max", max));
        }
    }
    let is_word = |it: u8| it.is_ascii_lowercase() || it.is_ascii_digit() || it == b'-';
    if new.screen.is_empty() || LONGEST_SCREEN < new.screen.len() || !new.screen.bytes().all(is_word) {
        return Err(Refusal::of("BAD_INPUT", "screen"));
    }
    if holds_number(name) {
        return Err(Refusal::of("VIEW_HOLDS_NUMBER", "name"));
    }
    if query.split(['&', ';', '=']).any(|it| holds_number(&decoded(it))) {
        return Err(Refusal::of("VIEW_HOLDS_NUMBER", "query"));
    }
    Ok((name.to_owned(), new.screen.to_owned(), query.to_owned()))
}

/// A part of an address as it was typed.
fn decoded(part: &str) -> String {
    let mut bytes = Vec::with_capacity(part.len());
    let mut rest = part.bytes();
    while let Some(byte) = rest.next() {
        let digit = |it: Option<u8>| char::from(it?).to_digit(16).and_then(|it| u8::try_from(it).ok());
        let mut ahead = rest.clone();
        match (byte, digit(ahead.next()), digit(ahead.next())) {
            (b'%', Some(high), Some(low)) => {
                bytes.push(high * 16 + low);
                rest = ahead;
            }
            (b'+', ..) => bytes.push(b' '),
            _ => bytes.push(byte),
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// True where as many digits stand together as a citizen number has, whatever it is grouped by; not inside a longer word,
/// as the ids of things are.
fn holds_number(text: &str) -> bool {
    let words = text
        .split(|it: char| !(it.is_alphanumeric() || matches!(it, '-' | ' ' | '.' | '\u{a0}' | '\u{2013}')));
    words.into_iter().any(|part| {
        let mut n = 0;
        for word in part.split(|it: char| !it.is_alphanumeric()).filter(|it| !it.is_empty()) {
            n = if word.chars().all(char::is_numeric) { n + word.chars().count() } else { 0 };
            if N_DIGITS <= n {
                return true;
            }
        }
        false
    })
}

fn conflicting(kept: &SavedView, yours: &SavedView) -> AppError {
    let field = |name: &str, yours: &str, theirs: &str| {
        (yours != theirs).then(|| (name.to_owned(), None, Some(yours.to_owned()), Some(theirs.to_owned())))
    };
    let fields = [
        field("name", &yours.name, &kept.name),
        field("screen", &yours.screen, &kept.screen),
        field("query", &yours.query, &kept.query),
    ];
    let fields = fields.into_iter().flatten().collect();
    AppError::VersionConflict(Box::new(Conflict { version: kept.version, fields }))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(query: &str) -> Option<(String, Option<String>)> {
        let new = NewView { id: None, name: "ก", screen: "cases", query, version: 0 };
        check(&new).err().map(|it| (it.code, it.field))
    }

    #[test]
    fn a_query_that_holds_a_citizen_number_is_refused_however_it_is_written() {
        for query in [
            "text=1234567890121",
            "?status=OPEN&text=1-2345-67890-12-1",
            "text=1+2345+67890+12+1",
            "text=1%202345%2067890%2012%201&status=OPEN",
            "text=%E0%B9%91%E0%B9%92%E0%B9%93%E0%B9%94%E0%B9%95%E0%B9%96%E0%B9%97%E0%B9%98%E0%B9%99%E0%B9%90%E0%B9%91%E0%B9%92%E0%B9%91",
            "text=%31234567890121",
            "1234567890121",
            "text=(1234567890121)",
        ] {
            assert_eq!(
                refused(query),
                Some(("VIEW_HOLDS_NUMBER".to_owned(), Some("query".to_owned()))),
                "{query}"
            );
        }
    }

    #[test]
    fn ids_days_and_codes_of_houses_are_no_citizen_numbers() {
        for query in [
            "",
            "status=TO_VERIFY&unseenForDays=30",
            "teamId=05000018f3a1b2c3d4e5f60718293a4b5c6d7e8f",
            "teamId=0500001234567890123456789012345678901a",
            "from=2026-01-01&to=2026-12-31",
            "text=48010901234",
            "text=%E0%B8%97%E0%B8%AD%E0%B8%87",
            "text=100%",
        ] {
            assert_eq!(refused(query), None, "{query}");
        }
    }

    #[test]
    fn what_is_kept_is_short_and_its_screen_a_word() {
        fn of(name: &str, screen: &str, query: &str) -> Result<(String, String, String), Refusal> {
            check(&NewView { id: None, name, screen, query, version: 0 })
        }
        let code = |it: Result<_, Refusal>| it.map(|_: (String, String, String)| ()).unwrap_err().code;
        assert_eq!(code(of(" ", "cases", "")), "REQUIRED");
        assert_eq!(code(of(&"ก".repeat(101), "cases", "")), "TEXT_TOO_LONG");
        assert_eq!(code(of("ก", "cases", &"a".repeat(2_001))), "TEXT_TOO_LONG");
        assert_eq!(code(of("ก", "Cases/", "")), "BAD_INPUT");
        assert_eq!(code(of("นายก 1234567890121", "cases", "")), "VIEW_HOLDS_NUMBER");
        assert_eq!(of(" ก ", "cases", "?a=1").unwrap().2, "a=1");
    }
}
