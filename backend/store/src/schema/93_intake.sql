-- What an import keeps besides: how far a place is known, what a list says nothing of, what was proposed for what reason.

-- Which TPMAP dimensions the row says anything of; `failing_dimensions` are among them.
alter table survey_result add column known_dimensions smallint;

-- Columns the source usually has and this file does not, as JSON.
alter table import_batch add column missing_columns {json};

-- True where the names of the row's place are not found down to the last: a later list of areas may know them.
alter table source_row add column is_place_open {bool} not null default false;
create index source_row_place_open on source_row (batch_id, id) where is_place_open;

-- The rules, sources and years a proposal rests on, joined by spaces: what was decided is not proposed again.
alter table opening_proposal add column cause text;
create index opening_proposal_household on opening_proposal (household_id);

-- Numbers that somebody recorded by hand stand in no row; an import finds their bearers here.
create index identifier_by_hand on identifier (kind, blind_index) where correction_id is not null;
create index identifier_of_hand on identifier (person_id) where correction_id is not null;

-- Published figures of each file, so that the file before it is shown again when a file is taken back.
create table published_line (
    source text not null,
    survey_year smallint not null,
    level text not null,
    code text not null,
    shape text not null,
    batch_id {uuid} not null,
    area_id {uuid} references area (id),
    figures {json} not null,
    primary key (source, survey_year, level, code, shape, batch_id)
);
insert into published_line (source, survey_year, level, code, shape, batch_id, area_id, figures)
    select source, survey_year, level, code, shape, batch_id, area_id, figures from published_statistic;
drop table published_statistic;
alter table published_line rename to published_statistic;
create index published_statistic_batch on published_statistic (batch_id);
