-- How much may change at once: limits of the provider, of clients and of their sites; clusters; hosts and their guests; and who is unwell after a change.

-- client_id: the client's, or the provider's own nil id; site_id: nil for the client as a whole
create table change_limit (
  client_id uuid not null,
  site_id uuid not null default '00000000-0000-0000-0000-000000000000',
  at_once int check (at_once between 1 and 100000),
  per_hour int check (per_hour between 1 and 100000),
  -- changing or unwell at once: so many devices, or so many of a hundred; the tighter counts
  disturbed_devices int check (disturbed_devices between 1 and 100000),
  disturbed_percent int check (disturbed_percent between 1 and 100),
  -- devices that fetch packages at once
  downloads int check (downloads between 1 and 100000),
  changed_by text not null,
  changed_at timestamptz not null,
  primary key (client_id, site_id),
  check (client_id <> '00000000-0000-0000-0000-000000000000' or (disturbed_devices is null and disturbed_percent is null and downloads is null))
);

create table cluster (
  client_id uuid not null,
  id uuid not null,
  name text not null,
  -- so many of its members may be changing, restarting or unwell at once
  most int not null check (most between 1 and 1000),
  -- how often it was changed: whoever saves says which state that rests on
  version int not null,
  changed_by text not null,
  changed_at timestamptz not null,
  primary key (client_id, id),
  foreign key (client_id) references client
);
create unique index cluster_name on cluster (client_id, lower(name));

create table cluster_member (
  client_id uuid not null,
  cluster_id uuid not null,
  device_id uuid not null,
  primary key (client_id, cluster_id, device_id),
  foreign key (client_id, cluster_id) references cluster,
  foreign key (client_id, device_id) references device
);
create index cluster_member_device on cluster_member (client_id, device_id);

-- a change ended badly there, or nobody knows how, and nothing has shown since that the device is well
create table unwell_device (
  client_id uuid not null,
  device_id uuid not null,
  deployment_id uuid not null,
  outcome text not null check (outcome in ('failed', 'rolled back', 'unknown')),
  since timestamptz not null,
  -- a person looked
  well_at timestamptz,
  well_by text,
  well_because text,
  primary key (client_id, device_id),
  foreign key (client_id, device_id) references device,
  check ((well_at is null) = (well_by is null) and (well_at is null) = (well_because is null))
);

-- over all clients only numbers are kept: devices under way at each, and sends by the minute
create table client_sending (
  client_id uuid primary key,
  changing int not null
);
create table client_sent (
  minute timestamptz not null,
  client_id uuid not null,
  sent int not null,
  primary key (minute, client_id)
);

-- what a device needs: another one, or the host that it runs on
alter table device_dependency add column kind text not null default 'needs' check (kind in ('needs', 'host'));
create unique index device_host on device_dependency (client_id, device_id) where kind = 'host';

-- its place in the order of its ring, and why; null: of a plan from before there was one
alter table deployment_device add column turn jsonb;

create index instruction_sent on instruction (client_id, created_at) where verb in ('install', 'rollback', 'get');

do $$
declare
  app text := current_setting('fettle.app_role');
  t text;
begin
  execute format('grant select, insert, update, delete on change_limit, cluster, cluster_member, unwell_device, client_sending, client_sent to %I', app);
  foreach t in array array['change_limit', 'cluster', 'cluster_member', 'unwell_device'] loop
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
  end loop;
  foreach t in array array['cluster', 'cluster_member', 'unwell_device'] loop
    execute format('create policy permitted_clients on %I using (client_id = any ((select nullif(current_setting(''fettle.clients'', true), '''')::uuid[])::uuid[]))', t);
  end loop;
  -- the provider's own binds every client, and is written by who may write for all
  create policy permitted_clients on change_limit using (client_id = any ((select nullif(current_setting('fettle.clients', true), '')::uuid[])::uuid[])
      or (client_id = '00000000-0000-0000-0000-000000000000' and nullif(current_setting('fettle.clients', true), '') is not null))
    with check (client_id = any ((select nullif(current_setting('fettle.clients', true), '')::uuid[])::uuid[]));
end $$;
