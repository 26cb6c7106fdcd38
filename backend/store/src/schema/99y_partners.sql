-- The register of partners (ภาคีเครือข่าย): who of the seven sectors can help where, with which needs, how many households
-- at once and in which months, and what each contributed.

-- `months` has a bit a month, January the lowest. `post` is the office of a formal partner or the network of another.
create table partner (
    id {uuid} not null primary key,
    home_province smallint not null,
    kind text not null,
    name text not null,
    sector text not null,
    formality text not null,
    post text,
    note text,
    n_households integer,
    months smallint not null,
    created_at {instant} not null,
    ended_on {day},
    version bigint not null
);

create table partner_area (
    partner_id {uuid} not null references partner (id),
    area_id {uuid} not null references area (id),
    primary key (partner_id, area_id)
);
create index partner_area_area on partner_area (area_id);

-- `need` is a code of the menu of needs.
create table partner_need (
    partner_id {uuid} not null references partner (id),
    need text not null,
    primary key (partner_id, need)
);

-- What a partner gave or did, besides help that is recorded with a household. One that was noted by mistake is withdrawn.
create table contribution (
    id {uuid} not null primary key,
    partner_id {uuid} not null references partner (id),
    happened_on {day} not null,
    need text not null,
    what text not null,
    value_basis text not null,
    amount_satang bigint,
    n_households integer,
    area_id {uuid} references area (id),
    account_id {uuid} references account (id),
    by_actor text not null,
    recorded_at {instant} not null,
    withdrawn_at {instant}
);
create index contribution_partner on contribution (partner_id, happened_on);

-- A member of a team may stand in the register.
alter table team_member add column partner_id {uuid} references partner (id);
create index team_member_partner on team_member (partner_id) where partner_id is not null;
