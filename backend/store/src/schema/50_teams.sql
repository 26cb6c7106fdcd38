-- Teams of three kinds and who serves in them.

-- `made_for` is the subdistrict whose team was made with it, of which there is never a second.
create table team (
    id {uuid} not null primary key,
    home_province smallint not null,
    kind text not null,
    name text not null,
    parent_id {uuid} references team (id),
    made_for {uuid} references area (id),
    created_at {instant} not null,
    ended_on {day},
    version bigint not null
);
create index team_parent on team (parent_id);
create unique index team_made_for on team (made_for);

create table team_area (
    team_id {uuid} not null references team (id),
    area_id {uuid} not null references area (id),
    primary key (team_id, area_id)
);
create index team_area_area on team_area (area_id);

-- `until` is the first day no longer in the team.
create table team_member (
    id {uuid} not null primary key,
    team_id {uuid} not null references team (id),
    kind text not null,
    name text not null,
    sector text not null,
    formality text not null,
    role text not null,
    account_id {uuid} references account (id),
    since {day} not null,
    until {day},
    version bigint not null
);
create index team_member_team on team_member (team_id);
create index team_member_account on team_member (account_id);

-- What district officers prepared for the chief to commit, and the cases it is about.
create table prepared_assignment (
    id {uuid} not null primary key,
    team_id {uuid} not null references team (id),
    mentor_team_id {uuid} references team (id),
    n_cases bigint not null,
    by_actor text not null,
    account_id {uuid},
    at {instant} not null,
    state text not null,
    decided_by text,
    decided_at {instant},
    act_id {uuid}
);
create index prepared_assignment_state on prepared_assignment (state, team_id);

create table prepared_assignment_case (
    prepared_id {uuid} not null references prepared_assignment (id),
    home_province smallint not null,
    case_id {uuid} not null,
    primary key (prepared_id, home_province, case_id)
);

-- Cases that the undo of a bulk act left as they were, with the event that was the first work on each since.
create table kept_by_undo (
    act_id {uuid} not null,
    home_province smallint not null,
    case_id {uuid} not null,
    seq bigint not null,
    primary key (act_id, home_province, case_id)
);
