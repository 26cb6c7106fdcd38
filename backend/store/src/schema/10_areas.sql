-- Areas: what they are called, what lies in what, and since when.

create table area (
    id {uuid} not null primary key,
    code text,
    level text not null,
    kind text not null,
    origin text not null,
    parent_id {uuid} references area (id),
    name_th text,
    name_en text,
    name_key text,
    home_province smallint not null,
    valid_from {day},
    valid_until {day}
);
create unique index area_code on area (code) where valid_until is null;
create index area_parent on area (parent_id, name_key);

create table area_alias (
    area_id {uuid} not null references area (id),
    alias text not null,
    alias_key text not null,
    primary key (area_id, alias)
);

create table area_successor (
    area_id {uuid} not null references area (id),
    successor_id {uuid} not null references area (id),
    since {day} not null,
    primary key (area_id, successor_id)
);

-- Every area lies in itself at depth 0. A scope is a set of ancestors; what it covers is read here.
create table area_closure (
    ancestor_id {uuid} not null references area (id),
    descendant_id {uuid} not null references area (id),
    depth smallint not null,
    valid_from {day} not null,
    valid_until {day},
    primary key (ancestor_id, descendant_id, valid_from)
);
create index area_closure_up on area_closure (descendant_id, ancestor_id);

-- TPMAP's published aggregates, beside our own figures and never mixed with them.
create table published_statistic (
    source text not null,
    survey_year smallint not null,
    level text not null,
    code text not null,
    shape text not null,
    area_id {uuid} references area (id),
    figures {json} not null,
    batch_id {uuid} not null,
    primary key (source, survey_year, level, code, shape)
);
