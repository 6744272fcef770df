-- A rebuild that a person has awaited, before or without the end of a change: who asked for it; null: it followed from how the change ended.
alter table rebuild add column asked_by text;
