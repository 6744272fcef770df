-- Results of an update over all clients were one row, for which the looks of all clients waited that ended at once: now in parts, which are added up where they are read.

alter table update_result_total add column part smallint not null default 0 check (part between 0 and 15);
alter table update_result_total drop constraint update_result_total_pkey;
alter table update_result_total add primary key (manager, source_name, source_version, part);
