//! Households with everything that hangs on them: where they lived, who belongs to them, results, problems, the case
//! and its work.

use std::collections::HashMap;
use std::io::Write;

use sea_orm::QueryResult;
use uuid::Uuid;

use super::Lines;
use super::cell::{Cell, Columns, Line};
use super::label::{Labels, More};
use crate::database::Store;
use crate::error::StoreError;
use crate::sql;

/// A table that hangs on households: its name, how its rows are found, the columns its rows are called by where
/// others refer to them, and what is told of them.
struct Table {
    kind: &'static str,
    query: &'static str,
    called_by: &'static [&'static str],
    columns: Columns,
}

/// Rows that name their household.
macro_rules! of_household {
    ($table:literal) => {
        concat!("select t.*, t.household_id as owner from ", $table, " t where t.household_id in ")
    };
}

/// Rows that name their case.
macro_rules! of_case {
    ($table:literal) => {
        concat!(
            "select t.*, c.household_id as owner from ",
            $table,
            " t join \"case\" c on c.home_province = t.home_province and c.id = t.case_id where c.household_id in "
        )
    };
}

const TABLES: &[Table] = &[
    Table {
        kind: "household",
        query: "select t.*, t.id as owner from household t where t.gone_at is null and t.id in ",
        called_by: &[],
        columns: &[
            ("home_province", Cell::Small),
            ("id", Cell::Id),
            ("area_id", Cell::Id),
            ("house_code", Cell::Text),
            ("house_no", Cell::Text),
            ("moo", Cell::Small),
            ("village_name", Cell::Text),
            ("description", Cell::Text),
            ("head_person_id", Cell::Id),
            ("n_members", Cell::Int),
            ("sources", Cell::Small),
            ("composed_from", Cell::Json),
        ],
    },
    Table {
        kind: "residence",
        query: of_household!("residence"),
        called_by: &[],
        columns: &[
            ("household_id", Cell::Id),
            ("area_id", Cell::Id),
            ("since", Cell::Day),
            ("until", Cell::Day),
        ],
    },
    Table {
        kind: "membership",
        query: of_household!("membership"),
        called_by: &[],
        columns: &[
            ("household_id", Cell::Id),
            ("person_id", Cell::Id),
            ("since", Cell::Day),
            ("until", Cell::Day),
            ("is_head", Cell::Bool),
        ],
    },
    Table {
        kind: "survey_result",
        query: of_household!("survey_result"),
        called_by: &[],
        columns: &[
            ("source_row_id", Cell::Id),
            ("household_id", Cell::Id),
            ("person_id", Cell::Id),
            ("source", Cell::Text),
            ("survey_year", Cell::Small),
            ("observed_on", Cell::Day),
            ("catalogue", Cell::Text),
            ("results", Cell::Text),
            ("failing_dimensions", Cell::Small),
            ("known_dimensions", Cell::Small),
            ("income_satang", Cell::Big),
            ("n_members", Cell::Int),
            ("has_card", Cell::Bool),
        ],
    },
    Table {
        kind: "visit",
        query: of_case!("visit"),
        called_by: &["visited_on"],
        columns: &[
            ("case_id", Cell::Id),
            ("household_id", Cell::Id),
            ("visited_on", Cell::Day),
            ("manner", Cell::Text),
            ("visited_by", Cell::Json),
            ("told_by", Cell::Text),
            ("entered_by", Cell::Id),
            ("verification", Cell::Text),
            ("class", Cell::Text),
            ("findings", Cell::Json),
            ("nothing_changed", Cell::Bool),
            ("note", Cell::Text),
        ],
    },
    Table {
        kind: "problem",
        query: "select t.*, t.household_id as owner from problem t where t.gone_at is null and t.household_id in ",
        called_by: &["item"],
        columns: &[
            ("household_id", Cell::Id),
            ("item", Cell::Text),
            ("catalogue", Cell::Text),
            ("source", Cell::Text),
            ("survey_year", Cell::Small),
            ("source_row_id", Cell::Id),
            ("visit_id", Cell::Id),
            ("n_count", Cell::Int),
            ("status", Cell::Text),
            ("status_since", Cell::Day),
            ("found_on", Cell::Day),
            ("solved_on", Cell::Day),
            ("restricted", Cell::Bool),
        ],
    },
    Table {
        kind: "problem_change",
        query: "select c.*, p.item, p.household_id as owner from problem_change c join problem p on p.id = c.problem_id \
            where p.gone_at is null and p.household_id in ",
        called_by: &[],
        columns: &[
            ("item", Cell::Text),
            ("from_status", Cell::Text),
            ("to_status", Cell::Text),
            ("since", Cell::Day),
        ],
    },
    Table {
        kind: "plan",
        query: of_case!("plan"),
        called_by: &["way_out"],
        columns: &[
            ("case_id", Cell::Id),
            ("number", Cell::Int),
            ("attitude", Cell::Text),
            ("skills", Cell::Text),
            ("resources", Cell::Text),
            ("way_out", Cell::Text),
            ("state", Cell::Text),
            ("agreed_on", Cell::Day),
            ("approved_on", Cell::Day),
            ("approved_by", Cell::Id),
            ("made_by", Cell::Id),
        ],
    },
    Table {
        kind: "intervention",
        query: of_case!("intervention"),
        called_by: &["need", "menu_item", "agency"],
        columns: &[
            ("case_id", Cell::Id),
            ("household_id", Cell::Id),
            ("need", Cell::Text),
            ("menu_item", Cell::Text),
            ("problem_id", Cell::Id),
            ("kind", Cell::Text),
            ("form", Cell::Text),
            ("sector", Cell::Text),
            ("agency", Cell::Text),
            ("project", Cell::Text),
            ("budget_line", Cell::Text),
            ("amount_satang", Cell::Big),
            ("value_basis", Cell::Text),
            ("planned_on", Cell::Day),
            ("done_on", Cell::Day),
            ("state", Cell::Text),
            ("outcome", Cell::Text),
            ("made_by", Cell::Id),
        ],
    },
    Table {
        kind: "consent",
        query: of_household!("consent"),
        called_by: &[],
        columns: &[
            ("household_id", Cell::Id),
            ("kind", Cell::Text),
            ("given", Cell::Bool),
            ("notice_version", Cell::Text),
            ("language", Cell::Text),
            ("on_day", Cell::Day),
            ("withdrawn_on", Cell::Day),
            ("recorded_by", Cell::Id),
        ],
    },
    Table {
        kind: "case",
        query: of_household!("\"case\""),
        called_by: &[],
        columns: &[
            ("household_id", Cell::Id),
            ("programme", Cell::Text),
            ("area_id", Cell::Id),
            ("opened_on", Cell::Day),
            ("opened_because", Cell::Json),
            ("status", Cell::Text),
            ("verification", Cell::Text),
            ("class", Cell::Text),
            ("continuing_care", Cell::Bool),
            ("closing_reason", Cell::Text),
            ("closed_on", Cell::Day),
            ("team_id", Cell::Id),
            ("mentor_team_id", Cell::Id),
            ("level", Cell::Text),
            ("level_survey_only", Cell::Bool),
            ("criteria", Cell::Text),
            ("assessed_on", Cell::Day),
            ("last_visited_on", Cell::Day),
            ("urgent", Cell::Bool),
            ("failing_dimensions", Cell::Small),
            ("problem_groups", Cell::Small),
            ("closing_proposed", Cell::Text),
            ("closing_proposed_note", Cell::Text),
            ("closing_proposed_by", Cell::Id),
        ],
    },
    Table {
        kind: "case_event",
        query: of_case!("case_event"),
        called_by: &[],
        columns: &[
            ("case_id", Cell::Id),
            ("seq", Cell::Big),
            ("kind", Cell::Text),
            ("status", Cell::Text),
            ("detail", Cell::Json),
            ("account_id", Cell::Id),
            ("happened_on", Cell::Day),
            ("batch_id", Cell::Id),
            ("restricted", Cell::Bool),
        ],
    },
    Table {
        kind: "listing",
        query: of_case!("listing"),
        called_by: &[],
        columns: &[
            ("case_id", Cell::Id),
            ("fiscal_year", Cell::Small),
            ("source", Cell::Text),
            ("rule_version", Cell::Text),
            ("batch_id", Cell::Id),
        ],
    },
    Table {
        kind: "proposal",
        query: of_household!("opening_proposal"),
        called_by: &[],
        columns: &[
            ("kind", Cell::Text),
            ("household_id", Cell::Id),
            ("case_id", Cell::Id),
            ("area_id", Cell::Id),
            ("reason", Cell::Json),
            ("urgent", Cell::Bool),
            ("cause", Cell::Text),
            ("account_id", Cell::Id),
            ("batch_id", Cell::Id),
            ("decision", Cell::Text),
            ("decision_note", Cell::Text),
            ("decided_by", Cell::Id),
        ],
    },
    Table {
        kind: "assignment",
        query: of_case!("assignment"),
        called_by: &[],
        columns: &[
            ("case_id", Cell::Id),
            ("team_id", Cell::Id),
            ("mentor_team_id", Cell::Id),
            ("until", Cell::IsSet),
        ],
    },
    Table {
        kind: "assessment",
        query: of_case!("assessment"),
        called_by: &[],
        columns: &[
            ("case_id", Cell::Id),
            ("assessed_on", Cell::Day),
            ("level", Cell::Text),
            ("survey_only", Cell::Bool),
            ("criteria", Cell::Text),
            ("cause", Cell::Text),
            ("verdict", Cell::Json),
            ("batch_id", Cell::Id),
        ],
    },
    Table {
        kind: "case_fact",
        query: of_case!("case_fact"),
        called_by: &[],
        columns: &[
            ("case_id", Cell::Id),
            ("fiscal_year", Cell::Small),
            ("area_id", Cell::Id),
            ("tally_area_id", Cell::Id),
            ("status", Cell::Text),
            ("level", Cell::Text),
            ("closing_reason", Cell::Text),
            ("dimensions", Cell::Small),
            ("problem_groups", Cell::Small),
            ("sources", Cell::Small),
            ("sectors", Cell::Small),
            ("n_persons", Cell::Int),
        ],
    },
];

/// Households told at a time.
const CHUNK: usize = 1_000;

pub(super) async fn export<W: Write>(
    store: &Store,
    labels: &Labels,
    out: &mut Lines<'_, W>,
) -> Result<(), StoreError> {
    for some in labels.households.chunks(CHUNK) {
        chunk(store, labels, some, out).await?;
    }
    Ok(())
}

async fn chunk<W: Write>(
    store: &Store,
    labels: &Labels,
    households: &[Uuid],
    out: &mut Lines<'_, W>,
) -> Result<(), StoreError> {
    let mut read: Vec<(&Table, Vec<QueryResult>)> = Vec::with_capacity(TABLES.len());
    let mut labels = More { labels, more: HashMap::new() };
    for table in TABLES {
        let text = format!("{}({})", table.query, sql::marks(households.len()));
        let rows =
            sql::rows(store.reader(), &text, households.iter().map(|it| (*it).into()).collect()).await?;
        if !table.called_by.is_empty() {
            for row in &rows {
                labels.more.insert(row.try_get("", "id")?, called(table, row)?);
            }
        }
        read.push((table, rows));
    }
    let mut lines: HashMap<Uuid, Vec<Line>> = HashMap::with_capacity(households.len());
    for (table, rows) in &read {
        for row in rows {
            let line = Line::new(table.kind).read(row, table.columns, &labels)?;
            lines.entry(row.try_get("", "owner")?).or_default().push(line);
        }
    }
    households.iter().try_for_each(|it| out.sorted(lines.remove(it).unwrap_or_default()))
}

/// What a row is called by others of its household.
fn called(table: &Table, row: &QueryResult) -> Result<String, StoreError> {
    let mut text = table.kind.to_owned();
    for column in table.called_by {
        let value = if column.ends_with("_on") {
            row.try_get::<Option<chrono::NaiveDate>>("", column)?.map(|it| it.to_string())
        } else {
            row.try_get::<Option<String>>("", column)?
        };
        text.extend(value.into_iter().flat_map(|it| [" ".to_owned(), it]));
    }
    Ok(text)
}
