-- Files that were sent over HTTP, and what is done with them in the background.

-- A file on its way in, encrypted under a data key of its own. Its bytes go after a day; what it was stays.
create table upload (
    id {uuid} not null primary key,
    account_id {uuid} not null,
    file_name text not null,
    n_bytes bigint not null,
    sha256 {bytes} not null,
    blob_key text not null,
    data_key {bytes} not null,
    master_key_id text not null,
    created_at {instant} not null,
    removed_at {instant}
);
create index upload_there on upload (created_at) where removed_at is null;
create index upload_account on upload (account_id) where removed_at is null;

-- A check or an import of an uploaded file. `open_since` stands while it is not done; who works on it holds it until
-- `held_until` and says so again and again: one whose holder fell silent is taken up by another.
-- `found` is what came of it, sealed under the upload's data key; `failure` a code and the arguments of its sentence.
create table import_job (
    id {uuid} not null primary key,
    kind text not null,
    upload_id {uuid} not null references upload (id),
    account_id {uuid} not null,
    survey_year smallint,
    created_at {instant} not null,
    open_since {instant},
    held_by {uuid},
    held_until {instant},
    n_tries integer not null,
    n_rows bigint not null,
    n_rows_done bigint not null,
    batch_id {uuid},
    failure {json},
    found {bytes},
    finished_at {instant}
);
create index import_job_open on import_job (open_since) where open_since is not null;
create index import_job_upload on import_job (upload_id);
create index import_job_batch on import_job (batch_id) where batch_id is not null;
create index import_job_account on import_job (account_id, open_since) where open_since is not null;

-- The rows that a check found something about, in the order of the file, sealed under the upload's data key; and which
-- of them bear which code.
create table import_check_row (
    job_id {uuid} not null references import_job (id),
    place integer not null,
    body {bytes} not null,
    primary key (job_id, place)
);
create table import_check_issue (
    job_id {uuid} not null references import_job (id),
    code text not null,
    place integer not null,
    primary key (job_id, code, place)
);
