-- What was done and read, by whom. Rows are inserted in the transaction of what they record and sealed soon after.

-- `persons` are the packed ids (16 bytes each) of the persons an answer showed.
create table audit_event (
    id {uuid} not null primary key,
    at {instant} not null,
    actor text not null,
    account_id {uuid},
    action text not null,
    subject_kind text,
    subject_id text,
    detail {json} not null,
    persons {bytes},
    content_hash {bytes} not null
);
create index audit_event_subject on audit_event (subject_kind, subject_id);
create index audit_event_at on audit_event (at, id);
create index audit_event_account on audit_event (account_id, at);

-- Events without a place yet, so that the sealer need not search all of them.
create table audit_pending (
    event_id {uuid} not null primary key references audit_event (id)
);

create table audit_seal (
    place bigint not null primary key,
    event_id {uuid} not null references audit_event (id),
    chain_hash {bytes} not null,
    sealed_at {instant} not null
);
create unique index audit_seal_event on audit_seal (event_id);
