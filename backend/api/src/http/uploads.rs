//! Files that come in to be imported, in pieces, by the open protocol tus 1.0: begun, gone on with from the byte that came
//! last, given up; and only of whoever may import.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use axum::Json;
use axum::body::Body;
use axum::extract::{Path, Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use futures_util::StreamExt;
use phonjon_app::sessions::Purpose;
use phonjon_app::uploads::{self, Begun, Came, Kept, Piece};
use phonjon_app::{AppError, Ctx};
use phonjon_domain::ids::UploadId;
use phonjon_words::language::Language;
use phonjon_words::sentence;
use serde_json::json;
use tokio::time::{Instant, timeout};

use super::coming::{Coming, MayBeNobody};
use super::{Server, headers, post};
use crate::base::cookie::Jar;
use crate::base::ids::{Kind, plain_id, read_plain_id};
use crate::base::refusal::chain;
use crate::base::{hex, language};
use tus::{Asked, EXPIRES, OFFSET, RESUMABLE, VERSION};

mod tus;

/// How files are taken in.
#[derive(Debug, Clone, Copy)]
pub struct UploadLimits {
    /// Longest file, in bytes.
    pub bytes: u64,
    /// How long a piece should be, in bytes: what a broken line costs, and no more than proxies let through by default.
    pub piece_bytes: u64,
    /// Pieces taken in at once, of all that send; more are told to come again.
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
            piece_bytes: 1 << 20,
            at_once: 8,
            silence: Duration::from_secs(30),
            start: Duration::from_mins(1),
            least_speed: 4 << 10,
        }
    }
}

/// Why a file is not taken in, or not given.
pub(super) struct Unfit {
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
    pub(super) fn told(self, sent: &HeaderMap) -> Response {
        tracing::info!(code = self.code, "file refused");
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
                    let status = match it.code.as_str() {
                        "NO_SPACE" => StatusCode::INSUFFICIENT_STORAGE,
                        "OFFSET_DIFFERS" | "IMPORT_NOT_ENDED" => StatusCode::CONFLICT,
                        "ORIGINAL_REMOVED" | "UPLOAD_GONE" => StatusCode::GONE,
                        "CHECKSUM_DIFFERS" => tus::checksum_differs(),
                        _ => StatusCode::UNPROCESSABLE_ENTITY,
                    };
                    Self {
                        args: it.args,
                        ..Self::new(status, &it.code, "the file is neither taken in nor given")
                    }
                }
                None => Self::new(StatusCode::UNPROCESSABLE_ENTITY, "BAD_INPUT", "the file is not taken in"),
            },
            AppError::Forbidden => {
                Self::new(StatusCode::FORBIDDEN, "FORBIDDEN", "who asks may not do this with files")
            }
            AppError::Unauthenticated => {
                Self::new(StatusCode::UNAUTHORIZED, "UNAUTHENTICATED", "nobody is signed in")
            }
            AppError::Busy => Self::new(StatusCode::SERVICE_UNAVAILABLE, "BUSY", "too much at once"),
            AppError::Hidden => Self::new(StatusCode::NOT_FOUND, "NOT_FOUND", "there is no such file"),
            error @ (AppError::Store(_) | AppError::Unexpected(_) | AppError::VersionConflict(_)) => {
                tracing::error!(error.chain = chain(&error), "a file cannot be taken in or given");
                Self::new(StatusCode::SERVICE_UNAVAILABLE, error.failure(), "the file cannot be kept or read")
            }
        }
    }
}

/// `OPTIONS /uploads`: what is spoken here.
pub(super) async fn limits(State(server): State<Arc<Server>>) -> Response {
    tus::spoken(server.settings.upload.bytes)
}

/// `POST /uploads`: begins a file, and takes its first bytes where they come along.
pub(super) async fn create(State(server): State<Arc<Server>>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    told(&parts, create_file(&server, &parts, body).await)
}

/// `PATCH /uploads/ID`: takes the next bytes of a file.
pub(super) async fn append(
    State(server): State<Arc<Server>>,
    Path(id): Path<String>,
    request: Request,
) -> Response {
    let (parts, body) = request.into_parts();
    told(&parts, append_piece(&server, &parts, &id, body).await)
}

/// `HEAD /uploads/ID`: how many bytes of a file have come.
pub(super) async fn standing(
    State(server): State<Arc<Server>>,
    Path(id): Path<String>,
    request: Request,
) -> Response {
    let (parts, _) = request.into_parts();
    told(&parts, tell(&server, &parts, &id).await)
}

/// `DELETE /uploads/ID`: gives up a file that is still coming.
pub(super) async fn give_up(
    State(server): State<Arc<Server>>,
    Path(id): Path<String>,
    request: Request,
) -> Response {
    let (parts, _) = request.into_parts();
    told(&parts, give_up_file(&server, &parts, &id).await)
}

fn told(parts: &Parts, answer: Result<Response, Unfit>) -> Response {
    let mut answer = answer.unwrap_or_else(|unfit| unfit.told(&parts.headers));
    answer.headers_mut().insert(RESUMABLE, header::HeaderValue::from_static(VERSION));
    answer
}

/// Who sends or asks for a file, once it is known that they may.
pub(super) struct Sender {
    pub(super) ctx: Ctx,
    pub(super) language: Language,
}

impl Sender {
    /// Finds who it is, before a byte of what they send is read.
    pub(super) async fn of(
        server: &Server,
        sent: &HeaderMap,
        coming: Coming<'_>,
        purpose: Purpose,
    ) -> Result<Self, Unfit> {
        if coming.carried.is_none() {
            return Err(AppError::Unauthenticated.into());
        }
        let entering = coming.enter(server, sent, purpose, MayBeNobody(false));
        let asking = timeout(server.settings.patience, entering).await.map_err(|_| busy())??;
        let (entered, language) = (&asking.entered, asking.language);
        let unfit = if entered.must_change_password {
            let code = "PASSWORD_CHANGE_REQUIRED";
            Some(Unfit::new(StatusCode::FORBIDDEN, code, "change the password first"))
        } else if entered.ctx.actor.account.is_none() {
            Some(AppError::Unauthenticated.into())
        } else {
            entered.is_token().then(|| AppError::Forbidden.into())
        };
        match unfit {
            Some(unfit) => Err(Unfit { language: Some(language), ..unfit }),
            None => Ok(Self { ctx: entered.ctx.clone(), language }),
        }
    }

    pub(super) fn unfit(&self, unfit: impl Into<Unfit>) -> Unfit {
        Unfit { language: Some(self.language), ..unfit.into() }
    }
}

fn busy() -> Unfit {
    AppError::Busy.into()
}

fn id_of(text: &str) -> Result<UploadId, Unfit> {
    read_plain_id(Kind::Upload, &text.into()).map_err(|_| AppError::Hidden.into())
}

async fn create_file(server: &Server, parts: &Parts, body: Body) -> Result<Response, Unfit> {
    let begun_at = Instant::now();
    let limits = server.settings.upload;
    let coming = Coming::of(parts, &server.settings)?;
    let asked = Asked::of(&parts.headers)?;
    let metadata = tus::metadata(&parts.headers)?;
    // A foreign page may send these headers only where its browser asked here before, and is told no.
    let n_bytes = asked.length.ok_or_else(|| tus::malformed("send Upload-Length"))?;
    if limits.bytes < n_bytes {
        return Err(too_large(limits));
    }
    let address = coming.address.clone();
    let _turn = server.uploads.try_acquire().map_err(|_| busy())?;
    let _reading = server.bodies.begin(&address).ok_or_else(busy)?;
    let sender = Sender::of(server, &parts.headers, coming, Purpose::Act).await?;
    let begun = uploads::begin(&sender.ctx, &metadata.file_name, n_bytes, metadata.sha256).await;
    let begun = begun.map_err(|it| sender.unfit(it))?;
    let came = if asked.has_bytes {
        let piece = Piece::begin(&sender.ctx, begun.id, 0).await.map_err(|it| sender.unfit(it))?;
        take(server, &sender, piece, body, &asked, begun_at).await?
    } else {
        Came { begun, kept: None }
    };
    let id = plain_id(Kind::Upload, came.begun.id);
    let location = format!("/uploads/{}", id.as_str());
    let mut answer =
        (StatusCode::CREATED, [(header::LOCATION, location)], Json(written(&came))).into_response();
    mark(&mut answer, &came.begun);
    Ok(answer)
}

/// What came, for whoever reads answers.
fn written(came: &Came) -> serde_json::Value {
    let mut body = json!({
        "uploadId": plain_id(Kind::Upload, came.begun.id),
        "fileName": came.begun.file_name,
        "bytes": came.begun.n_bytes,
        "received": came.begun.n_received,
    });
    if let Some(Kept { sha256, .. }) = &came.kept {
        body["sha256"] = json!(hex::encode(sha256));
    }
    body
}

async fn append_piece(server: &Server, parts: &Parts, id: &str, body: Body) -> Result<Response, Unfit> {
    let begun_at = Instant::now();
    let coming = Coming::of(parts, &server.settings)?;
    let asked = Asked::of(&parts.headers)?;
    if !asked.has_bytes {
        return Err(tus::no_bytes());
    }
    let from = asked.offset.ok_or_else(|| tus::malformed("send Upload-Offset"))?;
    let address = coming.address.clone();
    let _turn = server.uploads.try_acquire().map_err(|_| busy())?;
    let _reading = server.bodies.begin(&address).ok_or_else(busy)?;
    let sender = Sender::of(server, &parts.headers, coming, Purpose::Act).await?;
    let id = id_of(id).map_err(|it| sender.unfit(it))?;
    let piece = Piece::begin(&sender.ctx, id, from).await.map_err(|it| sender.unfit(it))?;
    let came = take(server, &sender, piece, body, &asked, begun_at).await?;
    Ok(standing_of(&came.begun))
}

async fn tell(server: &Server, parts: &Parts, id: &str) -> Result<Response, Unfit> {
    let coming = Coming::of(parts, &server.settings)?;
    Asked::of(&parts.headers)?;
    let sender = Sender::of(server, &parts.headers, coming, Purpose::Act).await?;
    let id = id_of(id).map_err(|it| sender.unfit(it))?;
    let begun = uploads::standing(&sender.ctx, id).await.map_err(|it| sender.unfit(it))?;
    let mut answer = standing_of(&begun);
    *answer.status_mut() = StatusCode::OK;
    answer.headers_mut().insert(tus::LENGTH, begun.n_bytes.into());
    Ok(answer)
}

async fn give_up_file(server: &Server, parts: &Parts, id: &str) -> Result<Response, Unfit> {
    let coming = Coming::of(parts, &server.settings)?;
    Asked::of(&parts.headers)?;
    let sender = Sender::of(server, &parts.headers, coming, Purpose::Act).await?;
    let id = id_of(id).map_err(|it| sender.unfit(it))?;
    uploads::give_up(&sender.ctx, id).await.map_err(|it| sender.unfit(it))?;
    Ok(StatusCode::NO_CONTENT.into_response())
}

fn standing_of(begun: &Begun) -> Response {
    let mut answer = StatusCode::NO_CONTENT.into_response();
    mark(&mut answer, begun);
    answer
}

fn mark(answer: &mut Response, begun: &Begun) {
    answer.headers_mut().insert(OFFSET, begun.n_received.into());
    if let Some(until) = tus::instant(begun.until) {
        answer.headers_mut().insert(EXPIRES, until);
    }
}

/// Takes a piece in and ends it.
async fn take(
    server: &Server,
    sender: &Sender,
    piece: Piece,
    body: Body,
    asked: &Asked,
    begun: Instant,
) -> Result<Came, Unfit> {
    let piece = receive(piece, body, server.settings.upload, begun).await.map_err(|it| sender.unfit(it))?;
    // What has come whole is kept, or refused, whether its client waits for that or not.
    let (ctx, wanted) = (sender.ctx.clone(), asked.sha256);
    let ending = server.acts.spawn(async move { piece.end(&ctx, wanted).await });
    let ended = ending.await.map_err(|_| Unfit::from(AppError::Unexpected("a piece panicked".to_owned())));
    let came = ended.and_then(|it| it.map_err(Unfit::from)).map_err(|it| sender.unfit(it))?;
    if let Some(kept) = &came.kept {
        tracing::info!(n_bytes = kept.n_bytes, "upload");
    }
    Ok(came)
}

/// Takes the body in, for as long as it comes fast enough.
async fn receive(mut piece: Piece, body: Body, limits: UploadLimits, begun: Instant) -> Result<Piece, Unfit> {
    let too_slow = || Unfit::new(StatusCode::REQUEST_TIMEOUT, "UPLOAD_TOO_SLOW", "the body came too slowly");
    let mut coming = body.into_data_stream();
    let mut n_bytes = 0_u64;
    loop {
        let next = timeout(limits.silence, coming.next()).await.map_err(|_| too_slow())?;
        let Some(next) = next else { return Ok(piece) };
        let bytes =
            next.map_err(|_| Unfit::new(StatusCode::BAD_REQUEST, "UPLOAD_BROKE_OFF", "the body broke off"))?;
        n_bytes += bytes.len() as u64;
        let since = begun.elapsed().saturating_sub(limits.start).as_secs();
        if n_bytes < since.saturating_mul(limits.least_speed) {
            return Err(too_slow());
        }
        piece.take(bytes.into()).await?;
    }
}

fn too_large(limits: UploadLimits) -> Unfit {
    let args = BTreeMap::from([("limit".to_owned(), format!("{} MiB", limits.bytes >> 20))]);
    Unfit { args, ..Unfit::new(StatusCode::PAYLOAD_TOO_LARGE, "file_too_large", "the file is too long") }
}

#[cfg(test)]
mod tests {
    use axum::http::Request;
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
        let n_bytes: usize = pieces.iter().flatten().map(|it| it.len()).sum();
        let coming = stream::iter(pieces).then(async |it| match it {
            Some(piece) => Ok::<_, std::io::Error>(piece),
            None => std::future::pending().await,
        });
        let request = Request::post("/uploads")
            .header(RESUMABLE, VERSION)
            .header(tus::LENGTH, n_bytes.max(10))
            .header(tus::METADATA, "filename bGlzdC5jc3Y=")
            .header(header::CONTENT_TYPE, tus::BYTES)
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
            assert_eq!((came.status.as_u16(), &came.body["bytes"]), (201, &json!(10)), "{}", came.body);
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
        let begun = uploads::begin(&entered.ctx, "list.csv", 6, None).await.unwrap();
        let piece = Piece::begin(&entered.ctx, begun.id, 0).await.unwrap();
        let received = receive(piece, Body::from("123456"), upload, long_ago).await;
        assert_eq!(received.unwrap_err().code, "UPLOAD_TOO_SLOW");
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn a_file_that_nobody_used_goes_after_a_day() {
        for world in World::each().await {
            let carried = world.signed_in("officer", Role::DistrictOfficer, Some("4801")).await;
            let came = sent(&world, &carried, vec![Some("12345")]).await;
            assert_eq!(came.status, StatusCode::CREATED, "{}", came.body);
            world.pass(TimeDelta::hours(24));
            assert_eq!(remove_old(&world.operator()).await.unwrap(), 0);
            world.pass(TimeDelta::seconds(1));
            assert_eq!(remove_old(&world.operator()).await.unwrap(), 1);
            assert_eq!(remove_old(&world.operator()).await.unwrap(), 0, "once is enough");
            assert_eq!(blobs(&world), 0);
        }
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn a_file_that_never_came_whole_goes_after_a_day() {
        for world in World::each().await {
            let carried = world.signed_in("officer", Role::DistrictOfficer, Some("4801")).await;
            let came = sent(&world, &carried, vec![Some("1234")]).await;
            assert_eq!(
                (came.status, &came.body["received"]),
                (StatusCode::CREATED, &json!(4)),
                "{}",
                came.body
            );
            assert_eq!(blobs(&world), 1);
            world.pass(TimeDelta::hours(24));
            assert_eq!((remove_old(&world.operator()).await.unwrap(), blobs(&world)), (0, 1));
            world.pass(TimeDelta::seconds(1));
            assert_eq!((remove_old(&world.operator()).await.unwrap(), blobs(&world)), (1, 0));
            assert_eq!(remove_old(&world.operator()).await.unwrap(), 0, "once is enough");
        }
    }
}
