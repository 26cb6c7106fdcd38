-- What levels lean on of the past.

-- Each change of a problem's status: what was true on an earlier day stays true of it, whatever became of the problem since.
create table problem_change (
    home_province smallint not null,
    problem_id {uuid} not null,
    version bigint not null,
    from_status text not null,
    to_status text not null,
    since {day} not null,
    primary key (home_province, problem_id, version)
);
create index problem_change_problem on problem_change (problem_id);
insert into problem_change (home_province, problem_id, version, from_status, to_status, since)
select home_province, id, version, case when status = 'open' then 'solved' else 'open' end, status, status_since
from problem where version > 1;
