-- Imports that wait for a second person.

-- An import that is not begun until somebody else agrees to its plan; `job_id` is the import's id too. What the plan comes
-- to is kept as counts, for the check that gave it goes with its file. Neither agreed nor sent back, it waits.
create table import_approval (
    job_id {uuid} not null primary key references import_job (id),
    account_id {uuid} not null,
    counts {json} not null,
    asked_at {instant} not null,
    decided_by {uuid},
    decided_at {instant},
    is_agreed {bool},
    reason text
);
create index import_approval_waiting on import_approval (asked_at) where decided_at is null;

-- The districts that it brings rows of, or the provinces where no district is known.
create table import_approval_area (
    job_id {uuid} not null references import_approval (job_id),
    area_id {uuid} not null references area (id),
    primary key (job_id, area_id)
);
