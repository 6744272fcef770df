-- What devices report has their deployments looked at. A row for each, which a look takes away as it begins: changing the row of the deployment instead would wait for a look that
-- is under way, and all that is reported together with it.

create table deployment_wake (
  client_id uuid not null,
  deployment_id uuid not null,
  id uuid not null default gen_random_uuid(),
  at timestamptz not null,
  primary key (client_id, deployment_id, id)
);

do $$
declare
  app text := current_setting('fettle.app_role');
begin
  execute format('grant select, insert, delete on deployment_wake to %I', app);
  alter table deployment_wake enable row level security;
  alter table deployment_wake force row level security;
  create policy permitted_clients on deployment_wake using (client_id = any ((select nullif(current_setting('fettle.clients', true), '')::uuid[])::uuid[]));
end $$;
