-- Plans of imports: what a check promised, and which plan an import kept to.

-- The hash of the plan, in hexadecimal letters. Of an import that nobody planned, the hash of what it came to.
alter table import_batch add column plan text;
alter table import_job add column plan text;

-- What was chosen for a check or an import, as JSON: what blank cells mean; and why it goes on despite its duplicates.
alter table import_batch add column chosen {json};
alter table import_job add column chosen {json};

-- Households with a case that a check would change, field by field, sealed under the upload's data key.
create table import_check_change (
    job_id {uuid} not null references import_job (id),
    household_id {uuid} not null,
    is_open {bool} not null,
    falls {bool} not null,
    body {bytes} not null,
    primary key (job_id, household_id)
);
