//! Sessions as clients see them.

use async_graphql::{Object, SimpleObject};
use chrono::{DateTime, Utc};
use phonjon_app::AppError;
use phonjon_app::sessions::{SessionKind, SignedIn};

use crate::base::refusal::{UserError, payload};

/// A session that just began.
pub(crate) struct SignedInNode(pub(crate) SignedIn);

/// A session that just began.
#[Object(name = "SignedIn")]
impl SignedInNode {
    /// Carry this as `Authorization: Bearer`. It is shown this once; null where the browser was given a cookie.
    async fn token(&self) -> Option<&str> {
        (self.0.session.kind == SessionKind::Bearer).then_some(self.0.carried.as_str())
    }

    /// The session ends then at the latest.
    async fn ends_at(&self) -> DateTime<Utc> {
        self.0.session.absolute_until
    }

    /// Nothing else is permitted until the password is changed.
    async fn must_change_password(&self) -> bool {
        self.0.must_change_password
    }
}

/// What became of signing in.
#[derive(SimpleObject)]
pub(crate) struct SignInPayload {
    /// The session, where one began.
    pub(crate) session: Option<SignedInNode>,
    /// With `TOO_MANY_ATTEMPTS`: when to try again.
    pub(crate) retry_at: Option<DateTime<Utc>>,
    /// Why no session began; empty when one did.
    pub(crate) user_errors: Vec<UserError>,
}

/// The instant to try again that a refusal names.
pub(crate) fn retry_at(error: &AppError) -> Option<DateTime<Utc>> {
    let AppError::Refused(refusals) = error else { return None };
    refusals.iter().find_map(|it| it.args.get("retryAt")?.parse().ok())
}

payload!(
    /// What became of an act that leaves nothing to show.
    DonePayload {
        /// True where it was done.
        done: bool
    }
);
