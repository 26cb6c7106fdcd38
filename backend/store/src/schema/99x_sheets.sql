-- An import that is taken back finds the problems that its visits had found; most problems come from a list.

create index problem_visit on problem (visit_id) where visit_id is not null;
