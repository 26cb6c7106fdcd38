//! How refusals and faults reach a client: codes and sentences, never the database's words.

use async_graphql::{Context, ErrorExtensions, ID, SimpleObject};
pub(crate) use phonjon_app::error_chain as chain;
use phonjon_app::{AppError, Conflict, Refusal};
use phonjon_words::{plain, sentence};

use super::asking;
use super::ids::{Kind, id_of};

/// Why an act was refused, for the person who asked for it.
#[derive(SimpleObject, Debug, Clone, PartialEq, Eq)]
pub(crate) struct UserError {
    /// A stable word such as `VISIT_IN_FUTURE`.
    pub(crate) code: String,
    /// A sentence in the reader's language.
    pub(crate) message: String,
    /// The argument it is about.
    pub(crate) field: Option<String>,
    /// The case it is about, where an act over many cases was refused for one of them: leave it out, or settle it first.
    pub(crate) case_id: Option<ID>,
    /// With `VERSION_CONFLICT`: what the record was, what you wanted, what somebody else made of it.
    pub(crate) conflict: Option<VersionConflict>,
}

/// Two people changed the same record.
#[derive(SimpleObject, Debug, Clone, PartialEq, Eq)]
pub(crate) struct VersionConflict {
    /// The version that is there now: send it as `expectedVersion` once the difference is settled.
    pub(crate) version: i32,
    /// The fields that differ.
    pub(crate) fields: Vec<FieldConflict>,
}

/// One field that two people changed.
#[derive(SimpleObject, Debug, Clone, PartialEq, Eq)]
pub(crate) struct FieldConflict {
    /// The field.
    pub(crate) name: String,
    /// Its value when you read it; null where it had none, and where earlier values are not kept: of teams, members,
    /// accounts and settings, and of a proposed closing.
    pub(crate) base: Option<String>,
    /// The value you sent.
    pub(crate) yours: Option<String>,
    /// The value that is there now.
    pub(crate) theirs: Option<String>,
}

/// What became of an act: the thing as it is now, or why not.
pub(crate) struct Outcome<T> {
    /// The thing, where the act was done.
    pub(crate) thing: Option<T>,
    /// Why it was not done.
    pub(crate) user_errors: Vec<UserError>,
}

impl<T> Outcome<T> {
    /// The same with what the client sees of the thing.
    pub(crate) fn map<U>(self, see: impl FnOnce(T) -> U) -> Outcome<U> {
        Outcome { thing: self.thing.map(see), user_errors: self.user_errors }
    }
}

/// Turns what a use answered into a payload's parts: refusals of the field are user errors, everything else an error.
pub(crate) fn outcome<T>(
    ctx: &Context<'_>,
    result: Result<T, AppError>,
) -> async_graphql::Result<Outcome<T>> {
    let user_errors = match result {
        Ok(thing) => return Ok(Outcome { thing: Some(thing), user_errors: Vec::new() }),
        Err(AppError::Refused(refusals)) => refusals.into_iter().map(|it| user_error(ctx, it)).collect(),
        Err(AppError::VersionConflict(conflict)) => vec![conflicting(ctx, &conflict)],
        Err(
            error @ (AppError::Hidden
            | AppError::Forbidden
            | AppError::Unauthenticated
            | AppError::Busy
            | AppError::Store(_)
            | AppError::Unexpected(_)),
        ) => return Err(fault(ctx, error)),
    };
    Ok(Outcome { thing: None, user_errors })
}

/// A refusal as its reader sees it.
pub(crate) fn user_error(ctx: &Context<'_>, refusal: Refusal) -> UserError {
    let message = said(ctx, &refusal);
    let case_id = refusal.case.map(|(home, case)| id_of(Kind::Case, home, case));
    UserError { code: refusal.code, message, field: refusal.field, case_id, conflict: None }
}

/// The sentence of a refusal in the reader's language; it may name the argument.
fn said(ctx: &Context<'_>, refusal: &Refusal) -> String {
    let mut args = refusal.args.clone();
    if let Some(field) = &refusal.field {
        args.entry("field".to_owned()).or_insert_with(|| field.clone());
    }
    sentence(asking::language(ctx), &refusal.code, &args)
}

fn conflicting(ctx: &Context<'_>, conflict: &Conflict) -> UserError {
    let fields = conflict.fields.iter().map(|(name, base, yours, theirs)| FieldConflict {
        name: name.clone(),
        base: base.clone(),
        yours: yours.clone(),
        theirs: theirs.clone(),
    });
    let conflict = VersionConflict {
        version: i32::try_from(conflict.version).unwrap_or(i32::MAX),
        fields: fields.collect(),
    };
    let mut error = user_error(ctx, Refusal::of("VERSION_CONFLICT", "expectedVersion"));
    error.conflict = Some(conflict);
    error
}

/// An error with its code, for `map_err` in queries.
pub(crate) fn fault(ctx: &Context<'_>, error: AppError) -> async_graphql::Error {
    let code = match error {
        AppError::Refused(refusals) => match refusals.into_iter().next() {
            Some(refusal) => {
                let error = coded(&refusal.code, &said(ctx, &refusal));
                return match refusal.field {
                    Some(field) => error.extend_with(|_, extensions| extensions.set("field", field)),
                    None => error,
                };
            }
            None => "REFUSED",
        },
        AppError::VersionConflict(_) => "VERSION_CONFLICT",
        AppError::Hidden => "NOT_FOUND",
        AppError::Forbidden => "FORBIDDEN",
        AppError::Unauthenticated => "UNAUTHENTICATED",
        AppError::Busy => "BUSY",
        AppError::Store(_) | AppError::Unexpected(_) => {
            let code = error.failure();
            if code == "INTERNAL" {
                tracing::error!(error.chain = chain(&error), "a use failed");
            } else {
                tracing::warn!(error.chain = chain(&error), code, "the database had no time");
            }
            code
        }
    };
    coded(code, &plain(asking::language(ctx), code))
}

/// An error with a code and a sentence.
pub(crate) fn coded(code: &str, message: &str) -> async_graphql::Error {
    async_graphql::Error::new(message).extend_with(|_, extensions| extensions.set("code", code))
}

/// An error made where the reader's language is not known; its sentence is said at the edge.
pub(crate) fn unsaid(code: &str) -> async_graphql::Error {
    coded(code, code)
}

/// A cursor that was not given out here.
pub(crate) fn bad_cursor() -> async_graphql::Error {
    unsaid("BAD_CURSOR")
}

/// What does not exist, or may not be seen.
pub(crate) fn not_found() -> async_graphql::Error {
    unsaid("NOT_FOUND")
}

/// Writes the payload of a mutation: the thing, nullable, and `userErrors`.
///
/// `payload!(/// What became of the visit. CaseRecordVisitPayload { /// The case after it. case: CaseNode });`
macro_rules! payload {
    ($(#[$doc:meta])* $name:ident { $(#[$field_doc:meta])* $field:ident: $thing:ty }) => {
        $(#[$doc])*
        #[derive(async_graphql::SimpleObject)]
        pub(crate) struct $name {
            $(#[$field_doc])*
            pub(crate) $field: Option<$thing>,
            /// Why the act was refused; empty when it was done.
            pub(crate) user_errors: Vec<$crate::base::refusal::UserError>,
        }

        impl From<$crate::base::refusal::Outcome<$thing>> for $name {
            fn from(outcome: $crate::base::refusal::Outcome<$thing>) -> Self {
                Self { $field: outcome.thing, user_errors: outcome.user_errors }
            }
        }
    };
}
pub(crate) use payload;
