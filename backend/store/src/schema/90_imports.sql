-- What an import tells of its file beside its rows.

-- Columns that no field took, as JSON; and how its rows compare with those of the same file before it.
alter table import_batch add column unknown_columns {json};
alter table import_batch add column compared {json};

-- What was noted on a row when it was stored (codes and arguments, no values): an import that goes on after a kill
-- tells it again. `gone_in` is an import of its file that no longer lists it.
alter table source_row add column remarks {json};
alter table source_row add column gone_in {uuid};
create index source_row_gone on source_row (gone_in);
