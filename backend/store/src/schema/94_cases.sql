-- Cases: a closing that is proposed and waits for the chief.

-- Why, in which words, by whom and when; null where nothing is proposed.
alter table "case" add column closing_proposed text;
alter table "case" add column closing_proposed_note text;
alter table "case" add column closing_proposed_by {uuid};
alter table "case" add column closing_proposed_at {instant};
create index case_closing_proposed on "case" (area_id) where closing_proposed is not null;
