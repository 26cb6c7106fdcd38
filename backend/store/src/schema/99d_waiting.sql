-- Rows that an import took and of whose place nothing was known: no case is opened for them until it is.
alter table import_batch add column n_without_place bigint not null default 0;
