//! One request: read within limits, guarded, executed, answered. What changes something goes on to its end even when the
//! client is gone.

use std::sync::Arc;

use async_graphql::parser::types::{ExecutableDocument, OperationDefinition, OperationType, Selection};
use async_graphql::{Request, Response as Answer, Variables};
use axum::Json;
use axum::body::Body;
use axum::extract::State;
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use phonjon_app::sessions::Purpose;
use phonjon_app::{audit, counting};
use phonjon_words::language::Language;
use serde::Deserialize;
use tokio::sync::OwnedSemaphorePermit;
use tokio::time::{Instant, timeout_at};
use tracing::Instrument;

use super::coming::{Coming, MayBeNobody};
use super::prescan::Unread;
use super::{Server, guard, headers, live, outcome, prescan};
use crate::base::asking::Asking;
use crate::base::cookie::Jar;
use crate::base::language;
use crate::base::refusal::chain;
use crate::schema;

/// What a client sends.
#[derive(Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Sent {
    query: String,
    operation_name: Option<String>,
    #[serde(default)]
    variables: Option<serde_json::Map<String, serde_json::Value>>,
}

/// Why a request is not executed.
pub(super) struct Unfit {
    pub(super) status: StatusCode,
    pub(super) code: &'static str,
    pub(super) detail: String,
    pub(super) language: Option<Language>,
    /// The cookie of a session that is over: it is taken away.
    pub(super) takes: Option<Jar>,
}

impl Unfit {
    pub(super) fn new(status: StatusCode, code: &'static str, detail: impl Into<String>) -> Self {
        Self { status, code, detail: detail.into(), language: None, takes: None }
    }

    /// The same, and the session's cookie is taken away.
    pub(super) fn without_cookie(self, jar: Jar) -> Self {
        Self { takes: Some(jar), ..self }
    }

    /// What whoever sent these headers is told.
    pub(super) fn told(&self, sent: &HeaderMap) -> Response {
        tracing::info!(code = self.code, "request refused");
        let accepted = headers::text(sent, header::ACCEPT_LANGUAGE);
        let language = self.language.unwrap_or_else(|| language::choose(None, accepted));
        let body = Json(outcome::refusal(language, self.code, &self.detail));
        let mut response = (self.status, body).into_response();
        if let Some(cookie) = self.takes.and_then(Jar::clear) {
            response.headers_mut().insert(header::SET_COOKIE, cookie);
        }
        response
    }
}

/// What is asked, read and held against the limits.
#[derive(Clone)]
pub(super) struct Asked {
    sent: Sent,
    document: ExecutableDocument,
    variables: Variables,
    kind: OperationType,
    /// Its name for the log.
    pub(super) name: String,
}

impl Asked {
    /// The same as it is executed, for whoever asks.
    pub(super) fn request(self, asking: Asking, introspection: bool) -> Request {
        let ctx = asking.entered.ctx.clone();
        let mut request = Request::new(self.sent.query).variables(self.variables).data(asking);
        if let Some(name) = self.sent.operation_name {
            request = request.operation_name(name);
        }
        request.set_parsed_query(self.document);
        if !introspection {
            request = request.disable_introspection();
        }
        schema::with_loaders(request, &ctx)
    }
}

/// A request that may be executed.
pub(super) struct Fit {
    pub(super) asked: Asked,
    pub(super) asking: Asking,
    pub(super) turn: OwnedSemaphorePermit,
}

/// When a request began, and when its answer leaves at the latest.
#[derive(Clone, Copy)]
struct Time {
    begun: Instant,
    deadline: Instant,
}

/// `POST /graphql`.
pub(super) async fn graphql(State(server): State<Arc<Server>>, request: axum::extract::Request) -> Response {
    let begun = Instant::now();
    let time = Time { begun, deadline: begun + server.settings.patience };
    let (parts, body) = request.into_parts();
    let fit = timeout_at(time.deadline, fit(&server, &parts, body, time)).await;
    match fit {
        Ok(Ok(fit)) if fit.asked.kind == OperationType::Subscription => live::answer(server, parts, fit),
        Ok(Ok(fit)) => execute(server, fit, time).await,
        Ok(Err(unfit)) => chosen(&server, &parts, unfit, time).await.told(&parts.headers),
        Err(_) => {
            let message = "the database did not answer in time";
            Unfit::new(StatusCode::SERVICE_UNAVAILABLE, "TOO_SLOW", message).told(&parts.headers)
        }
    }
}

/// The same in the language that the account chose, where the request was refused before it was known who asks.
async fn chosen(server: &Server, parts: &Parts, unfit: Unfit, time: Time) -> Unfit {
    let carried = Coming::of(parts, &server.settings).ok().and_then(|it| it.carried);
    let Some(carried) = carried.filter(|_| unfit.language.is_none() && unfit.code != "BUSY") else {
        return unfit;
    };
    let Ok(_turn) = server.turns.try_acquire() else { return unfit };
    let entered = timeout_at(time.deadline, server.door.enter(Some(carried), Purpose::Read)).await;
    let Some(chosen) = entered.ok().and_then(Result::ok).and_then(|it| it.language) else { return unfit };
    let accepted = headers::text(&parts.headers, header::ACCEPT_LANGUAGE);
    Unfit { language: Some(language::choose(Some(&chosen), accepted)), ..unfit }
}

async fn fit(server: &Server, parts: &Parts, body: Body, time: Time) -> Result<Fit, Unfit> {
    let settings = &server.settings;
    if !headers::is_json(&parts.headers) {
        let message = "send application/json";
        return Err(Unfit::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "BAD_INPUT", message));
    }
    let coming = Coming::of(parts, settings)?;
    let busy = || Unfit::new(StatusCode::SERVICE_UNAVAILABLE, "BUSY", "too many requests at once");
    let sent = {
        let _reading = server.bodies.begin(&coming.address).ok_or_else(busy)?;
        read(server, body, time).await?
    };
    let Guarded { document, variables, has_nul } = guarded(server, &sent)?;
    let Operation { kind, name, may_be_nobody } = operation(&document, sent.operation_name.as_deref())?;
    if kind == OperationType::Subscription && !headers::takes_events(&parts.headers) {
        let message = "what is watched comes as Server-Sent Events: send Accept: text/event-stream";
        return Err(Unfit::new(StatusCode::BAD_REQUEST, "BAD_INPUT", message));
    }
    // Only now: who sends half a body takes nobody's turn.
    let turn = Arc::clone(&server.turns).try_acquire_owned().map_err(|_| busy())?;
    let purpose = if kind == OperationType::Mutation { Purpose::Act } else { Purpose::Read };
    let asking = coming.enter(server, &parts.headers, purpose, may_be_nobody).await?;
    if has_nul {
        // PostgreSQL keeps no such text, so SQLite does not either.
        let unfit = Unfit::new(StatusCode::BAD_REQUEST, "BAD_INPUT", "a text holds the character U+0000");
        return Err(Unfit { language: Some(asking.language), ..unfit });
    }
    Ok(Fit { asked: Asked { sent, document, variables, kind, name }, asking, turn })
}

async fn read(server: &Server, body: Body, time: Time) -> Result<Sent, Unfit> {
    let bytes = axum::body::to_bytes(body, server.settings.body_bytes);
    let bytes = match timeout_at(time.deadline, bytes).await {
        Ok(Ok(bytes)) => bytes,
        Ok(Err(_)) => {
            return Err(Unfit::new(StatusCode::PAYLOAD_TOO_LARGE, "TOO_LARGE", "the body is too long"));
        }
        Err(_) => {
            return Err(Unfit::new(StatusCode::REQUEST_TIMEOUT, "TOO_SLOW", "the body came too slowly"));
        }
    };
    serde_json::from_slice(&bytes)
        .map_err(|_| Unfit::new(StatusCode::BAD_REQUEST, "BAD_INPUT", "the body is no GraphQL request"))
}

/// What was sent, within the limits.
struct Guarded {
    document: ExecutableDocument,
    variables: Variables,
    /// Some text in either holds U+0000.
    has_nul: bool,
}

/// Holds a document against the limits, before and after it is parsed.
fn guarded(server: &Server, sent: &Sent) -> Result<Guarded, Unfit> {
    let too_much = |it: guard::TooMuch| Unfit::new(StatusCode::BAD_REQUEST, "TOO_COMPLEX", it.to_string());
    let limits = &server.settings.limits;
    let (document, has_nul) = prescan::parse(&sent.query, limits).map_err(|it| match it {
        Unread::TooMuch(it) => too_much(it),
        Unread::Malformed => {
            Unfit::new(StatusCode::BAD_REQUEST, "DOCUMENT_INVALID", "the document cannot be parsed")
        }
    })?;
    let variables = serde_json::Value::Object(sent.variables.clone().unwrap_or_default());
    let has_nul = has_nul || holds_nul(&variables);
    let variables = Variables::from_json(variables);
    guard::check(&document, &variables, limits).map_err(too_much)?;
    Ok(Guarded { document, variables, has_nul })
}

/// True where some text holds U+0000; what was read from JSON is nested 128 deep at most.
fn holds_nul(value: &serde_json::Value) -> bool {
    match value {
        serde_json::Value::String(text) => text.contains('\0'),
        serde_json::Value::Array(values) => values.iter().any(holds_nul),
        serde_json::Value::Object(fields) => {
            fields.iter().any(|(name, value)| name.contains('\0') || holds_nul(value))
        }
        serde_json::Value::Null | serde_json::Value::Bool(_) | serde_json::Value::Number(_) => false,
    }
}

/// Which operation is asked for.
struct Operation {
    kind: OperationType,
    /// Its name for the log.
    name: String,
    may_be_nobody: MayBeNobody,
}

/// Finds the operation that is asked for.
fn operation(document: &ExecutableDocument, name: Option<&str>) -> Result<Operation, Unfit> {
    let mut operations = document.operations.iter();
    let found = match name {
        Some(name) => operations.find(|(it, _)| it.is_some_and(|it| it.as_str() == name)),
        None => operations.next().filter(|_| operations.next().is_none()),
    };
    let Some((name, operation)) = found else {
        let message = "name one of the document's operations";
        return Err(Unfit::new(StatusCode::BAD_REQUEST, "DOCUMENT_INVALID", message));
    };
    // The client writes it and the log keeps it: no number of a person may pass.
    let name = name.map_or("", |it| it.as_str()).chars().filter(|it| !it.is_ascii_digit());
    let name: String = name.take(64).collect();
    let may_be_nobody = MayBeNobody(needs_no_session(&operation.node));
    Ok(Operation { kind: operation.node.ty, name, may_be_nobody })
}

/// True of asking who one is, and of signing in, with nothing beside.
fn needs_no_session(operation: &OperationDefinition) -> bool {
    let free = if operation.ty == OperationType::Mutation { "signIn" } else { "me" };
    let mut items = operation.selection_set.node.items.iter().map(|it| &it.node);
    items.all(|it| match it {
        Selection::Field(field) => [free, "__typename"].contains(&field.node.name.node.as_str()),
        Selection::FragmentSpread(_) | Selection::InlineFragment(_) => false,
    })
}

/// Executes; an act in a task of its own, which nobody's going away can end.
async fn execute(server: Arc<Server>, fit: Fit, time: Time) -> Response {
    let Fit { asked, asking, turn } = fit;
    let (kind, name) = (asked.kind, asked.name.clone());
    let (ctx, language, ended) = (asking.entered.ctx.clone(), asking.language, asking.ended);
    let request = asked.request(asking, server.settings.introspection);
    let schema = server.schema.clone();
    let work = counting::counted(async move {
        let answer = schema.execute(request).await;
        let recorded = audit::persons_read(&ctx).await;
        drop(turn);
        recorded.map(|()| answer)
    })
    .in_current_span();
    let done = if kind == OperationType::Mutation {
        let act = server.acts.spawn(work);
        match timeout_at(time.deadline, act).await {
            Ok(Ok(done)) => Some(done),
            Ok(Err(_)) => {
                let body = outcome::refusal(language, "INTERNAL", "the server failed");
                return (StatusCode::INTERNAL_SERVER_ERROR, Json(body)).into_response();
            }
            Err(_) => None,
        }
    } else {
        timeout_at(time.deadline, work).await.ok()
    };
    let dur_ms = u64::try_from(time.begun.elapsed().as_millis()).unwrap_or(u64::MAX);
    let Some((answer, n_statements)) = done else {
        tracing::warn!(operation.name = name, operation.kind = %kind, dur_ms, code = "TOO_SLOW", "request");
        let body =
            outcome::refusal(language, "TOO_SLOW", "the answer took too long; an act may still be done");
        return (StatusCode::SERVICE_UNAVAILABLE, Json(body)).into_response();
    };
    let answer = match answer {
        Ok(answer) => answer,
        Err(error) => {
            tracing::error!(error.chain = chain(&error), "who was read cannot be recorded");
            let body = outcome::refusal(language, "INTERNAL", "who was read cannot be recorded");
            return (StatusCode::SERVICE_UNAVAILABLE, Json(body)).into_response();
        }
    };
    let (answer, codes) = outcome::coded(answer, server.settings.introspection, language);
    let code = codes.join(",");
    tracing::info!(operation.name = name, operation.kind = %kind, dur_ms, n_statements, code, "request");
    let mut response = respond(&server, &answer, language, n_statements);
    // Who signed in anew was given another.
    if let Some(cookie) = answer.http_headers.get(header::SET_COOKIE).cloned().or(ended.and_then(Jar::clear))
    {
        response.headers_mut().insert(header::SET_COOKIE, cookie);
    }
    response
}

fn respond(server: &Server, answer: &Answer, language: Language, n_statements: u64) -> Response {
    let body = match serde_json::to_vec(answer) {
        Ok(body) if body.len() <= server.settings.answer_bytes => body,
        Ok(_) => {
            let body = outcome::refusal(language, "TOO_COMPLEX", "ask for less at once");
            return (StatusCode::OK, Json(body)).into_response();
        }
        Err(_) => {
            let body = outcome::refusal(language, "INTERNAL", "the server failed");
            return (StatusCode::INTERNAL_SERVER_ERROR, Json(body)).into_response();
        }
    };
    let mut response = (StatusCode::OK, body).into_response();
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    if server.settings.tell_statements {
        let name = HeaderName::from_static("x-phonjon-statements");
        response.headers_mut().insert(name, HeaderValue::from(n_statements));
    }
    response
}
