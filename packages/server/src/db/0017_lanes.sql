-- Lanes: which one a deployment is in, and what was decided of each update when it was proposed.

alter table deployment
  -- null: its policy has no lanes
  add column lane text;

-- the lines in which people read it, as they were then: rules and offers change, and why something was taken or left stays
create table deployment_selection (
  client_id uuid not null,
  deployment_id uuid not null,
  lines jsonb not null,
  -- lines beyond those that were kept
  more int not null,
  primary key (client_id, deployment_id),
  foreign key (client_id, deployment_id) references deployment
);

do $$
begin
  execute format('grant select, insert on deployment_selection to %I', current_setting('fettle.app_role'));
  alter table deployment_selection enable row level security;
  alter table deployment_selection force row level security;
  create policy permitted_clients on deployment_selection using (client_id = any ((select nullif(current_setting('fettle.clients', true), '')::uuid[])::uuid[]));
end $$;
