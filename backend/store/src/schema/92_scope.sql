-- What a reader may not see of a case is left out where it is read, numbers and counts included.

-- True for an event about what opens only to named district officers.
alter table case_event add column restricted {bool} not null default false;

-- The membership that a bulk act ended, and the version that made it: taking the act back lets it go on.
create table ended_by_act (
    act_id {uuid} not null references bulk_act (id),
    member_id {uuid} not null references team_member (id),
    version bigint not null,
    primary key (act_id, member_id)
);
