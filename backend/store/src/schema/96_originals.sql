-- Originals go when their retention date has passed; what they were, and that they were there, stays.
alter table attachment add column removed_at {instant};
create index attachment_due on attachment (keep_until) where removed_at is null;
