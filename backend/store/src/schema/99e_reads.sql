-- What is looked up by these alone: the cases of a mentor team, what waits for a case, what was noted of a household, and
-- single rows by their id, as 0010 has it.
create index case_mentor_team on "case" (mentor_team_id);
create index prepared_assignment_case_case on prepared_assignment_case (home_province, case_id);
create index kept_by_undo_case on kept_by_undo (home_province, case_id);
create index opening_proposal_id on opening_proposal (id);
create index opening_proposal_batch on opening_proposal (batch_id);
create index opening_proposal_withdrawn on opening_proposal (withdrawn_in) where withdrawn_in is not null;
create index opening_proposal_case on opening_proposal (home_province, case_id);
create index problem_id on problem (id);
create index problem_row on problem (source_row_id) where source_row_id is not null;
create index consent_id on consent (id);
create index consent_household on consent (household_id);
create index correction_id on correction (id);
create index identifier_correction on identifier (correction_id) where correction_id is not null;
create index source_row_replaced on source_row (replaced_by) where replaced_by is not null;
create index audit_event_action on audit_event (action, at, id);

-- The keys of rows that are taken back are found by the row alone.
drop index link_key_row;
create index link_key_row on link_key (source_row_id);
