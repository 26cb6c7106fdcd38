//! The id of a request: in its answer and in every line the log has of it.

use axum::body::Body;
use axum::http::Request;
use tower_http::request_id::{MakeRequestUuid, PropagateRequestIdLayer, RequestId, SetRequestIdLayer};
use tracing::Span;
use uuid::Uuid;

/// The header that carries it.
const NAME: &str = "x-request-id";

/// Lets go of an id that a client made up: what stands in the log is a UUID, whoever chose it.
pub(super) fn keep_only_uuids(mut request: Request<Body>) -> Request<Body> {
    let sent = request.headers().get(NAME).map(|it| it.to_str().ok().and_then(|it| Uuid::try_parse(it).ok()));
    if sent.is_some_and(|it| it.is_none()) {
        request.headers_mut().remove(NAME);
    }
    request
}

/// Gives a request its id where it brings none.
pub(super) fn set() -> SetRequestIdLayer<MakeRequestUuid> {
    SetRequestIdLayer::x_request_id(MakeRequestUuid)
}

/// Puts the id on the answer.
pub(super) fn tell() -> PropagateRequestIdLayer {
    PropagateRequestIdLayer::x_request_id()
}

/// What the log's lines of a request have in common.
pub(super) fn span(request: &Request<Body>) -> Span {
    let id = request.extensions().get::<RequestId>().and_then(|it| it.header_value().to_str().ok());
    tracing::info_span!("request", id = id.unwrap_or_default())
}
