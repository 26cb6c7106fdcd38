//! HTTP: one route for GraphQL, two for whoever watches the server, a sentence at the door, and beside them the web
//! client's files as they are given.

mod bodies;
mod coming;
mod connections;
mod downloads;
mod graphiql;
mod guard;
mod headers;
mod lists;
mod live;
mod misfit;
mod nesting;
mod outcome;
mod post;
mod prescan;
mod request_id;
mod template;
#[cfg(test)]
mod tests;
mod uploads;
#[cfg(test)]
mod waiting_tests;

use std::future::Future;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{any, get, patch, post};
use axum::{Json, Router};
use phonjon_app::sessions::Door;
use phonjon_app::uploads::Workbooks;
use phonjon_words::language::Language;
use tokio::sync::Semaphore;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use tower::{ServiceBuilder, ServiceExt};
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::compression::predicate::{DefaultPredicate, NotForContentType, Predicate};
use tower_http::set_header::SetResponseHeaderLayer;
use tower_http::trace::TraceLayer;

use bodies::Bodies;
pub use bodies::BodyLimits;
use connections::Waits;
pub use guard::Limits;
use live::Places;
use post::Unfit;
pub use uploads::UploadLimits;

use crate::schema::{self, ApiSchema};

/// How the server serves.
#[derive(Debug, Clone)]
pub struct ApiSettings {
    /// Where it listens.
    pub address: SocketAddr,
    /// Whether clients may ask for the schema; `phonjon schema` prints it in any case.
    pub introspection: bool,
    /// How much one document may ask for.
    pub limits: Limits,
    /// Longest body, in bytes.
    pub body_bytes: usize,
    /// Longest answer, in bytes.
    pub answer_bytes: usize,
    /// Longest time for one answer, from the end of the request's head.
    pub patience: Duration,
    /// Longest time for the head of a request, and for a connection on which nothing is asked.
    pub head_patience: Duration,
    /// Requests answered at once; more are told to come again.
    pub at_once: usize,
    /// Bodies read at once, of all that ask and of one address; more are told to come again.
    pub bodies: BodyLimits,
    /// How files are taken in.
    pub upload: UploadLimits,
    /// Proxies whose `X-Forwarded-For` is believed.
    pub trusted_proxies: Vec<IpAddr>,
    /// Origins of web pages that may ask, besides the server's own, as `https://host`.
    pub origins: Vec<String>,
    /// Where browsers find the server, as `https://host`: its one own origin. With `https` cookies are for TLS alone.
    pub public_origin: Option<String>,
    /// GraphiQL's files, for whoever may use it; none where the operator did not turn it on.
    pub graphiql: Option<Router>,
    /// Template workbooks, by source.
    pub templates: std::collections::BTreeMap<String, Vec<u8>>,
    /// Whoever writes workbooks with marks; where there is nobody, none are given.
    pub workbooks: Option<Arc<dyn Workbooks>>,
    /// Answers say in `X-Phonjon-Statements` how many statements they cost: for tests.
    pub tell_statements: bool,
}

impl Default for ApiSettings {
    fn default() -> Self {
        Self {
            address: SocketAddr::from(([127, 0, 0, 1], 8080)),
            introspection: false,
            limits: Limits::default(),
            body_bytes: 64 * 1024,
            answer_bytes: 8 * 1024 * 1024,
            patience: Duration::from_secs(10),
            head_patience: Duration::from_secs(30),
            at_once: 512,
            bodies: BodyLimits::default(),
            upload: UploadLimits::default(),
            trusted_proxies: Vec::new(),
            origins: Vec::new(),
            public_origin: None,
            graphiql: None,
            templates: std::collections::BTreeMap::new(),
            workbooks: None,
            tell_statements: false,
        }
    }
}

/// What somebody reads who opens the server's address itself.
const AT_THE_DOOR: &str = "พ้นจน · Phonjon ตอบคำขอ GraphQL แบบ POST ที่ /graphql ตามที่ schema.graphql และ docs/tour.md บอกไว้\n\
    Phonjon answers GraphQL by POST at /graphql, as schema.graphql and docs/tour.md tell.\n";

/// Why the server does not serve.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// Somebody else listens there, or it is not ours to listen at.
    #[error("cannot listen at {address}")]
    Listen {
        /// Where.
        address: SocketAddr,
        /// What the system says.
        #[source]
        source: std::io::Error,
    },
}

/// What every request is answered with.
pub(crate) struct Server {
    pub(crate) door: Door,
    pub(crate) schema: ApiSchema,
    pub(crate) settings: ApiSettings,
    pub(crate) turns: Arc<Semaphore>,
    pub(crate) bodies: Bodies,
    pub(crate) uploads: Semaphore,
    marking: Semaphore,
    pub(crate) acts: TaskTracker,
    places: Places,
    /// The server was asked to end.
    stopping: CancellationToken,
}

/// Serves until `shutdown` is ready; then finishes what it began. `client` answers what the API has no route for.
///
/// # Errors
///
/// [`ServeError`] when it cannot listen, or the listener fails.
pub async fn serve(
    door: Door,
    settings: ApiSettings,
    client: Router,
    shutdown: impl Future<Output = ()> + Send + 'static,
) -> Result<(), ServeError> {
    let address = settings.address;
    let listener = tokio::net::TcpListener::bind(address)
        .await
        .map_err(|source| ServeError::Listen { address, source })?;
    tracing::info!(server.address = %listener.local_addr().unwrap_or(address), "serving");
    serve_on(listener, door, settings, client, shutdown).await;
    Ok(())
}

/// As [`serve`], on a listener that is already bound.
pub async fn serve_on(
    listener: tokio::net::TcpListener,
    door: Door,
    settings: ApiSettings,
    client: Router,
    shutdown: impl Future<Output = ()> + Send + 'static,
) {
    let patience = settings.patience;
    // A little longer than any answer takes: one that comes at the last moment is still read.
    let waits = Waits { head: settings.head_patience, end: patience + Duration::from_secs(1) };
    let server = Arc::new(Server::new(door, settings));
    let stopping = server.stopping.clone();
    let shutdown = async move {
        shutdown.await;
        stopping.cancel();
    };
    connections::serve(listener, routes(Arc::clone(&server), client), waits, shutdown).await;
    server.acts.close();
    // Acts whose clients went away are finished as well.
    if tokio::time::timeout(patience * 3, server.acts.wait()).await.is_err() {
        tracing::warn!("stopped with acts unfinished");
    }
}

/// The routes, for tests and for serving beside other routes.
pub fn router(door: Door, settings: ApiSettings, client: Router) -> Router {
    routes(Arc::new(Server::new(door, settings)), client)
}

impl Server {
    pub(crate) fn new(door: Door, settings: ApiSettings) -> Self {
        let turns = Arc::new(Semaphore::new(settings.at_once));
        let door = door.hurried(settings.patience);
        let bodies = Bodies::new(settings.bodies);
        let uploads = Semaphore::new(settings.upload.at_once);
        let (places, stopping) = (Places::default(), CancellationToken::new());
        Self {
            door,
            schema: schema::build(),
            settings,
            turns,
            bodies,
            uploads,
            marking: Semaphore::new(downloads::AT_ONCE),
            acts: TaskTracker::new(),
            places,
            stopping,
        }
    }
}

/// The routes over a server, and the client's beside them.
pub(crate) fn routes(server: Arc<Server>, client: Router) -> Router {
    let header = |name: HeaderName, value: &'static str| {
        SetResponseHeaderLayer::if_not_present(name, HeaderValue::from_static(value))
    };
    let layers = ServiceBuilder::new()
        .map_request(request_id::keep_only_uuids)
        .layer(request_id::set())
        .layer(
            TraceLayer::new_for_http()
                .make_span_with(request_id::span)
                .on_request(())
                .on_response(())
                .on_failure(()),
        )
        .layer(request_id::tell())
        .layer(header(header::CACHE_CONTROL, "no-store"))
        .layer(header(header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .layer(header(header::REFERRER_POLICY, "no-referrer"))
        .layer(header(header::X_FRAME_OPTIONS, "DENY"))
        .layer(header(header::CONTENT_SECURITY_POLICY, "default-src 'none'; frame-ancestors 'none'"))
        // Fonts are compressed in themselves; the client's other files come compressed.
        .layer(
            CompressionLayer::new()
                .compress_when(DefaultPredicate::new().and(NotForContentType::const_new("font/"))),
        )
        .layer(CatchPanicLayer::custom(panicked));
    let at_the_door = client.clone();
    Router::new()
        .route("/graphql", post(post::graphql))
        .route("/uploads", post(uploads::create).options(uploads::limits))
        .route("/uploads/{id}", patch(uploads::append).head(uploads::standing).delete(uploads::give_up))
        .route("/templates/{file}", get(template::template))
        .route("/downloads/{of}/{id}/{what}", get(downloads::file))
        .route("/graphiql", any(graphiql::page))
        .route("/graphiql/{*file}", any(graphiql::page))
        .route(
            "/",
            get(async |request: Request| {
                page(at_the_door, request).await.unwrap_or_else(|| AT_THE_DOOR.into_response())
            }),
        )
        .route("/healthz", get(|| async { "ok\n" }))
        .route("/readyz", get(readyz))
        .method_not_allowed_fallback(async |sent: HeaderMap| {
            Unfit::new(StatusCode::METHOD_NOT_ALLOWED, "BAD_INPUT", "send POST").told(&sent)
        })
        .fallback(async |sent: HeaderMap, request: Request| {
            page(client, request).await.unwrap_or_else(|| nothing().told(&sent))
        })
        .layer(layers)
        .with_state(server)
}

fn nothing() -> Unfit {
    Unfit::new(StatusCode::NOT_FOUND, "NOT_FOUND", "there is nothing here")
}

/// What the client answers; none where it has nothing there.
async fn page(client: Router, request: Request) -> Option<Response> {
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        return None;
    }
    let Ok(response) = client.oneshot(request).await;
    (response.status() != StatusCode::NOT_FOUND).then_some(response)
}

async fn readyz(State(server): State<Arc<Server>>) -> Response {
    if server.door.is_ready().await {
        (StatusCode::OK, "ready\n").into_response()
    } else {
        (StatusCode::SERVICE_UNAVAILABLE, "the database does not answer\n").into_response()
    }
}

/// A panic is our fault; what it says stays in the log.
fn panicked(_: Box<dyn std::any::Any + Send + 'static>) -> Response {
    tracing::error!("a request panicked");
    let body = outcome::refusal(Language::default(), "INTERNAL", "the server failed");
    (StatusCode::INTERNAL_SERVER_ERROR, Json(body)).into_response()
}
