-- What planning noticed that whoever approves should know and that the spec itself does not tell; of specs from before it was kept: nothing.
alter table deployment_spec add column notes jsonb not null default '[]';
