//! Accounts and grants, settings, teams and who serves in them, partners, tallies, import batches and attachments.

use std::io::Write;

use super::Lines;
use super::cell::{Cell, Columns, Line};
use super::label::Labels;
use crate::database::Store;
use crate::error::StoreError;
use crate::sql;

/// A team that was made with its area, where nothing else is known of it and nothing is there.
const EMPTY_TEAM: &str = "t.made_for is not null and t.version = 1 \
     and not exists (select 1 from team_member m where m.team_id = t.id) \
     and not exists (select 1 from team u where u.parent_id = t.id) \
     and not exists (select 1 from \"case\" c where c.team_id = t.id) \
     and not exists (select 1 from assignment g where g.team_id = t.id) \
     and not exists (select 1 from prepared_assignment p where p.team_id = t.id)";

const ACCOUNT: Columns = &[
    ("user_name", Cell::Text),
    ("display_name", Cell::Text),
    ("language", Cell::Text),
    ("made_by", Cell::Id),
    ("disabled_at", Cell::IsSet),
];
const POST: Columns = &[("name_th", Cell::Text), ("role", Cell::Text), ("area_id", Cell::Id)];
const GRANT: Columns = &[
    ("account_id", Cell::Id),
    ("role", Cell::Text),
    ("held_as", Cell::Text),
    ("post", Cell::Text),
    ("given_by", Cell::Id),
    ("given_under", Cell::IsSet),
    ("order_number", Cell::Text),
    ("sector", Cell::Text),
    ("need", Cell::Text),
    ("team_id", Cell::Id),
    ("area_id", Cell::Id),
    ("everywhere", Cell::Bool),
    ("opens_restricted", Cell::Bool),
    ("valid_from", Cell::Day),
    ("valid_until", Cell::Day),
];
const SETTING: Columns = &[("name", Cell::Text), ("value", Cell::Text)];
const TEAM: Columns = &[
    ("id", Cell::Id),
    ("kind", Cell::Text),
    ("name", Cell::Text),
    ("parent_id", Cell::Id),
    ("made_for", Cell::Id),
    ("home_province", Cell::Small),
    ("ended_on", Cell::Day),
];
const TEAM_AREA: Columns = &[("team_id", Cell::Id), ("area_id", Cell::Id)];
const TEAM_MEMBER: Columns = &[
    ("team_id", Cell::Id),
    ("kind", Cell::Text),
    ("name", Cell::Text),
    ("sector", Cell::Text),
    ("formality", Cell::Text),
    ("role", Cell::Text),
    ("account_id", Cell::Id),
    ("partner_id", Cell::Id),
    ("since", Cell::Day),
    ("until", Cell::Day),
];
const PARTNER: Columns = &[
    ("id", Cell::Id),
    ("home_province", Cell::Small),
    ("kind", Cell::Text),
    ("name", Cell::Text),
    ("sector", Cell::Text),
    ("formality", Cell::Text),
    ("post", Cell::Text),
    ("note", Cell::Text),
    ("n_households", Cell::Int),
    ("months", Cell::Small),
    ("ended_on", Cell::Day),
];
const PARTNER_AREA: Columns = &[("partner_id", Cell::Id), ("area_id", Cell::Id)];
const PARTNER_NEED: Columns = &[("partner_id", Cell::Id), ("need", Cell::Text)];
const CONTRIBUTION: Columns = &[
    ("partner_id", Cell::Id),
    ("happened_on", Cell::Day),
    ("need", Cell::Text),
    ("what", Cell::Text),
    ("value_basis", Cell::Text),
    ("amount_satang", Cell::Big),
    ("n_households", Cell::Int),
    ("area_id", Cell::Id),
    ("account_id", Cell::Id),
    ("withdrawn_at", Cell::IsSet),
];
const PREPARED: Columns =
    &[("team_id", Cell::Id), ("mentor_team_id", Cell::Id), ("n_cases", Cell::Big), ("state", Cell::Text)];
const BATCH: Columns = &[
    ("source", Cell::Text),
    ("survey_year", Cell::Small),
    ("file_name", Cell::Text),
    ("file_hash", Cell::Bytes),
    ("state", Cell::Text),
    ("n_rows_read", Cell::Big),
    ("counts", Cell::Json),
];
const REJECTED: Columns = &[("batch_id", Cell::Id), ("sheet", Cell::Text), ("row_number", Cell::Int)];
const ATTACHMENT: Columns = &[
    ("kind", Cell::Text),
    ("file_name", Cell::Text),
    ("n_bytes", Cell::Big),
    ("sha256", Cell::Bytes),
    ("keep_until", Cell::Day),
    ("removed_at", Cell::IsSet),
];
const TALLY: Columns = &[
    ("area_id", Cell::Id),
    ("fiscal_year", Cell::Small),
    ("facet_a", Cell::Text),
    ("value_a", Cell::Text),
    ("facet_b", Cell::Text),
    ("value_b", Cell::Text),
    ("households", Cell::Big),
    ("persons", Cell::Big),
];

pub(super) async fn export<W: Write>(
    store: &Store,
    labels: &Labels,
    out: &mut Lines<'_, W>,
) -> Result<(), StoreError> {
    let teams = format!("select t.* from team t where not ({EMPTY_TEAM})");
    let team_areas =
        format!("select ta.* from team_area ta join team t on t.id = ta.team_id where not ({EMPTY_TEAM})");
    let cells = "area_id, fiscal_year, facet_a, value_a, facet_b, value_b";
    // A bigint's sum is a decimal on PostgreSQL.
    let tallies = format!(
        "select {cells}, cast(sum(n_households) as bigint) as households, \
         cast(sum(n_persons) as bigint) as persons from (\
         select {cells}, n_households, n_persons from tally \
         union all select {cells}, n_households, n_persons from tally_delta) t \
         group by {cells} having sum(n_households) <> 0 or sum(n_persons) <> 0"
    );
    for (kind, text, columns) in [
        ("account", "select * from account", ACCOUNT),
        ("post", "select * from post", POST),
        (
            "grant",
            "select g.*, a.area_id, (select p.name_th from post p where p.id = g.post_id) as post \
             from access_grant g left join grant_area a on a.grant_id = g.id \
             where g.revoked_at is null",
            GRANT,
        ),
        // Which key file belongs to the database, and that it is a demonstration, is no state of the field.
        (
            "setting",
            "select name, value from setting where name not in ('key_fingerprint', 'demonstration')",
            SETTING,
        ),
        ("team", &teams, TEAM),
        ("team_area", &team_areas, TEAM_AREA),
        ("team_member", "select * from team_member", TEAM_MEMBER),
        ("partner", "select * from partner", PARTNER),
        ("partner_area", "select * from partner_area", PARTNER_AREA),
        ("partner_need", "select * from partner_need", PARTNER_NEED),
        ("contribution", "select * from contribution", CONTRIBUTION),
        ("prepared_assignment", "select * from prepared_assignment", PREPARED),
        (
            "import",
            "select b.* from import_batch b where b.undone_at is null or exists (select 1 from source_row r \
             where r.batch_id = b.id and r.reversed_at is null and r.replaced_by is null)",
            BATCH,
        ),
        (
            "rejected_row",
            "select r.* from rejected_row r join import_batch b on b.id = r.batch_id where b.undone_at is null",
            REJECTED,
        ),
        (
            "attachment",
            "select a.* from attachment a where not exists (select 1 from import_batch b \
             where b.attachment_id = a.id and b.undone_at is not null)",
            ATTACHMENT,
        ),
        ("tally", &tallies, TALLY),
    ] {
        let mut lines = Vec::new();
        for row in sql::rows(store.reader(), text, vec![]).await? {
            lines.push(Line::new(kind).read(&row, columns, labels)?);
        }
        out.sorted(lines)?;
    }
    Ok(())
}
