//! `POST /upload`: a file for an import, its bytes as the body, taken in piece by piece and only from whoever may import.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;
use std::time::Duration;

use axum::Json;
use axum::body::Body;
use axum::extract::{Query, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use futures_util::StreamExt;
use phonjon_app::AppError;
use phonjon_app::sessions::Purpose;
use phonjon_app::uploads::{Kept, Receiving};
use phonjon_words::language::Language;
use phonjon_words::sentence;
use serde_json::json;
use tokio::time::{Instant, timeout};

use super::coming::{Coming, MayBeNobody};
use super::{Server, headers, post};
use crate::base::cookie::Jar;
use crate::base::ids::{Kind, plain_id};
use crate::base::refusal::chain;
use crate::base::{hex, language};

/// How files are taken in.
#[derive(Debug, Clone, Copy)]
pub struct UploadLimits {
    /// Longest file, in bytes.
    pub bytes: u64,
    /// Files taken in at once, of all that send; more are told to come again.
    pub at_once: usize,
    /// Longest silence of who sends.
    pub silence: Duration,
    /// After this time at least `least_speed` bytes have come for each second since.
    pub start: Duration,
    /// Fewest bytes a second, on the whole.
    pub least_speed: u64,
}

impl Default for UploadLimits {
    fn default() -> Self {
        Self {
            bytes: 256 << 20,
            at_once: 8,
            silence: Duration::from_secs(30),
            start: Duration::from_mins(1),
            least_speed: 4 << 10,
        }
    }
}

/// Why a file is not taken in.
struct Unfit {
    status: StatusCode,
    code: String,
    args: BTreeMap<String, String>,
    detail: String,
    language: Option<Language>,
    takes: Option<Jar>,
}

impl Unfit {
    fn new(status: StatusCode, code: &str, detail: &'static str) -> Self {
        let detail = detail.to_owned();
        Self { status, code: code.to_owned(), args: BTreeMap::new(), detail, language: None, takes: None }
    }

    /// What whoever sent these headers is told.
    fn told(&self, sent: &HeaderMap) -> Response {
        tracing::info!(code = self.code, "upload refused");
        let accepted = headers::text(sent, header::ACCEPT_LANGUAGE);
        let language = self.language.unwrap_or_else(|| language::choose(None, accepted));
        let message = sentence(language, &self.code, &self.args);
        let extensions = json!({ "code": self.code, "detail": self.detail });
        let body = json!({ "errors": [{ "message": message, "extensions": extensions }] });
        let mut response = (self.status, Json(body)).into_response();
        // What is left of the body is not waited for.
        response.headers_mut().insert(header::CONNECTION, header::HeaderValue::from_static("close"));
        if let Some(cookie) = self.takes.and_then(Jar::clear) {
            response.headers_mut().insert(header::SET_COOKIE, cookie);
        }
        response
    }
}

impl From<post::Unfit> for Unfit {
    fn from(unfit: post::Unfit) -> Self {
        let post::Unfit { status, code, detail, language, takes } = unfit;
        Self { status, code: code.to_owned(), args: BTreeMap::new(), detail, language, takes }
    }
}

impl From<AppError> for Unfit {
    fn from(error: AppError) -> Self {
        match error {
            AppError::Refused(refusals) => match refusals.into_iter().next() {
                Some(it) => {
                    let status = if it.code == "NO_SPACE" {
                        StatusCode::INSUFFICIENT_STORAGE
                    } else {
                        StatusCode::UNPROCESSABLE_ENTITY
                    };
                    Self { args: it.args, ..Self::new(status, &it.code, "the file is not taken in") }
                }
                None => Self::new(StatusCode::UNPROCESSABLE_ENTITY, "BAD_INPUT", "the file is not taken in"),
            },
            AppError::Forbidden => Self::new(StatusCode::FORBIDDEN, "FORBIDDEN", "who asks may not import"),
            AppError::Unauthenticated => {
                Self::new(StatusCode::UNAUTHORIZED, "UNAUTHENTICATED", "nobody is signed in")
            }
            AppError::Busy => Self::new(StatusCode::SERVICE_UNAVAILABLE, "BUSY", "too much at once"),
            error @ (AppError::Store(_)
            | AppError::Unexpected(_)
            | AppError::Hidden
            | AppError::VersionConflict(_)) => {
                tracing::error!(error.chain = chain(&error), "a file cannot be taken in");
                Self::new(StatusCode::SERVICE_UNAVAILABLE, error.failure(), "the file cannot be kept")
            }
        }
    }
}

/// `POST /upload?name=…`.
pub(super) async fn upload(State(server): State<Arc<Server>>, request: axum::extract::Request) -> Response {
    let begun = Instant::now();
    let (parts, body) = request.into_parts();
    match take(&server, &parts, body, begun).await {
        Ok(kept) => {
            let dur_ms = u64::try_from(begun.elapsed().as_millis()).unwrap_or(u64::MAX);
            tracing::info!(n_bytes = kept.n_bytes, dur_ms, "upload");
            let body = json!({
                "uploadId": plain_id(Kind::Upload, kept.id),
                "fileName": kept.file_name,
                "bytes": kept.n_bytes,
                "sha256": hex::encode(&kept.sha256),
            });
            Json(body).into_response()
        }
        Err(unfit) => unfit.told(&parts.headers),
    }
}

async fn take(server: &Server, parts: &Parts, body: Body, begun: Instant) -> Result<Kept, Unfit> {
    let limits = server.settings.upload;
    let sent = &parts.headers;
    let coming = Coming::of(parts, &server.settings)?;
    // A foreign page may send this kind of body only where its browser asked here before, and is told no.
    let kind = headers::text(sent, header::CONTENT_TYPE).unwrap_or_default();
    if !kind.trim().eq_ignore_ascii_case("application/octet-stream") {
        let detail = "send application/octet-stream";
        return Err(Unfit::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "BAD_INPUT", detail));
    }
    if coming.carried.is_none() {
        return Err(AppError::Unauthenticated.into());
    }
    let wanted = wanted_hash(sent)?;
    let said = headers::text(sent, header::CONTENT_LENGTH).and_then(|it| it.parse::<u64>().ok());
    if said.is_some_and(|it| limits.bytes < it) {
        return Err(too_large(limits));
    }
    let busy = || Unfit::from(AppError::Busy);
    let _turn = server.uploads.try_acquire().map_err(|_| busy())?;
    let address = coming.address.clone();
    let _reading = server.bodies.begin(&address).ok_or_else(busy)?;

    let entering = coming.enter(server, sent, Purpose::Act, MayBeNobody(false));
    let asking = timeout(server.settings.patience, entering).await.map_err(|_| busy())??;
    let in_language = |unfit: Unfit| Unfit { language: Some(asking.language), ..unfit };
    let entered = &asking.entered;
    if entered.must_change_password {
        let code = "PASSWORD_CHANGE_REQUIRED";
        return Err(in_language(Unfit::new(StatusCode::FORBIDDEN, code, "change the password first")));
    }
    if entered.ctx.actor.account.is_none() {
        return Err(in_language(AppError::Unauthenticated.into()));
    }
    if entered.is_token() {
        return Err(in_language(AppError::Forbidden.into()));
    }
    let name = Query::<HashMap<String, String>>::try_from_uri(&parts.uri)
        .ok()
        .and_then(|mut it| it.0.remove("name"))
        .unwrap_or_default();
    let receiving = Receiving::begin(&entered.ctx, &name, said.unwrap_or(limits.bytes)).await;
    let receiving = receiving.map_err(|it| in_language(it.into()))?;
    let receiving = receive(receiving, body, limits, begun).await.map_err(in_language)?;
    // What has come whole is kept, or refused, whether its client waits for that or not.
    let ctx = entered.ctx.clone();
    let ending = server.acts.spawn(async move { receiving.end(&ctx, wanted).await });
    let ended = ending.await.map_err(|_| Unfit::from(AppError::Unexpected("an upload panicked".to_owned())));
    ended.and_then(|it| it.map_err(Unfit::from)).map_err(in_language)
}

/// Takes the body in, for as long as it comes fast enough.
async fn receive(
    mut receiving: Receiving,
    body: Body,
    limits: UploadLimits,
    begun: Instant,
) -> Result<Receiving, Unfit> {
    let too_slow = || Unfit::new(StatusCode::REQUEST_TIMEOUT, "UPLOAD_TOO_SLOW", "the body came too slowly");
    let mut coming = body.into_data_stream();
    let mut n_bytes = 0_u64;
    loop {
        let next = timeout(limits.silence, coming.next()).await.map_err(|_| too_slow())?;
        let Some(next) = next else { return Ok(receiving) };
        let bytes =
            next.map_err(|_| Unfit::new(StatusCode::BAD_REQUEST, "UPLOAD_BROKE_OFF", "the body broke off"))?;
        n_bytes += bytes.len() as u64;
        if limits.bytes < n_bytes {
            return Err(too_large(limits));
        }
        let since = begun.elapsed().saturating_sub(limits.start).as_secs();
        if n_bytes < since.saturating_mul(limits.least_speed) {
            return Err(too_slow());
        }
        receiving.take(bytes.into()).await?;
    }
}

fn too_large(limits: UploadLimits) -> Unfit {
    let args = BTreeMap::from([("limit".to_owned(), format!("{} MiB", limits.bytes >> 20))]);
    Unfit { args, ..Unfit::new(StatusCode::PAYLOAD_TOO_LARGE, "file_too_large", "the body is too long") }
}

/// What the bytes must hash to, where it is said.
fn wanted_hash(sent: &HeaderMap) -> Result<Option<[u8; 32]>, Unfit> {
    let Some(text) = sent.get("x-content-sha256") else { return Ok(None) };
    let hash = text.to_str().ok().and_then(|it| hex::decode(&it.trim().to_ascii_lowercase()));
    match hash.and_then(|it| it.try_into().ok()) {
        Some(hash) => Ok(Some(hash)),
        None => {
            Err(Unfit::new(StatusCode::BAD_REQUEST, "BAD_INPUT", "X-Content-SHA256 is 64 hexadecimal digits"))
        }
    }
}

#[cfg(test)]
mod tests {
    use axum::http::{HeaderName, Request};
    use chrono::TimeDelta;
    use futures_util::stream;
    use phonjon_app::sessions::Carried;
    use phonjon_app::uploads::remove_old;
    use phonjon_domain::access::Role;

    use super::*;
    use crate::base::testing::{Came, World};
    use crate::http::ApiSettings;

    /// Sends pieces; where one is none, nothing more comes.
    async fn sent(world: &World, carried: &str, pieces: Vec<Option<&'static str>>) -> Came {
        let coming = stream::iter(pieces).then(async |it| match it {
            Some(piece) => Ok::<_, std::io::Error>(piece),
            None => std::future::pending().await,
        });
        let request = Request::post("/upload?name=list.csv")
            .header(header::CONTENT_TYPE, "application/octet-stream")
            .header(header::AUTHORIZATION, format!("Bearer {carried}"));
        world.send(request.body(Body::from_stream(Box::pin(coming))).unwrap()).await
    }

    fn blobs(world: &World) -> usize {
        let unfinished = std::fs::read_dir(world.store.spool_dir().parent().unwrap().join("blobs")).unwrap();
        unfinished.flatten().map(|it| std::fs::read_dir(it.path()).unwrap().count()).sum()
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn a_body_that_grows_too_long_or_falls_silent_leaves_nothing() {
        let upload =
            UploadLimits { bytes: 10, silence: Duration::from_millis(50), ..UploadLimits::default() };
        for world in World::each_with(ApiSettings { upload, ..ApiSettings::default() }).await {
            let carried = world.signed_in("officer", Role::DistrictOfficer, Some("4801")).await;
            let came = sent(&world, &carried, vec![Some("123456"), Some("123456")]).await;
            assert_eq!((came.status.as_u16(), came.code()), (413, Some("file_too_large")), "{}", came.body);
            let came = sent(&world, &carried, vec![Some("123456"), None]).await;
            assert_eq!((came.status.as_u16(), came.code()), (408, Some("UPLOAD_TOO_SLOW")), "{}", came.body);
            let came = sent(&world, &carried, vec![Some("12345"), Some("67890")]).await;
            assert_eq!((came.status.as_u16(), &came.body["bytes"]), (200, &json!(10)), "{}", came.body);
            // What was broken off is taken away behind the answer.
            for _ in 0..500 {
                if blobs(&world) == 1 {
                    break;
                }
                tokio::time::sleep(Duration::from_millis(10)).await;
            }
            assert_eq!(blobs(&world), 1, "the whole one alone");
        }
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn who_sends_too_slowly_on_the_whole_is_not_waited_for() {
        let upload = UploadLimits { start: Duration::ZERO, least_speed: u64::MAX, ..UploadLimits::default() };
        let world = World::with(ApiSettings { upload, ..ApiSettings::default() }).await;
        let carried = world.signed_in("officer", Role::DistrictOfficer, Some("4801")).await;
        let long_ago = Instant::now().checked_sub(Duration::from_secs(2)).unwrap();
        let entered = world.server.door.enter(Some(Carried::Bearer(&carried)), Purpose::Act).await.unwrap();
        let receiving = Receiving::begin(&entered.ctx, "list.csv", 6).await.unwrap();
        let received = receive(receiving, Body::from("123456"), upload, long_ago).await;
        assert_eq!(received.unwrap_err().code, "UPLOAD_TOO_SLOW");
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn a_file_that_nobody_used_goes_after_a_day() {
        for world in World::each().await {
            let carried = world.signed_in("officer", Role::DistrictOfficer, Some("4801")).await;
            let came = sent(&world, &carried, vec![Some("12345")]).await;
            assert_eq!(came.status, StatusCode::OK, "{}", came.body);
            world.pass(TimeDelta::hours(24));
            assert_eq!(remove_old(&world.operator()).await.unwrap(), 0);
            world.pass(TimeDelta::seconds(1));
            assert_eq!(remove_old(&world.operator()).await.unwrap(), 1);
            assert_eq!(remove_old(&world.operator()).await.unwrap(), 0, "once is enough");
            assert_eq!(blobs(&world), 0);
        }
    }

    #[test]
    fn a_hash_is_one_or_is_not_taken_for_none() {
        let read = |text: &'static str| {
            let sent = HeaderMap::from_iter([(
                HeaderName::from_static("x-content-sha256"),
                header::HeaderValue::from_static(text),
            )]);
            wanted_hash(&sent).map_err(|it| it.code)
        };
        let digits = "00112233445566778899AABBCCDDEEFF00112233445566778899aabbccddeeff";
        assert_eq!(read(digits).unwrap().unwrap()[..4], [0, 0x11, 0x22, 0x33]);
        for wrong in ["", "00", "zz", "00112233"] {
            assert_eq!(read(wrong).unwrap_err(), "BAD_INPUT", "{wrong}");
        }
        assert_eq!(wanted_hash(&HeaderMap::new()).ok(), Some(None));
    }
}
