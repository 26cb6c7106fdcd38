-- Whose turn a question is, what number it has on paper, who asked it by hand; and what was made one by hand.

-- Whom a question was passed on to by somebody who does not know both: `subdistrict` or `district`.
alter table link_question add column passed_to text;
alter table link_question add column passed_by {uuid};
alter table link_question add column passed_at {instant};
-- Printed for a meeting, and what the answers are typed in by.
alter table link_question add column number integer;
create unique index link_question_of_province on link_question (home_province, number) where number is not null;
create index link_question_number on link_question (number) where number is not null;
-- The account that asks, and why, where no import does.
alter table link_question add column asked_by {uuid};
alter table link_question add column note text;

-- Two that somebody made one without being asked; taken apart, never deleted. `outcome` says what it changed.
create table merging (
    home_province smallint not null,
    id {uuid} not null,
    kind text not null,
    kept_province smallint not null,
    kept_id {uuid} not null,
    gone_province smallint not null,
    gone_id {uuid} not null,
    reason text not null,
    outcome {json} not null,
    by_actor text not null,
    account_id {uuid},
    at {instant} not null,
    undone_at {instant},
    undone_by {uuid},
    undone_reason text,
    primary key (home_province, id)
);
create index merging_kept on merging (kept_id);
create index merging_gone on merging (gone_id);
