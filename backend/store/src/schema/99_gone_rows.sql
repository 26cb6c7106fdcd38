-- Which imports of a file no longer listed a row, and which listed it again: `source_row.gone_in` is one of the former
-- where the last of them all is, and none where it is not. An import that is taken back takes its marks with it.

create table source_row_mark (
    source_row_id {uuid} not null,
    batch_id {uuid} not null references import_batch (id),
    is_gone {bool} not null,
    primary key (source_row_id, batch_id)
);
create index source_row_mark_batch on source_row_mark (batch_id);
insert into source_row_mark (source_row_id, batch_id, is_gone)
    select id, gone_in, true from source_row where gone_in is not null;
