-- A row that came in by the road of past work may bring a member of a team: of no household then. `also_id` is the team
-- that was made for it. The table is made anew, for the household was never absent before.
create table past_row_anew (
    id {uuid} not null primary key,
    batch_id {uuid} not null references import_batch (id),
    sheet text not null,
    row_number integer not null,
    content_hash {bytes} not null,
    outcome text not null,
    remarks {json},
    home_province smallint,
    household_id {uuid},
    area_id {uuid} not null references area (id),
    made_id {uuid} not null,
    also_id {uuid},
    recorded_at {instant} not null,
    undone_at {instant}
);
insert into past_row_anew
    (id, batch_id, sheet, row_number, content_hash, outcome, remarks, home_province, household_id, area_id, made_id,
     recorded_at, undone_at)
    select id, batch_id, sheet, row_number, content_hash, outcome, remarks, home_province, household_id, area_id, made_id,
        recorded_at, undone_at
    from past_row;
drop table past_row;
alter table past_row_anew rename to past_row;
create index past_row_batch on past_row (batch_id, household_id);
create index past_row_content on past_row (content_hash);
create index past_row_made on past_row (made_id);

-- A team is removed with the roster that made it: what was given to it is asked by either of its teams.
create index assignment_mentor_team on assignment (mentor_team_id) where mentor_team_id is not null;
create index prepared_assignment_team on prepared_assignment (team_id);
create index prepared_assignment_mentor_team on prepared_assignment (mentor_team_id) where mentor_team_id is not null;
