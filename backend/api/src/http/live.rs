//! Live answers over Server-Sent Events: told again when what they tell has changed, by whoever asks as they are then.
//!
//! Nothing runs beside the answer itself: when the client goes away it is dropped, and with it the looking.

use std::collections::HashMap;
use std::convert::Infallible;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use axum::http::request::Parts;
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use futures_util::StreamExt;
use futures_util::stream::unfold;
use phonjon_app::sessions::Purpose;
use phonjon_app::watch::Told;
use phonjon_app::{audit, counting};
use phonjon_domain::ids::UserId;
use phonjon_words::language::Language;
use tokio::sync::OwnedSemaphorePermit;
use tokio::time::{Instant, sleep, timeout};
use tracing::{Instrument, Span};

use super::coming::{Coming, MayBeNobody};
use super::post::{Asked, Fit, Unfit};
use super::{Server, outcome};
use crate::base::asking::Asking;
use crate::base::refusal::chain;
use crate::live::Telling;

/// How often what was told is looked at.
const LOOKING: Duration = Duration::from_secs(1);

/// After so many looks it is asked whether the session still holds, though nothing changed.
const LOOKS_TO_A_SESSION: u32 = 5;

/// How often a line is sent that says nothing, so that nobody in between takes the silence for an end.
const SILENCE: Duration = Duration::from_secs(15);

/// Live answers of one account at once, here.
const MOST: usize = 20;

/// How many live answers each account has.
#[derive(Debug, Clone, Default)]
pub(crate) struct Places(Arc<Mutex<HashMap<UserId, usize>>>);

/// One live answer's; given back when it ends.
#[derive(Debug)]
struct Place(Places, UserId);

impl Places {
    fn take(&self, account: UserId) -> Option<Place> {
        let mut taken = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let n_taken = taken.entry(account).or_default();
        if MOST <= *n_taken {
            return None;
        }
        *n_taken += 1;
        Some(Place(self.clone(), account))
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut taken = self.0.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(n_taken) = taken.get_mut(&self.1) {
            *n_taken -= 1;
            if *n_taken == 0 {
                taken.remove(&self.1);
            }
        }
    }
}

/// One live answer.
struct Live {
    server: Arc<Server>,
    parts: Parts,
    asked: Asked,
    next: Next,
    _place: Option<Place>,
}

/// What it does next.
enum Next {
    Answer(Box<Asking>, OwnedSemaphorePermit),
    Look(Told),
    Complete,
    End,
}

/// Answers a subscription.
pub(super) fn answer(server: Arc<Server>, parts: Parts, fit: Fit) -> Response {
    let Fit { asked, asking, turn } = fit;
    let account = asking.entered.ctx.actor.account;
    let place = account.map(|it| server.places.take(it));
    if let Some(None) = place {
        let detail = "too many live answers of this account at once";
        return Unfit::new(StatusCode::SERVICE_UNAVAILABLE, "BUSY", detail).told(&parts.headers);
    }
    let next = Next::Answer(Box::new(asking), turn);
    let live = Live { server, parts, asked, next, _place: place.flatten() };
    let span = Span::current();
    let events = unfold(live, move |live| step(live).instrument(span.clone()));
    let silence = KeepAlive::new().interval(SILENCE);
    let mut response = Sse::new(events.map(Ok::<_, Infallible>)).keep_alive(silence).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    // A proxy that gathers answers before it passes them on would keep them.
    headers.insert(HeaderName::from_static("x-accel-buffering"), HeaderValue::from_static("no"));
    response
}

/// The next event, and what is left to tell; nothing when all is told.
async fn step(mut live: Live) -> Option<(Event, Live)> {
    let body = match std::mem::replace(&mut live.next, Next::End) {
        Next::Answer(asking, turn) => live.tell(*asking, turn).await,
        Next::Look(told) => live.look(told).await,
        Next::Complete => None,
        Next::End => return None,
    };
    let event = match body {
        Some(body) => Event::default().event("next").data(body),
        None => {
            live.next = Next::End;
            Event::default().event("complete").data("")
        }
    };
    Some((event, live))
}

impl Live {
    /// Looks until there is something to tell; nothing where it is over without a word.
    async fn look(&mut self, told: Told) -> Option<String> {
        let mut n_looks = 0_u32;
        let stopping = self.server.stopping.clone();
        loop {
            tokio::select! {
                () = stopping.cancelled() => return None,
                () = sleep(LOOKING) => {}
            }
            n_looks = n_looks.wrapping_add(1);
            // Where the database has no time just now, the next look may find it.
            let Ok(is_old) = self.server.door.is_old(&told).await else { continue };
            if !is_old && !n_looks.is_multiple_of(LOOKS_TO_A_SESSION) {
                continue;
            }
            let Ok(coming) = Coming::of(&self.parts, &self.server.settings) else { return None };
            let nobody = MayBeNobody(true);
            let entering = coming.enter(&self.server, &self.parts.headers, Purpose::Watch, nobody);
            let Ok(asking) = entering.await else { continue };
            if asking.entered.session.is_none() {
                self.next = Next::Complete;
                return Some(refused(asking.language, "SESSION_ENDED", "the session is over"));
            }
            if is_old && let Ok(turn) = Arc::clone(&self.server.turns).try_acquire_owned() {
                return self.tell(asking, turn).await;
            }
        }
    }

    /// Asks anew and tells the answer.
    async fn tell(&mut self, asking: Asking, turn: OwnedSemaphorePermit) -> Option<String> {
        let begun = Instant::now();
        let (ctx, language) = (asking.entered.ctx.clone(), asking.language);
        let telling = Telling::default();
        let settings = &self.server.settings;
        let request = self.asked.clone().request(asking, settings.introspection).data(telling.clone());
        let schema = self.server.schema.clone();
        let work = counting::counted(async move {
            let answer = schema.execute_stream(request).next().await;
            let recorded = audit::persons_read(&ctx).await;
            drop(turn);
            recorded.map(|()| answer)
        });
        let done = timeout(settings.patience, work).await;
        let dur_ms = u64::try_from(begun.elapsed().as_millis()).unwrap_or(u64::MAX);
        let name = &self.asked.name;
        self.next = Next::Complete;
        let (answer, n_statements) = match done {
            Ok((Ok(answer), n_statements)) => (answer?, n_statements),
            Ok((Err(error), _)) => {
                tracing::error!(error.chain = chain(&error), "who was read cannot be recorded");
                return Some(refused(language, "INTERNAL", "who was read cannot be recorded"));
            }
            Err(_) => {
                tracing::warn!(
                    operation.name = name,
                    operation.kind = "subscription",
                    dur_ms,
                    code = "TOO_SLOW",
                    "request"
                );
                return Some(refused(language, "TOO_SLOW", "the answer took too long"));
            }
        };
        let (answer, codes) = outcome::coded(answer, settings.introspection, language);
        let code = codes.join(",");
        tracing::info!(
            operation.name = name,
            operation.kind = "subscription",
            dur_ms,
            n_statements,
            code,
            "request"
        );
        let body = match serde_json::to_string(&answer) {
            Ok(body) if body.len() <= settings.answer_bytes => body,
            Ok(_) => return Some(refused(language, "TOO_COMPLEX", "ask for less at once")),
            Err(_) => return Some(refused(language, "INTERNAL", "the server failed")),
        };
        if let Some(told) = telling.take().filter(|it| !it.is_last()) {
            self.next = Next::Look(told);
        }
        Some(body)
    }
}

fn refused(language: Language, code: &str, detail: &str) -> String {
    outcome::refusal(language, code, detail).to_string()
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    #[test]
    fn an_account_has_so_many_places_and_gets_back_those_it_left() {
        let places = Places::default();
        let [one, other] = [1, 2].map(|it| UserId(Uuid::from_u128(it)));
        let mut taken: Vec<Place> = (0..MOST).map(|_| places.take(one).unwrap()).collect();
        assert!(places.take(one).is_none());
        assert!(places.take(other).is_some());
        taken.pop();
        taken.push(places.take(one).unwrap());
        assert!(places.take(one).is_none());
        taken.clear();
        assert!(places.0.lock().unwrap().is_empty());
    }
}
