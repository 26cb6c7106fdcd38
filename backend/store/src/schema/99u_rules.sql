-- By which rules an import was judged.

-- Kind and version of each set of rules that was in force for its year when it began, as JSON; nothing of older imports.
alter table import_batch add column rules {json};
