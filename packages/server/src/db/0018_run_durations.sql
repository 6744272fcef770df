-- What changes and restarts took, run by run, by the devices' clocks: from that the time of the next is expected.

create table run_duration (
  client_id uuid not null,
  device_id uuid not null,
  instruction_id text not null,
  ended_at timestamptz not null,
  packages int not null check (packages >= 1),
  change_seconds int not null check (change_seconds between 0 and 86400),
  -- null: it did not restart
  restart_seconds int check (restart_seconds between 0 and 86400),
  -- as 'debian 12': devices with the same system are compared; null: it was not known
  system text,
  primary key (client_id, device_id, instruction_id),
  foreign key (client_id) references client
);
create index run_duration_alike on run_duration (client_id, system, ended_at desc);
create index run_duration_device on run_duration (client_id, device_id, ended_at desc);

-- How long a device of a deployment is expected to take, and from what that is known; null: of one from before it was kept.
alter table deployment_device add column expected jsonb;
-- Since when a restart of the device is pending, as far as its scans tell; null: none is, or it is not known.
alter table device_inventory add column restart_pending_since timestamptz;
select set_config('fettle.clients', coalesce((select array_agg(client_id)::text from client_register), '{}'), true);
update device_inventory set restart_pending_since = coalesce(scanned_at, changed_at) where restart_pending;
select set_config('fettle.clients', '', true);

do $$
declare
  app text := current_setting('fettle.app_role');
begin
  execute format('grant select, insert on run_duration to %I', app);
  alter table run_duration enable row level security;
  alter table run_duration force row level security;
  create policy permitted_clients on run_duration using (client_id = any ((select nullif(current_setting('fettle.clients', true), '')::uuid[])::uuid[]));
end $$;
