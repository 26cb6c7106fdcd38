-- Powers of a post that its holder delegates, or that somebody exercises in the holder's stead.

-- The holder's own grant, whose powers these are: they end with it.
alter table access_grant add column given_under {uuid} references access_grant (id);
create index access_grant_under on access_grant (given_under);
