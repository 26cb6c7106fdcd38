//! Who serves in teams.

use std::collections::HashMap;

use chrono::NaiveDate;
use phonjon_domain::ids::{PartnerId, TeamId, TeamMemberId, UserId};
use phonjon_domain::sector::Sector;
use phonjon_domain::team::{Formality, MemberKind, Membership, TeamRole};
use sea_orm::{ConnectionTrait, QueryResult};
use uuid::Uuid;

use crate::database::Tx;
use crate::error::StoreError;
use crate::sql;

/// One membership as kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MemberRow {
    /// The membership.
    pub id: TeamMemberId,
    /// The team.
    pub team: TeamId,
    /// A person or an organisation.
    pub kind: MemberKind,
    /// Who, as the team calls them.
    pub name: String,
    /// By office or by good will.
    pub formality: Formality,
    /// The account, where the member has one.
    pub account: Option<UserId>,
    /// The entry in the register of partners, where the member has one.
    pub partner: Option<PartnerId>,
    /// Sector, role and dates.
    pub term: Membership,
    /// One more with every change.
    pub version: i64,
}

/// The members of these teams, past ones too, oldest first; by team. The caller found the teams within a scope.
///
/// # Errors
///
/// The database's own, and [`StoreError::Corrupt`].
pub async fn of_teams(
    db: &impl ConnectionTrait,
    teams: &[TeamId],
) -> Result<HashMap<TeamId, Vec<MemberRow>>, StoreError> {
    if teams.is_empty() {
        return Ok(HashMap::new());
    }
    let text = format!(
        "select * from team_member where team_id in ({}) order by since, id",
        sql::marks(teams.len())
    );
    let mut members: HashMap<TeamId, Vec<MemberRow>> = HashMap::new();
    for row in sql::rows(db, &text, teams.iter().map(|it| it.0.into()).collect()).await? {
        let member = read(&row)?;
        members.entry(member.team).or_default().push(member);
    }
    Ok(members)
}

/// A membership. The caller finds its team within a scope before using it.
///
/// # Errors
///
/// The database's own, and [`StoreError::Corrupt`].
pub async fn find(db: &impl ConnectionTrait, id: TeamMemberId) -> Result<Option<MemberRow>, StoreError> {
    let row = sql::row(db, "select * from team_member where id = ?", vec![id.0.into()]).await?;
    row.as_ref().map(read).transpose()
}

/// These memberships. The caller finds their teams within a scope before showing them.
///
/// # Errors
///
/// The database's own, and [`StoreError::Corrupt`].
pub async fn find_many(
    db: &impl ConnectionTrait,
    ids: &[TeamMemberId],
) -> Result<Vec<MemberRow>, StoreError> {
    let text = format!("select * from team_member where id in ({})", sql::marks(ids.len()));
    let rows = sql::rows(db, &text, ids.iter().map(|it| it.0.into()).collect()).await?;
    rows.iter().map(read).collect()
}

/// The memberships of these partners, past ones too, newest first. The caller found the partners within a scope, and finds
/// the teams within one before showing them.
///
/// # Errors
///
/// The database's own, and [`StoreError::Corrupt`].
pub async fn of_partners(
    db: &impl ConnectionTrait,
    partners: &[PartnerId],
) -> Result<Vec<MemberRow>, StoreError> {
    let text = format!(
        "select * from team_member where partner_id in ({}) order by since desc, id desc",
        sql::marks(partners.len())
    );
    let rows = sql::rows(db, &text, partners.iter().map(|it| it.0.into()).collect()).await?;
    rows.iter().map(read).collect()
}

/// Adds members.
///
/// # Errors
///
/// The database's own.
pub async fn insert(tx: &Tx, members: &[MemberRow]) -> Result<(), StoreError> {
    let columns = [
        "id",
        "team_id",
        "kind",
        "name",
        "sector",
        "formality",
        "role",
        "account_id",
        "partner_id",
        "since",
        "until",
        "version",
    ];
    let row = |member: &MemberRow| {
        vec![
            member.id.0.into(),
            member.team.0.into(),
            member.kind.code().into(),
            member.name.as_str().into(),
            member.term.sector.code().into(),
            member.formality.code().into(),
            member.term.role.code().into(),
            member.account.map(|it| it.0).into(),
            member.partner.map(|it| it.0).into(),
            member.term.from.into(),
            member.term.until.into(),
            member.version.into(),
        ]
    };
    Ok(sql::insert_many(&**tx, "team_member", &columns, members.iter().map(row).collect()).await?)
}

/// Ends a membership on the first day no longer in the team.
///
/// # Errors
///
/// [`StoreError::Stale`] when somebody changed it since it was read.
pub async fn end(tx: &Tx, member: &MemberRow, until: NaiveDate) -> Result<(), StoreError> {
    let text = "update team_member set until = ?, version = version + 1 where id = ? and version = ?";
    let values = vec![until.into(), member.id.0.into(), member.version.into()];
    let done = sql::execute(&**tx, text, values).await?;
    if done.rows_affected() == 1 { Ok(()) } else { Err(StoreError::Stale) }
}

/// Ends the terms of all who are in a team, or shall be, on the first day no longer in it; a term that would begin later
/// never does.
///
/// # Errors
///
/// The database's own.
pub async fn end_all(tx: &Tx, team: TeamId, until: NaiveDate) -> Result<u64, StoreError> {
    let text = "update team_member set until = case when since > ? then since else ? end, version = version + 1 \
        where team_id = ? and (until is null or until > ?)";
    let values = vec![until.into(), until.into(), team.0.into(), until.into()];
    Ok(sql::execute(&**tx, text, values).await?.rows_affected())
}

fn read(row: &QueryResult) -> Result<MemberRow, StoreError> {
    let text = |column: &str| row.try_get::<String>("", column);
    let corrupt = |what: &'static str| move |why: String| StoreError::Corrupt { what, why };
    let (kind, formality) = (text("kind")?, text("formality")?);
    let (sector, role) = (text("sector")?, text("role")?);
    Ok(MemberRow {
        id: TeamMemberId(row.try_get("", "id")?),
        team: TeamId(row.try_get("", "team_id")?),
        kind: MemberKind::from_code(&kind).ok_or(kind).map_err(corrupt("team_member.kind"))?,
        name: text("name")?,
        formality: Formality::from_code(&formality)
            .ok_or(formality)
            .map_err(corrupt("team_member.formality"))?,
        account: row.try_get::<Option<Uuid>>("", "account_id")?.map(UserId),
        partner: row.try_get::<Option<Uuid>>("", "partner_id")?.map(PartnerId),
        term: Membership {
            sector: Sector::from_code(&sector).ok_or(sector).map_err(corrupt("team_member.sector"))?,
            role: TeamRole::from_code(&role).ok_or(role).map_err(corrupt("team_member.role"))?,
            from: row.try_get("", "since")?,
            until: row.try_get("", "until")?,
        },
        version: row.try_get("", "version")?,
    })
}
