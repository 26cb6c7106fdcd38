//! `phonjon serve`: the API, the web client, and the background work: figures kept fresh, the audit chain sealed, released values used from their day.

use std::net::SocketAddr;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use phonjon_api::{ApiSettings, UploadLimits};
use phonjon_app::sessions::Door;
use phonjon_app::{error_chain, system_clock};
use tokio::net::TcpListener;

use crate::failure::Failure;
use crate::mapping;
use crate::office::Office;
use crate::reader::SentWorkbooks;
use crate::settings::Settings;

/// How often keys of old acts and old attempts to sign in are forgotten, and originals removed that are due.
const TENDING: Duration = Duration::from_hours(1);

/// Serves until it is told to end.
pub(crate) async fn run(office: &Office, settings: &Settings) -> Result<ExitCode, Failure> {
    let address: SocketAddr = settings.listen.parse().map_err(|_| {
        Failure::usage(format!("--listen is an address such as 127.0.0.1:8080, found `{}`", settings.listen))
    })?;
    let listener = TcpListener::bind(address)
        .await
        .map_err(|e| Failure::machine(format!("cannot listen on {address}"), &e))?;
    let bound = listener.local_addr()?;
    answer!("listening on http://{bound}");
    let door = Door::new(office.store.clone(), system_clock(), settings.sessions());
    let is_over_tls = settings.public_origin().is_some_and(|it| it.starts_with("https://"));
    let graphiql = settings.graphiql.then(|| phonjon_client::graphiql(is_over_tls)).flatten();
    if settings.graphiql && graphiql.is_none() {
        tracing::warn!("--graphiql serves nothing: this program was built without its web client");
    }
    let api = ApiSettings {
        address: bound,
        graphiql,
        templates: mapping::templates()?,
        workbooks: Some(Arc::new(SentWorkbooks)),
        introspection: settings.introspection,
        trusted_proxies: settings.trusted_proxies.clone(),
        origins: settings.origins.clone(),
        public_origin: settings.public_origin().map(str::to_owned),
        tell_statements: settings.tell_statements,
        upload: UploadLimits { bytes: u64::from(settings.max_upload_mib) << 20, ..UploadLimits::default() },
        ..ApiSettings::default()
    };
    let tending = tokio::spawn(tend(office.clone()));
    let sealing = tokio::spawn(phonjon_app::audit::keep_sealing(office.store.clone(), system_clock()));
    let figures = tokio::spawn(phonjon_app::figures::keep_figures(office.store.clone(), system_clock()));
    let releasing =
        tokio::spawn(phonjon_app::parameters::keep_releasing(office.store.clone(), system_clock()));
    let client = phonjon_client::routes(is_over_tls);
    let holder = office.ctx().new_id();
    let importing = tokio::spawn(phonjon_app::uploads::keep_importing(
        office.store.clone(),
        system_clock(),
        holder,
        Arc::new(SentWorkbooks),
    ));
    phonjon_api::serve_on(listener, door, api, client, told_to_end()).await;
    tending.abort();
    sealing.abort();
    figures.abort();
    releasing.abort();
    importing.abort();
    drop(importing.await);
    // Another process, or the next, goes on with it at once.
    if let Err(error) = phonjon_app::uploads::let_go(&office.ctx(), holder).await {
        tracing::warn!(error = %error_chain(&error), "what was begun is taken up after a while");
    }
    Ok(ExitCode::SUCCESS)
}

/// Background work. A failure is logged and tried again at the next turn.
async fn tend(office: Office) {
    let mut turns = tokio::time::interval(TENDING);
    loop {
        turns.tick().await;
        let ctx = office.ctx();
        let done = [
            ("old keys", phonjon_app::forget_old_keys(&ctx).await),
            ("old attempts to sign in", phonjon_app::sessions::forget_old_attempts(&ctx).await),
            ("uploaded files", phonjon_app::uploads::remove_old(&ctx).await),
            ("original files", phonjon_app::originals::remove_due(&ctx).await),
        ];
        for (what, done) in done {
            if let Err(error) = done {
                tracing::warn!(error = %error_chain(&error), what, "background work waits");
            }
        }
    }
}

/// Ready when the process is asked to end.
async fn told_to_end() {
    use tokio::signal::unix::{SignalKind, signal};
    let interrupt = tokio::signal::ctrl_c();
    match signal(SignalKind::terminate()) {
        Ok(mut terminate) => {
            tokio::select! {
                _ = interrupt => {}
                _ = terminate.recv() => {}
            }
        }
        Err(_) => drop(interrupt.await),
    }
}
