-- The runs of a deployment as rows of their own: a look writes the runs that changed and not the whole fold, and whoever asks about one device reads one row. The fold of a
-- deployment is its state together with these.
create table deployment_run (
  client_id uuid not null,
  deployment_id uuid not null,
  device_id uuid not null,
  run jsonb not null,
  primary key (client_id, deployment_id, device_id),
  foreign key (client_id, deployment_id) references deployment
) with (fillfactor = 80);

-- the rows are read as the owner, of every client
alter table deployment_state no force row level security;
insert into deployment_run (client_id, deployment_id, device_id, run)
  select s.client_id, s.deployment_id, r.key::uuid, r.value from deployment_state s cross join lateral jsonb_each(s.state -> 'runs') r where s.seq > 0;
update deployment_state set state = state - 'runs' where seq > 0;
alter table deployment_state force row level security;

-- of the text of what is waited for: a look that waits for the same as the last one does not write it again
alter table deployment_state add column waiting_digest text not null default '';

do $$
declare
  app text := current_setting('fettle.app_role');
begin
  execute format('grant select, insert, update on deployment_run to %I', app);
  alter table deployment_run enable row level security;
  alter table deployment_run force row level security;
  create policy permitted_clients on deployment_run using (client_id = any ((select nullif(current_setting('fettle.clients', true), '')::uuid[])::uuid[]));
end $$;
