-- The teams that a case had when an assignment of it was prepared: given to others meanwhile, it is not taken from them.
alter table prepared_assignment_case add column team_id {uuid};
alter table prepared_assignment_case add column mentor_team_id {uuid};
update prepared_assignment_case set
    team_id = (select c.team_id from "case" c
        where c.home_province = prepared_assignment_case.home_province and c.id = prepared_assignment_case.case_id),
    mentor_team_id = (select c.mentor_team_id from "case" c
        where c.home_province = prepared_assignment_case.home_province and c.id = prepared_assignment_case.case_id);

-- The acts of a case: what was taken back is no work on it.
create index bulk_act_case_case on bulk_act_case (home_province, case_id);
