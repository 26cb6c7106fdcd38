-- Proposals that are withdrawn when what they rest on is no more: `decision` is `withdrawn`, and nobody decided.

-- The import that withdrew it; taken back, the proposal waits again.
alter table opening_proposal add column withdrawn_in {uuid};
