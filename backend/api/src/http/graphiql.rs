//! `/graphiql`: its files, for a browser that is signed in with an account that may use it; to everybody else there is
//! nothing, as at any address that is none.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::http::request::Parts;
use axum::response::Response;
use phonjon_app::authorize;
use phonjon_app::sessions::Purpose;
use phonjon_domain::policy::Action;
use tokio::time::timeout;

use super::post::Unfit;
use super::{Server, coming, nothing};
use crate::base::refusal::chain;

/// A page or a piece of it.
pub(super) async fn page(State(server): State<Arc<Server>>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let sent = parts.headers.clone();
    let Some(files) = server.settings.graphiql.clone() else { return nothing().told(&sent) };
    match may_use(&server, &parts).await {
        Ok(true) => {
            let file = super::page(files, Request::from_parts(parts, body)).await;
            file.unwrap_or_else(|| nothing().told(&sent))
        }
        Ok(false) => nothing().told(&sent),
        Err(unfit) => unfit.told(&sent),
    }
}

/// True of a session whose account may use it today; of one whose password somebody else knows nothing is permitted.
async fn may_use(server: &Server, parts: &Parts) -> Result<bool, Unfit> {
    let Some(carried) = coming::for_page(parts, &server.settings) else { return Ok(false) };
    let busy = || Unfit::new(StatusCode::SERVICE_UNAVAILABLE, "BUSY", "the database does not answer");
    let entering = server.door.enter(Some(carried), Purpose::Read);
    let entered = timeout(server.settings.patience, entering).await.map_err(|_| busy())?;
    let entered = entered.map_err(|error| {
        tracing::error!(error.chain = chain(&error), "cannot look up a session");
        busy()
    })?;
    let ctx = &entered.ctx;
    Ok(authorize(&ctx.actor, Action::UseGraphiql, ctx.today()).is_ok())
}
