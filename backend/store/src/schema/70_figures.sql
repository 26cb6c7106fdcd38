-- Figures: one narrow row per case and fiscal year, tallies of the pairs that are asked for, and what was published.

-- `tally_area_id` is where the row is counted in the tallies: the subdistrict of `area_id`, or `area_id` itself
-- where no subdistrict is known. It is kept so that what was counted can be taken back after areas have changed.
create table case_fact (
    home_province smallint not null,
    case_id {uuid} not null,
    fiscal_year smallint not null,
    area_id {uuid} not null references area (id),
    tally_area_id {uuid} not null references area (id),
    status text not null,
    level text not null,
    level_survey_only {bool} not null,
    continuing_care {bool} not null,
    urgent {bool} not null,
    closing_reason text,
    dimensions smallint not null,
    problem_groups smallint not null,
    sources smallint not null,
    sectors smallint not null,
    n_persons integer not null,
    opened_on {day} not null,
    assigned_on {day},
    visited_on {day},
    verified_on {day},
    helped_on {day},
    closed_on {day},
    last_activity_on {day},
    primary key (home_province, case_id, fiscal_year)
);
create index case_fact_area on case_fact (fiscal_year, area_id);

-- The fiscal year up to which open cases have a row, and whether every one of them has got it.
create table figure_year (
    fiscal_year smallint not null primary key,
    is_complete {bool} not null
);

-- Which problem group a catalogue's item counts under; positive items are absent and count nowhere.
create table figure_item (
    catalogue text not null,
    item text not null,
    problem_group text not null,
    primary key (catalogue, item)
);

create table tally (
    area_id {uuid} not null references area (id),
    fiscal_year smallint not null,
    facet_a text not null,
    value_a text not null,
    facet_b text not null,
    value_b text not null,
    n_households bigint not null,
    n_persons bigint not null,
    primary key (fiscal_year, facet_a, facet_b, area_id, value_a, value_b)
);

-- Appended in the transaction of the change, folded into `tally` in the background: no shared row is ever updated there.
create table tally_delta (
    id {uuid} not null primary key,
    area_id {uuid} not null,
    fiscal_year smallint not null,
    facet_a text not null,
    value_a text not null,
    facet_b text not null,
    value_b text not null,
    n_households bigint not null,
    n_persons bigint not null
);
create index tally_delta_facets on tally_delta (fiscal_year, facet_a, facet_b);

create table figure_snapshot (
    id {uuid} not null primary key,
    fiscal_year smallint not null,
    taken_at {instant} not null,
    k integer not null
);
create index figure_snapshot_latest on figure_snapshot (fiscal_year, taken_at);

-- What a snapshot publishes of one area and its children; `area` is the area's id, or `country`.
create table figure_grid (
    snapshot_id {uuid} not null references figure_snapshot (id),
    area text not null,
    body {json} not null,
    primary key (snapshot_id, area)
);
