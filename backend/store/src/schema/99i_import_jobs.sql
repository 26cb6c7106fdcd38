-- Imports that somebody asked for and that have no row, newest first.
create index import_job_alone on import_job (account_id, id) where kind = 'apply' and batch_id is null;
