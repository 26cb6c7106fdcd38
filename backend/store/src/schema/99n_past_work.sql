-- Work that was done before and came in as a file: which row of which import brought which visit or piece of help.
-- `content_hash` is what the row says of whom: the same row again is found by it and changes nothing. Its cells as written
-- stand in `raw_chunk`. Taken back with its import, a row is marked and what it brought is gone.
create table past_row (
    id {uuid} not null primary key,
    batch_id {uuid} not null references import_batch (id),
    sheet text not null,
    row_number integer not null,
    content_hash {bytes} not null,
    outcome text not null,
    remarks {json},
    home_province smallint not null,
    household_id {uuid} not null,
    area_id {uuid} not null references area (id),
    made_id {uuid} not null,
    recorded_at {instant} not null,
    undone_at {instant}
);
create index past_row_batch on past_row (batch_id, household_id);
create index past_row_content on past_row (content_hash);
create index past_row_made on past_row (made_id);

-- A household is found by the number that is printed on its sheet.
create index household_short_number on household (short_number) where short_number is not null;
