-- Who may do what, where and until when.

create table account (
    id {uuid} not null primary key,
    user_name text not null,
    display_name text not null,
    password_hash text,
    language text,
    must_change_password {bool} not null,
    created_at {instant} not null,
    disabled_at {instant},
    version bigint not null
);
create unique index account_user_name on account (user_name);

-- Powers belong to posts; a post is held, acted in, or its powers delegated.
create table post (
    id {uuid} not null primary key,
    name_th text not null,
    role text not null,
    area_id {uuid} references area (id),
    created_at {instant} not null
);

create table access_grant (
    id {uuid} not null primary key,
    account_id {uuid} not null references account (id),
    role text not null,
    post_id {uuid} references post (id),
    held_as text not null,
    given_by {uuid} references account (id),
    order_number text,
    sector text,
    need text,
    team_id {uuid},
    everywhere {bool} not null,
    opens_restricted {bool} not null,
    valid_from {day} not null,
    valid_until {day},
    created_at {instant} not null,
    revoked_at {instant}
);
create index access_grant_account on access_grant (account_id);

-- A grant covers these areas, or the whole country where it says `everywhere`: a lost row never widens it.
create table grant_area (
    grant_id {uuid} not null references access_grant (id),
    area_id {uuid} not null references area (id),
    primary key (grant_id, area_id)
);

create table session (
    token_hash {bytes} not null primary key,
    id {uuid} not null,
    account_id {uuid} not null references account (id),
    kind text not null,
    name text,
    device text,
    created_at {instant} not null,
    seen_at {instant} not null,
    idle_until {instant},
    absolute_until {instant} not null,
    revoked_at {instant}
);
create unique index session_id on session (id);
create index session_account on session (account_id);

create table login_counter (
    subject {bytes} not null primary key,
    kind text not null,
    n_failures integer not null,
    since {instant} not null,
    blocked_until {instant}
);

create table setting (
    name text not null primary key,
    value text not null,
    version bigint not null
);

create table job (
    id {uuid} not null primary key,
    kind text not null,
    subject text,
    state text not null,
    payload {json} not null,
    run_after {instant} not null,
    claimed_by text,
    claimed_until {instant},
    n_tries integer not null
);
create index job_due on job (state, run_after);

create table idempotency_key (
    account_id {uuid} not null,
    key text not null,
    operation text not null,
    arguments_hash {bytes} not null,
    result_kind text not null,
    result_id text not null,
    at {instant} not null,
    primary key (account_id, key)
);
create index idempotency_key_at on idempotency_key (at);
