//! Which cases a bulk act is about.

use async_graphql::{ID, InputObject};
use phonjon_app::assignment::{CaseFilter, Selection};
use phonjon_domain::case::CaseStatus;
use phonjon_domain::ids::{AreaId, CaseId, HomeProvince, TeamId};

use crate::base::ids::{Kind, read_id};

/// Which cases a bulk act is about: evaluated on the server when the act is done, all or nothing.
#[derive(InputObject)]
pub(crate) struct CaseSelection {
    /// What is asked for. What is left out asks nothing.
    filter: SelectionFilter,
    /// At most 100 cases left out.
    #[graphql(default)]
    except_ids: Vec<ID>,
    /// How many cases you saw; with another number nothing is done.
    expected_count: i64,
}

/// Cases by where they are and who has them.
#[derive(InputObject)]
pub(crate) struct SelectionFilter {
    /// In this area with everything in it.
    area_id: Option<ID>,
    /// Of this subdistrict team.
    team_id: Option<ID>,
    /// Of this mentor team.
    mentor_team_id: Option<ID>,
    /// True: shared to no mentor team; false: to some.
    without_mentor_team: Option<bool>,
    /// To be worked at once, or not.
    urgent: Option<bool>,
    /// Under continuing care, or not.
    continuing_care: Option<bool>,
    /// Not visited for at least so many days, or never.
    unseen_days: Option<u32>,
    /// Closed cases too, which no assignment takes; only open ones where false or absent.
    #[graphql(default)]
    with_closed: bool,
    /// Exactly these cases, at most 100, as far as the rest of the filter finds them.
    only_ids: Option<Vec<ID>>,
}

impl CaseSelection {
    /// What the uses' room calls it.
    pub(crate) fn read(self) -> async_graphql::Result<Selection> {
        let except = self.except_ids.iter().map(|it| read_id::<CaseId>(Kind::Case, it));
        Ok(Selection {
            only: self.filter.only()?,
            filter: self.filter.read()?,
            except: except.collect::<async_graphql::Result<_>>()?,
            expected_count: self.expected_count,
        })
    }
}

impl SelectionFilter {
    fn only(&self) -> async_graphql::Result<Option<Vec<(HomeProvince, CaseId)>>> {
        let read = |ids: &Vec<ID>| ids.iter().map(|it| read_id::<CaseId>(Kind::Case, it)).collect();
        self.only_ids.as_ref().map(read).transpose()
    }

    fn read(&self) -> async_graphql::Result<CaseFilter> {
        let team = |id: &Option<ID>| -> async_graphql::Result<Option<TeamId>> {
            Ok(id.as_ref().map(|it| read_id(Kind::Team, it)).transpose()?.map(|it| it.1))
        };
        let area = self.area_id.as_ref().map(|it| read_id::<AreaId>(Kind::Area, it)).transpose()?;
        let statuses = if self.with_closed {
            Vec::new()
        } else {
            CaseStatus::ALL.into_iter().filter(|it| it.is_open()).collect()
        };
        Ok(CaseFilter {
            statuses,
            team: team(&self.team_id)?,
            mentor_team: team(&self.mentor_team_id)?,
            without_mentor_team: self.without_mentor_team,
            area: area.map(|it| it.1),
            unseen_days: self.unseen_days,
            urgent: self.urgent,
            continuing_care: self.continuing_care,
            ..CaseFilter::default()
        })
    }
}
