//! Files that are taken away: the file of an import or a check as it was sent, its workbook with marks, and what waits to
//! be entered elsewhere.

use std::io::{self, Cursor, Read};
use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Path, Request, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use futures_util::stream;
use phonjon_app::audit::persons_read;
use phonjon_app::imports::{self, FileOf, Taken};
use phonjon_app::sessions::Purpose;
use phonjon_app::{AppError, hand_back};
use phonjon_domain::hand_back::HandBackTarget;
use phonjon_domain::ids::AreaId;

use super::Server;
use super::coming::Coming;
use super::uploads::{Sender, Unfit};
use crate::base::ids::{Kind, read_id, read_plain_id};
use crate::hand_back::workbook;

/// Workbooks written at once, of all that ask: each stands in memory, and one to be marked takes a process of its own. More
/// are told to come again.
pub(super) const AT_ONCE: usize = 2;
/// Bytes read at a time.
const PIECE: usize = 256 << 10;

const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// `GET /downloads/imports/ID/marked` and the like: `imports` or `checks`, `marked` or `original`; and
/// `GET /downloads/hand-back/AREA/thaiqm`.
pub(super) async fn file(
    State(server): State<Arc<Server>>,
    Path((of, id, what)): Path<(String, String, String)>,
    request: Request,
) -> Response {
    let (parts, _) = request.into_parts();
    let answer = async {
        let coming = Coming::of(&parts, &server.settings)?;
        let sender = Sender::of(&server, &parts.headers, coming, Purpose::Read).await?;
        if of == "hand-back" {
            return waiting(&server, &sender, &id, &what).await.map_err(|it| sender.unfit(it));
        }
        let of = file_of(&of, &id).map_err(|it| sender.unfit(it))?;
        let marked = || async {
            let workbooks = server.settings.workbooks.clone().ok_or(AppError::Hidden)?;
            let _turn = server.marking.try_acquire().map_err(|_| AppError::Busy)?;
            imports::marked(&sender.ctx, of, workbooks).await
        };
        let taken = match what.as_str() {
            "original" => imports::original(&sender.ctx, of).await.map(|it| (it.file_name.clone(), it)),
            "marked" => marked().await.map(|it| (format!("{}-marked.xlsx", stem(&it.file_name)), it)),
            _ => Err(AppError::Hidden),
        };
        taken.map_err(|it| sender.unfit(it))
    };
    match answer.await {
        Ok((name, taken)) => given(&name, what != "original", taken),
        Err(unfit) => Unfit::told(unfit, &parts.headers),
    }
}

/// What waits to be entered in a system, of an area, as a workbook; that its persons were read is recorded before it leaves.
async fn waiting(
    server: &Server,
    sender: &Sender,
    area: &str,
    target: &str,
) -> Result<(String, Taken), AppError> {
    let (_, area) = read_id::<AreaId>(Kind::Area, &area.into()).map_err(|_| AppError::Hidden)?;
    let target = HandBackTarget::from_code(&target.replace('-', "_")).ok_or(AppError::Hidden)?;
    let _turn = server.marking.try_acquire().map_err(|_| AppError::Busy)?;
    let list = hand_back::list(&sender.ctx, target, area).await?;
    let language = sender.language;
    let broken =
        |error: &dyn std::error::Error| AppError::Unexpected(format!("no workbook can be written: {error}"));
    let writing = tokio::task::spawn_blocking(move || workbook(&list, language)).await;
    let bytes = writing.map_err(|it| broken(&it))?.map_err(|it| broken(&it))?;
    persons_read(&sender.ctx).await?;
    let file_name = format!("{}.xlsx", target.code().replace('_', "-"));
    let taken = Taken { file_name, n_bytes: bytes.len() as u64, bytes: Box::new(Cursor::new(bytes)) };
    Ok((taken.file_name.clone(), taken))
}

fn file_of(of: &str, id: &str) -> Result<FileOf, AppError> {
    let hidden = |_| AppError::Hidden;
    match of {
        "imports" => Ok(FileOf::Import(read_plain_id(Kind::Batch, &id.into()).map_err(hidden)?)),
        "checks" => Ok(FileOf::Check(read_plain_id(Kind::ImportCheck, &id.into()).map_err(hidden)?)),
        _ => Err(AppError::Hidden),
    }
}

/// A name without its ending.
fn stem(name: &str) -> &str {
    name.rsplit_once('.').map_or(name, |(stem, _)| stem).trim_end()
}

fn given(name: &str, is_xlsx: bool, taken: Taken) -> Response {
    let kind = if is_xlsx { XLSX } else { "application/octet-stream" };
    let mut answer = (StatusCode::OK, body(taken.bytes)).into_response();
    let headers = answer.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    headers.insert(header::CONTENT_LENGTH, taken.n_bytes.into());
    if let Ok(value) = HeaderValue::from_str(&as_file(name)) {
        headers.insert(header::CONTENT_DISPOSITION, value);
    }
    answer
}

/// How a file of this name is told to a browser: by RFC 6266, every letter beyond a few of ASCII written as its bytes.
fn as_file(name: &str) -> String {
    let written = |byte: u8| {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            char::from(byte).to_string()
        } else {
            format!("%{byte:02X}")
        }
    };
    format!("attachment; filename*=UTF-8''{}", name.bytes().map(written).collect::<String>())
}

/// The bytes as they are read, off the threads that answer; one that cannot be read breaks the answer off.
fn body(bytes: Box<dyn Read + Send>) -> Body {
    Body::from_stream(stream::try_unfold(bytes, |mut bytes| async move {
        let reading = tokio::task::spawn_blocking(move || {
            let mut piece = Vec::with_capacity(PIECE);
            bytes.by_ref().take(PIECE as u64).read_to_end(&mut piece)?;
            Ok::<_, io::Error>((piece, bytes))
        });
        let (piece, bytes) = reading.await.map_err(io::Error::other)??;
        Ok::<_, io::Error>((!piece.is_empty()).then_some((piece, bytes)))
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_told_as_bytes() {
        assert_eq!(as_file("a b\".csv"), "attachment; filename*=UTF-8''a%20b%22.csv");
        assert_eq!(as_file("ก.xlsx"), "attachment; filename*=UTF-8''%E0%B8%81.xlsx");
        assert_eq!((stem("tpmap.2566.xls"), stem("list")), ("tpmap.2566", "list"));
    }
}
