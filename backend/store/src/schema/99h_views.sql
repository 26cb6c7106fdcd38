-- The views of screens that people keep for themselves: a name, and the query of the screen's address.
create table saved_view (
    id {uuid} not null primary key,
    account_id {uuid} not null references account (id),
    name text not null,
    screen text not null,
    query text not null,
    version bigint not null,
    changed_at {instant} not null
);
create index saved_view_account on saved_view (account_id);

-- Where a visit was made, in microdegrees, and how many metres that may be off; null where nobody told, or it was erased.
alter table visit add column latitude integer;
alter table visit add column longitude integer;
alter table visit add column accuracy_metres integer;

-- Who reads a household is found from where it lives, and from its mentor team.
create index grant_area_area on grant_area (area_id);
create index access_grant_team on access_grant (team_id) where team_id is not null;
