//! Who comes in: by a bearer, or by a cookie that only our own pages are heard with.
//!
//! A browser adds a cookie to whatever page asks. So it is looked at only where the request has a header that no page of
//! another site can send unasked, and the browser says that a page of ours sent it; else the request is refused.

use std::net::SocketAddr;

use axum::extract::ConnectInfo;
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderName, StatusCode, header};
use phonjon_app::sessions::{Carried, Purpose};

use super::post::Unfit;
use super::{ApiSettings, Server, headers};
use crate::base::asking::Asking;
use crate::base::cookie::Jar;
use crate::base::language;
use crate::base::refusal::chain;

/// The header of the web client, and what it says.
const CLIENT: (HeaderName, &str) = (HeaderName::from_static("x-phonjon-client"), "web");

/// Longest of what is carried.
const LONGEST: usize = 200;

/// What a request says of whoever sends it, before anybody is looked up.
pub(super) struct Coming<'a> {
    pub(super) carried: Option<Carried<'a>>,
    pub(super) address: String,
    /// A page of ours sends it: a session that begins is kept in a cookie.
    page: Option<Jar>,
}

/// True where it does without a session: a cookie whose session is over is then no refusal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct MayBeNobody(pub(super) bool);

impl<'a> Coming<'a> {
    /// Reads it.
    ///
    /// # Errors
    ///
    /// `FORBIDDEN` of a page of another site; `COOKIE_REFUSED` of a cookie that may be brought by one.
    pub(super) fn of(parts: &'a Parts, settings: &ApiSettings) -> Result<Self, Unfit> {
        let (sent, peer) = (&parts.headers, parts.extensions.get::<ConnectInfo<SocketAddr>>().map(|it| it.0));
        let jar = Jar { is_secure: headers::is_over_tls(peer, sent, settings) };
        if headers::is_foreign(sent, settings, jar.is_secure) {
            return Err(Unfit::new(StatusCode::FORBIDDEN, "FORBIDDEN", "this page may not ask here"));
        }
        let address = headers::address(peer, sent, settings);
        let is_client = headers::text(sent, CLIENT.0) == Some(CLIENT.1);
        let page = (is_client && headers::is_own_page(sent, settings, jar.is_secure)).then_some(jar);
        if let Some(bearer) = headers::bearer(sent) {
            let carried = (bearer.len() <= LONGEST).then_some(Carried::Bearer(bearer));
            return Ok(Self { carried, address, page });
        }
        let cookie = cookie(sent, jar);
        if page.is_none() && (is_client || cookie.is_some()) {
            let detail = if is_client {
                "the browser does not say that a page of this server asks: neither by Origin nor by Sec-Fetch-Site"
            } else {
                "a session in a cookie is heard only with the header X-Phonjon-Client: web"
            };
            return Err(Unfit::new(StatusCode::FORBIDDEN, "COOKIE_REFUSED", detail));
        }
        let carried = cookie.map(|it| Carried::Cookie(if it.len() <= LONGEST { it } else { "" }));
        Ok(Self { carried, address, page })
    }

    /// Finds who it is.
    ///
    /// # Errors
    ///
    /// `SESSION_ENDED` of a cookie whose session is over, where one is needed; `BUSY` where the database does not answer.
    pub(super) async fn enter(
        self,
        server: &Server,
        sent: &HeaderMap,
        purpose: Purpose,
        may_be_nobody: MayBeNobody,
    ) -> Result<Asking, Unfit> {
        let is_by_cookie = matches!(self.carried, Some(Carried::Cookie(_)));
        let entered = server.door.enter(self.carried, purpose).await.map_err(|error| {
            tracing::error!(error.chain = chain(&error), "cannot look up a session");
            Unfit::new(StatusCode::SERVICE_UNAVAILABLE, "BUSY", "the database does not answer")
        })?;
        let ended = self.page.filter(|_| is_by_cookie && entered.session.is_none());
        if let (Some(jar), MayBeNobody(false)) = (ended, may_be_nobody) {
            let detail = "the session of the cookie is over: sign in and send the same again";
            return Err(Unfit::new(StatusCode::UNAUTHORIZED, "SESSION_ENDED", detail).without_cookie(jar));
        }
        Ok(Asking {
            language: language::choose(
                entered.language.as_deref(),
                headers::text(sent, header::ACCEPT_LANGUAGE),
            ),
            door: server.door.clone(),
            entered,
            address: self.address,
            serves_graphiql: server.settings.graphiql.is_some(),
            upload: server.settings.upload,
            device: headers::text(sent, header::USER_AGENT).map(str::to_owned),
            page: self.page,
            ended,
        })
    }
}

/// The session of a browser that goes to a page of ours, or fetches a piece of one. It adds no header of ours; but what
/// is only given changes nothing, and no page of another site reads it, nor brings the cookie along.
pub(super) fn for_page<'a>(parts: &'a Parts, settings: &ApiSettings) -> Option<Carried<'a>> {
    let (sent, peer) = (&parts.headers, parts.extensions.get::<ConnectInfo<SocketAddr>>().map(|it| it.0));
    let jar = Jar { is_secure: headers::is_over_tls(peer, sent, settings) };
    let carried = cookie(sent, jar).filter(|it| it.len() <= LONGEST)?;
    (!headers::is_elsewhere(sent, settings, jar.is_secure)).then_some(Carried::Cookie(carried))
}

/// What the session's cookie holds; an empty one was taken away and is none.
fn cookie(sent: &HeaderMap, jar: Jar) -> Option<&str> {
    let all = sent.get_all(header::COOKIE).iter().filter_map(|it| it.to_str().ok());
    all.into_iter().find_map(|it| jar.find(it)).filter(|it| !it.is_empty())
}
