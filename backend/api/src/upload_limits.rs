//! What may be sent, as clients are told before they send it.

use async_graphql::{Context, Object, SimpleObject};

use crate::base::asking::{asking, person};

/// What may be sent to `/uploads`, which speaks tus 1.0.
#[derive(SimpleObject)]
#[graphql(name = "UploadLimits")]
pub(crate) struct UploadLimitsNode {
    /// Longest file, in MiB.
    max_mebibytes: u32,
    /// How long a piece should be, in bytes: so much is sent again when the line breaks.
    piece_bytes: u32,
    /// How long a file waits to be imported, or for its next piece, in hours.
    kept_hours: u32,
    /// What is read, by the end of its name.
    formats: Vec<String>,
}

/// What can be read of sending files.
#[derive(Default)]
pub(crate) struct UploadLimitsQuery;

#[Object]
impl UploadLimitsQuery {
    /// What may be sent to be imported: known before anything is.
    #[expect(clippy::unused_async, reason = "every field of the schema is async")]
    async fn upload_limits(&self, ctx: &Context<'_>) -> async_graphql::Result<UploadLimitsNode> {
        person(ctx)?;
        let limits = asking(ctx)?.upload;
        Ok(UploadLimitsNode {
            max_mebibytes: u32::try_from(limits.bytes >> 20).unwrap_or(u32::MAX),
            piece_bytes: u32::try_from(limits.piece_bytes).unwrap_or(u32::MAX),
            kept_hours: phonjon_app::uploads::KEPT_HOURS,
            formats: phonjon_app::uploads::FORMATS.map(str::to_owned).to_vec(),
        })
    }
}
