-- Files that come in pieces.

-- A file of which not every byte has come, for a day at most. Its pieces are encrypted under a data key of its own, under
-- which the whole is kept as well: then it has its row in `upload`, with the same id, and this one has ended.
create table incoming_upload (
    id {uuid} not null primary key,
    account_id {uuid} not null,
    file_name text not null,
    n_bytes bigint not null,
    n_received bigint not null,
    sha256 {bytes},
    data_key {bytes} not null,
    master_key_id text not null,
    created_at {instant} not null,
    ended_at {instant}
);
create index incoming_upload_created on incoming_upload (created_at);
create index incoming_upload_ended on incoming_upload (ended_at) where ended_at is not null;
create index incoming_upload_account on incoming_upload (account_id) where ended_at is null;

-- A piece, noted before its first byte is written: what a process leaves that dies meanwhile is found by it. `n_bytes` is
-- there when the piece counts, `whole_id` names the file as it is put together behind the last.
create table upload_piece (
    id {uuid} not null primary key,
    upload_id {uuid} not null references incoming_upload (id),
    n_from bigint not null,
    n_bytes bigint,
    whole_id {uuid}
);
create index upload_piece_upload on upload_piece (upload_id, n_from);
