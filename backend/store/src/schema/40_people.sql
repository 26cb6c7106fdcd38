-- Persons and households: caches composed from the rows linked to them, with the row each field comes from.

create table person (
    home_province smallint not null,
    id {uuid} not null,
    version bigint not null,
    title text,
    first_name text,
    last_name text,
    name_key text,
    sex text,
    birth text,
    died_on text,
    moved_away_on {day},
    card {bool},
    composed_from {json} not null,
    created_at {instant} not null,
    gone_at {instant},
    primary key (home_province, id)
);
create index person_id on person (id);
create index person_name on person (name_key);

create table identifier (
    home_province smallint not null,
    id {uuid} not null,
    person_id {uuid} not null,
    kind text not null,
    ciphertext {bytes} not null,
    key_id text not null,
    blind_index {bytes},
    index_key_id text not null,
    valid_from {day},
    valid_until {day},
    status text not null,
    correction_id {uuid},
    primary key (home_province, id),
    foreign key (home_province, person_id) references person (home_province, id)
);
-- Not unique: numbers are re-issued, mistyped and shared.
create index identifier_blind on identifier (kind, blind_index);
create index identifier_person on identifier (person_id);

create table household (
    home_province smallint not null,
    id {uuid} not null,
    version bigint not null,
    short_number text,
    area_id {uuid} references area (id),
    house_code text,
    house_no text,
    moo smallint,
    village_name text,
    description text,
    head_province smallint,
    head_person_id {uuid},
    n_members integer,
    sources smallint not null,
    composed_from {json} not null,
    created_at {instant} not null,
    gone_at {instant},
    primary key (home_province, id)
);
create index household_id on household (id);
create index household_area on household (area_id);
create index household_house_code on household (house_code);

-- Where a household lived, and when.
create table residence (
    home_province smallint not null,
    household_id {uuid} not null,
    area_id {uuid} not null references area (id),
    since {day} not null,
    until {day},
    primary key (home_province, household_id, since),
    foreign key (home_province, household_id) references household (home_province, id)
);
create index residence_household on residence (household_id);

create table membership (
    home_province smallint not null,
    household_id {uuid} not null,
    person_province smallint not null,
    person_id {uuid} not null,
    since {day} not null,
    until {day},
    is_head {bool} not null,
    primary key (home_province, household_id, person_id, since),
    foreign key (home_province, household_id) references household (home_province, id)
);
create index membership_household on membership (household_id);
create index membership_person on membership (person_id);

-- A row speaks of this person and places them in this household; undone, never deleted.
create table link (
    home_province smallint not null,
    source_row_id {uuid} not null,
    seq integer not null,
    person_province smallint not null,
    person_id {uuid} not null,
    person_matcher text not null,
    person_score smallint not null,
    household_province smallint not null,
    household_id {uuid} not null,
    household_matcher text not null,
    household_score smallint not null,
    is_head {bool} not null,
    by_actor text not null,
    at {instant} not null,
    batch_id {uuid},
    undone_at {instant},
    primary key (home_province, source_row_id, seq),
    foreign key (home_province, source_row_id) references source_row (home_province, id)
);
create index link_row on link (source_row_id);
create index link_person on link (person_id);
create index link_household on link (household_id);
create index link_batch on link (batch_id);

-- Keyed hashes of what candidates are found by.
create table link_key (
    key_hash {bytes} not null,
    home_province smallint not null,
    source_row_id {uuid} not null,
    primary key (key_hash, home_province, source_row_id)
) {clustered};
create index link_key_row on link_key (home_province, source_row_id);

create table link_refusal (
    kind text not null,
    left_id {uuid} not null,
    right_id {uuid} not null,
    by_actor text not null,
    at {instant} not null,
    primary key (kind, left_id, right_id)
);

create table link_question (
    home_province smallint not null,
    id {uuid} not null,
    kind text not null,
    left_province smallint not null,
    left_id {uuid} not null,
    right_province smallint not null,
    right_id {uuid} not null,
    reasons {json} not null,
    score smallint not null,
    area_id {uuid},
    batch_id {uuid},
    asked_at {instant} not null,
    answer text,
    answered_by {uuid},
    answered_at {instant},
    outcome {json},
    primary key (home_province, id)
);
create index link_question_open on link_question (answered_at, area_id);
create index link_question_left on link_question (left_id);
create index link_question_right on link_question (right_id);
create index link_question_batch on link_question (batch_id);

-- What somebody set right by hand; an input of the caches beside the rows. `kind` is `move`, `died` or `number`.
create table correction (
    home_province smallint not null,
    id {uuid} not null,
    kind text not null,
    person_id {uuid} not null,
    household_province smallint,
    household_id {uuid},
    on_day {day} not null,
    by_actor text not null,
    account_id {uuid},
    recorded_at {instant} not null,
    undone_at {instant},
    primary key (home_province, id),
    foreign key (home_province, person_id) references person (home_province, id)
);
create index correction_person on correction (person_id);
create index correction_household on correction (household_id);

-- One survey round's results about a household or a person, packed.
create table survey_result (
    home_province smallint not null,
    source_row_id {uuid} not null,
    household_id {uuid} not null,
    person_id {uuid},
    source text not null,
    survey_year smallint not null,
    observed_on {day} not null,
    catalogue text not null,
    results text not null,
    failing_dimensions smallint,
    income_satang bigint,
    n_members integer,
    has_card {bool},
    primary key (home_province, source_row_id),
    foreign key (home_province, household_id) references household (home_province, id)
);
create index survey_result_row on survey_result (source_row_id);
create index survey_result_household on survey_result (household_id);

-- The privacy notice given, and consents asked apart.
create table consent (
    home_province smallint not null,
    id {uuid} not null,
    household_id {uuid} not null,
    kind text not null,
    given {bool} not null,
    notice_version text,
    language text,
    on_day {day} not null,
    withdrawn_on {day},
    recorded_at {instant} not null,
    recorded_by {uuid} not null,
    primary key (home_province, id),
    foreign key (home_province, household_id) references household (home_province, id)
);
