-- Cases: the current row, everything that happened to it, and the work around it.

-- `failing_dimensions` and `problem_groups` are what the last assessment saw, as bits; problems that open only to named
-- officers are not among the groups.
create table "case" (
    home_province smallint not null,
    id {uuid} not null,
    household_id {uuid} not null,
    programme text not null,
    version bigint not null,
    last_seq bigint not null,
    area_id {uuid} not null references area (id),
    opened_on {day} not null,
    opened_because {json} not null,
    status text not null,
    status_since {instant} not null,
    verification text,
    class text,
    continuing_care {bool} not null,
    closing_reason text,
    closed_on {day},
    team_id {uuid} references team (id),
    mentor_team_id {uuid} references team (id),
    level text not null,
    level_survey_only {bool} not null,
    criteria text not null,
    assessed_on {day},
    last_visited_on {day},
    urgent {bool} not null,
    failing_dimensions smallint not null,
    problem_groups smallint not null,
    primary key (home_province, id),
    foreign key (home_province, household_id) references household (home_province, id)
);
create unique index case_household_programme on "case" (household_id, programme, home_province);
create index case_area on "case" (area_id, status);
create index case_team on "case" (team_id, mentor_team_id);

-- `status` is where the case stood after the event, `case_version` the version that the event made.
create table case_event (
    home_province smallint not null,
    case_id {uuid} not null,
    seq bigint not null,
    case_version bigint not null default 1,
    kind text not null,
    status text not null,
    detail {json} not null,
    by_actor text not null,
    account_id {uuid},
    happened_on {day} not null,
    recorded_at {instant} not null,
    batch_id {uuid},
    primary key (home_province, case_id, seq),
    foreign key (home_province, case_id) references "case" (home_province, id)
);

-- A source that lists a case in a fiscal year, or a team's proposal. A year in which a case is merely open has no row
-- here: it is one by its row of `case_fact`.
create table listing (
    home_province smallint not null,
    case_id {uuid} not null,
    fiscal_year smallint not null,
    source text not null,
    rule_version text not null,
    batch_id {uuid},
    primary key (home_province, case_id, fiscal_year, source)
);

create table opening_proposal (
    home_province smallint not null,
    id {uuid} not null,
    kind text not null,
    household_id {uuid} not null,
    case_id {uuid},
    area_id {uuid} not null,
    reason {json} not null,
    urgent {bool} not null,
    proposed_by text not null,
    account_id {uuid},
    proposed_at {instant} not null,
    batch_id {uuid},
    decision text,
    decision_note text,
    decided_by {uuid},
    decided_at {instant},
    primary key (home_province, id)
);
create index opening_proposal_open on opening_proposal (decided_at, area_id);

create table assignment (
    home_province smallint not null,
    id {uuid} not null,
    case_id {uuid} not null,
    team_id {uuid} not null references team (id),
    mentor_team_id {uuid} references team (id),
    since {instant} not null,
    until {instant},
    act_id {uuid},
    by_actor text not null,
    primary key (home_province, id),
    foreign key (home_province, case_id) references "case" (home_province, id)
);
create index assignment_case on assignment (home_province, case_id);
create index assignment_team on assignment (team_id, until);

-- A bulk act and what each case was before it, so that it can be undone.
create table bulk_act (
    id {uuid} not null primary key,
    kind text not null,
    account_id {uuid} not null,
    at {instant} not null,
    n_cases bigint not null,
    detail {json} not null,
    undone_at {instant},
    undone_by {uuid}
);

create table bulk_act_case (
    act_id {uuid} not null references bulk_act (id),
    home_province smallint not null,
    case_id {uuid} not null,
    seq bigint not null,
    before {json} not null,
    primary key (act_id, home_province, case_id)
);

create table visit (
    home_province smallint not null,
    id {uuid} not null,
    case_id {uuid} not null,
    household_id {uuid} not null,
    visited_on {day} not null,
    manner text not null,
    visited_by {json} not null,
    told_by text,
    entered_by {uuid} not null,
    recorded_at {instant} not null,
    verification text,
    class text,
    findings {json} not null,
    nothing_changed {bool} not null,
    note text,
    primary key (home_province, id),
    foreign key (home_province, case_id) references "case" (home_province, id)
);
create index visit_case on visit (home_province, case_id, visited_on);
create index visit_household on visit (household_id, visited_on);

create table problem (
    home_province smallint not null,
    id {uuid} not null,
    household_id {uuid} not null,
    item text not null,
    catalogue text not null,
    source text not null,
    survey_year smallint,
    source_row_id {uuid},
    visit_id {uuid},
    n_count integer not null,
    status text not null,
    status_since {day} not null,
    found_on {day} not null,
    solved_on {day},
    restricted {bool} not null,
    recorded_at {instant} not null,
    version bigint not null,
    gone_at {instant},
    primary key (home_province, id),
    foreign key (home_province, household_id) references household (home_province, id)
);
create index problem_household on problem (household_id);

create table plan (
    home_province smallint not null,
    id {uuid} not null,
    case_id {uuid} not null,
    number integer not null,
    attitude text not null,
    skills text not null,
    resources text not null,
    way_out text not null,
    state text not null,
    agreed_on {day},
    approved_on {day},
    approved_by {uuid},
    made_by {uuid},
    recorded_at {instant} not null,
    version bigint not null,
    primary key (home_province, id),
    foreign key (home_province, case_id) references "case" (home_province, id)
);
create index plan_case on plan (home_province, case_id, number);

create table intervention (
    home_province smallint not null,
    id {uuid} not null,
    case_id {uuid} not null,
    household_id {uuid} not null,
    need text not null,
    menu_item text,
    problem_id {uuid},
    kind text not null,
    form text not null,
    sector text not null,
    agency text not null,
    project text,
    budget_line text,
    amount_satang bigint,
    value_basis text not null,
    planned_on {day},
    done_on {day},
    state text not null,
    outcome text,
    made_by {uuid},
    recorded_at {instant} not null,
    version bigint not null,
    primary key (home_province, id),
    foreign key (home_province, case_id) references "case" (home_province, id)
);
create index intervention_case on intervention (home_province, case_id);
create index intervention_household on intervention (household_id, need);

-- `case_version` is the version of the case that came of it: the judgement with the highest was made last and holds.
create table assessment (
    home_province smallint not null,
    id {uuid} not null,
    case_id {uuid} not null,
    case_version bigint not null default 0,
    assessed_on {day} not null,
    recorded_at {instant} not null,
    level text not null,
    survey_only {bool} not null,
    criteria text not null,
    cause text not null,
    verdict {json} not null,
    batch_id {uuid},
    primary key (home_province, id),
    foreign key (home_province, case_id) references "case" (home_province, id)
);
create index assessment_case on assessment (home_province, case_id, assessed_on);

create table parameter_set (
    id {uuid} not null primary key,
    kind text not null,
    version text not null,
    first_year smallint,
    last_year smallint,
    body text not null,
    content_hash {bytes} not null,
    status text not null,
    state text not null,
    released_at {instant}
);
create unique index parameter_set_version on parameter_set (kind, version);
