-- What files said, row by row, and the keys their cells are encrypted under.

create table import_batch (
    id {uuid} not null primary key,
    source text not null,
    survey_year smallint not null,
    file_name text not null,
    file_hash {bytes} not null,
    state text not null,
    data_key {bytes} not null,
    master_key_id text not null,
    n_rows_read bigint not null,
    n_rows_applied bigint not null,
    counts {json} not null,
    attachment_id {uuid},
    started_by text not null,
    account_id {uuid},
    started_at {instant} not null,
    finished_at {instant},
    undone_at {instant}
);
create index import_batch_file on import_batch (file_hash);

create table attachment (
    id {uuid} not null primary key,
    kind text not null,
    file_name text not null,
    n_bytes bigint not null,
    sha256 {bytes} not null,
    blob_key text not null,
    data_key {bytes} not null,
    master_key_id text not null,
    created_at {instant} not null,
    keep_until {day}
);

-- Never overwritten. `content_hash` is what the row says, keyed: the same row again is found by it and changes nothing.
-- `facts` are its values, sealed under the batch's data key; its cells as written stand in `raw_chunk`.
create table source_row (
    home_province smallint not null,
    id {uuid} not null,
    batch_id {uuid} not null references import_batch (id),
    source text not null,
    survey_year smallint not null,
    file_name text not null,
    sheet text not null,
    row_number integer not null,
    content_hash {bytes} not null,
    outcome text not null,
    area_id {uuid} references area (id),
    observed_on {day} not null,
    recorded_at {instant} not null,
    facts {bytes},
    replaced_by {uuid},
    reversed_at {instant},
    erased_at {instant},
    primary key (home_province, id)
);
create index source_row_id on source_row (id);
create index source_row_batch on source_row (batch_id, sheet, row_number);
create index source_row_content on source_row (content_hash);
create index source_row_place on source_row (source, survey_year, file_name, sheet, row_number);

-- The cells of consecutive rows as they were written, compressed and sealed under the batch's data key.
create table raw_chunk (
    batch_id {uuid} not null references import_batch (id),
    chunk integer not null,
    first_sheet text not null,
    first_row integer not null,
    n_rows integer not null,
    body {bytes} not null,
    primary key (batch_id, chunk)
);

create table rejected_row (
    batch_id {uuid} not null references import_batch (id),
    sheet text not null,
    row_number integer not null,
    issues {bytes} not null,
    primary key (batch_id, sheet, row_number)
);
