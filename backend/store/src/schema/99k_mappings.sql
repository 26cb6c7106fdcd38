-- How an office reads the columns of its lists: a mapping for a source, kept in versions; the newest is offered again.
create table import_mapping (
    id {uuid} not null primary key,
    area_id {uuid} not null references area (id),
    source text not null,
    name text not null,
    version integer not null,
    mapping {json} not null,
    account_id {uuid} not null references account (id),
    saved_at {instant} not null,
    replaced_at {instant}
);
create unique index import_mapping_version on import_mapping (area_id, source, name, version);
create index import_mapping_area on import_mapping (area_id) where replaced_at is null;

-- How somebody said that an uploaded file is to be read, for a check or an import of it.
create table import_job_mapping (
    job_id {uuid} not null primary key references import_job (id),
    mapping {json} not null
);

-- How the file of an import was read, and by which saved mapping, if by one.
create table import_batch_mapping (
    batch_id {uuid} not null primary key references import_batch (id),
    mapping_id {uuid},
    is_mapped {bool} not null,
    mapping {json} not null
);
