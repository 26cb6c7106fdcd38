//! Files that are sent to be imported: taken in and encrypted in pieces, checked and imported in the background, gone
//! after a day.

use chrono::TimeDelta;
use phonjon_domain::ids::UploadId;
use phonjon_store::audit as log;
use phonjon_store::uploads::{self, Upload};
use serde_json::json;

use crate::audit;
use crate::ctx::Ctx;
use crate::error::AppError;

mod approval;
mod found;
mod jobs;
mod pieces;
mod work;

pub(crate) use approval::of_imports as approvals;
pub use approval::{Approval, Decision, PlanCounts, decide, refuse_alone, waiting};
pub(crate) use found::mask;
pub use found::{CheckedRow, Found, IssueKind, Weight};
pub use jobs::{Checking, Ordered, changes, check, checks_alone, find_check, order_import, recognised, rows};
pub(crate) use jobs::{of_batches, of_job, open_check, opened, rows_as_found, without_rows};
pub use phonjon_rows::{Reason, Recognised, SheetRead, SourceGuess, Told};
pub use pieces::{Begun, Came, Piece, begin, give_up, standing};
pub use work::{Reading, Workbooks, keep_importing, let_go};

/// How long a file stays that was sent.
const KEPT: TimeDelta = TimeDelta::hours(KEPT_HOURS as i64);
/// The same, in hours.
pub const KEPT_HOURS: u32 = 24;
/// What is read, by the end of its name.
pub const FORMATS: [&str; 5] = ["xlsx", "xls", "xlsb", "ods", "csv"];
/// Longest name of a file, in letters.
const LONGEST_NAME: usize = 200;
/// Files removed in one commit.
const A_COMMIT: u32 = 100;

/// A file that was taken in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    /// Its id.
    pub id: UploadId,
    /// Base name.
    pub file_name: String,
    /// Its bytes.
    pub n_bytes: u64,
    /// SHA-256 of them.
    pub sha256: [u8; 32],
}

/// Removes the files that were sent more than a day ago and with which nothing is to be done, with all that checks found
/// in them, and those of which not every byte came in a day; gives how many. Two processes may do so at once.
///
/// # Errors
///
/// The store's own.
pub async fn remove_old(ctx: &Ctx) -> Result<u64, AppError> {
    let mut n_removed = pieces::remove_overdue(ctx).await?;
    loop {
        let tx = ctx.store.begin().await?;
        let due = uploads::due(&tx, ctx.now - KEPT, A_COMMIT).await?;
        if due.is_empty() {
            return Ok(n_removed);
        }
        // The bytes go first: killed in between, the same row is found again and its bytes are gone already.
        for it in &due {
            ctx.store.blobs().remove(&it.blob_key)?;
        }
        let ids: Vec<_> = due.iter().map(|it| it.id).collect();
        uploads::mark_removed(&tx, &ids, ctx.now).await?;
        let event = |it: &Upload| log::AuditEvent {
            subject: Some(("upload".to_owned(), it.id.to_string())),
            ..audit::event(ctx, "upload.removed", json!({}))
        };
        log::record_many(&tx, &due.iter().map(event).collect::<Vec<_>>()).await?;
        tx.commit().await?;
        n_removed += ids.len() as u64;
    }
}

/// The name of a file without the folders it lay in; nothing where it is no name.
fn base_name(name: &str) -> Option<String> {
    let name = name.rsplit(['/', '\\']).next().unwrap_or_default().trim();
    let fits = !name.is_empty()
        && name != "."
        && name != ".."
        && name.chars().count() <= LONGEST_NAME
        && !name.chars().any(char::is_control);
    fits.then(|| name.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_has_no_folder() {
        for (sent, kept) in [
            ("tpmap_2566.xlsx", Some("tpmap_2566.xlsx")),
            ("C:\\งาน\\บัญชี.csv", Some("บัญชี.csv")),
            ("../../etc/passwd", Some("passwd")),
            ("", None),
            ("..", None),
            ("a/", None),
            ("a\nb.csv", None),
            ("a\0.csv", None),
            (&"x".repeat(201), None),
        ] {
            assert_eq!(base_name(sent).as_deref(), kept, "{sent:?}");
        }
    }
}
