//! The template workbooks: the same for everybody, and nothing in them that is anybody's.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Response};

use super::{Server, nothing};

/// A template as a file to be kept.
pub(super) async fn template(
    State(server): State<Arc<Server>>,
    Path(file): Path<String>,
    sent: HeaderMap,
) -> Response {
    let source = file.strip_suffix(".xlsx").unwrap_or_default();
    let Some(bytes) = server.settings.templates.get(source) else { return nothing().told(&sent) };
    let kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet".to_owned();
    let name = format!("attachment; filename=\"phonjon-{source}.xlsx\"");
    ([(header::CONTENT_TYPE, kind), (header::CONTENT_DISPOSITION, name)], bytes.clone()).into_response()
}
