-- Who proposed households looks at what became of their own, the newest first.
create index opening_proposal_account on opening_proposal (account_id, id) where account_id is not null;
