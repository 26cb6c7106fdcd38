-- Plans of imports: what a check promised, and which plan an import kept to.

-- The hash of the plan, in hexadecimal letters. Of an import that nobody planned, the hash of what it came to.
alter table import_batch add column plan text;
alter table import_job add column plan text;
