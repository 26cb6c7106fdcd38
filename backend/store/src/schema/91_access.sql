-- Who made an account: it is the maker's to manage until it was given a power.

alter table account add column made_by {uuid} references account (id);
