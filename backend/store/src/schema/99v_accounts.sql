-- An account is taken away with the list that brought it: that nobody was made or given anything by it is asked by who did.
create index account_made_by on account (made_by) where made_by is not null;
create index access_grant_given_by on access_grant (given_by) where given_by is not null;
