-- Rows that an import took and of whose place nothing was known: no case is opened for them until it is.
alter table import_batch add column n_without_place bigint not null default 0;

-- Nobody visits a closed case: the rechecks that waited for one are withdrawn since it was closed, as they are from now on.
update opening_proposal set decision = 'withdrawn', decided_at = (select c.status_since from "case" c
        where c.home_province = opening_proposal.home_province and c.id = opening_proposal.case_id)
    where kind = 'recheck' and decided_at is null and exists (select 1 from "case" c
        where c.home_province = opening_proposal.home_province and c.id = opening_proposal.case_id
            and c.status = 'closed');
