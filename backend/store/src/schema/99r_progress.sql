-- How an import that was broken off was gone on with.

-- Rows that were taken up when somebody last went on with it, and when that was; nothing where it was never broken off.
alter table import_batch add column resumed_from bigint;
alter table import_batch add column resumed_at {instant};
