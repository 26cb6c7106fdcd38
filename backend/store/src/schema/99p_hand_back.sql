-- What was entered in another system, as a list somebody marked as a whole: help, a household's class, a household newly
-- found. `said` is what was entered: once it says otherwise here, it waits to be entered again.
create table hand_back_mark (
    id {uuid} not null primary key,
    target text not null,
    area_id {uuid} not null references area (id),
    n_items bigint not null,
    account_id {uuid},
    by_actor text not null,
    at {instant} not null,
    undone_at {instant},
    undone_by text
);
create index hand_back_mark_target on hand_back_mark (target, at);

create table hand_back_entry (
    target text not null,
    kind text not null,
    subject_id {uuid} not null,
    said text not null,
    mark_id {uuid} not null references hand_back_mark (id),
    primary key (target, kind, subject_id, said)
);
create index hand_back_entry_mark on hand_back_entry (mark_id);
