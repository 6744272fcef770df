-- Which system each device runs, and how long its maker supports it. A system is one row for the whole installation, so that a new day, or news of the feed, changes
-- one row and not one a device.
create table system_support (
  id int generated always as identity primary key,
  -- as devices tell them: os-release `ID:VERSION_ID` and PRETTY_NAME
  ecosystem text not null,
  os_name text not null,
  -- by the names of the feed of life cycles; null: not known
  product text,
  product_label text,
  cycle text,
  standing text not null default 'unknown' check (standing in ('ended', 'regular-ended', 'ending', 'supported', 'unknown')),
  -- the state and its reason as the core names them
  state text not null default 'unknown',
  reason text not null default 'product-unknown',
  ends date,
  extended_until date,
  -- the day for which it was last worked out: once a day for its own sake; null: never
  judged_on date,
  unique (ecosystem, os_name)
);
create index system_support_product on system_support (product);

create table device_system (
  client_id uuid not null,
  device_id uuid not null,
  system_id int not null references system_support,
  -- when the device was first seen with it
  since timestamptz not null,
  primary key (client_id, device_id)
);
create index device_system_of on device_system (system_id, client_id);

-- products of which something else is published now
create table changed_product (
  id text primary key
);

-- devices for which something in force was decided about the release that they run, and until when that is so by itself. Kept up when devices or decisions change
create table decided_device (
  client_id uuid not null,
  device_id uuid not null,
  -- null: for ever
  until timestamptz,
  primary key (client_id, device_id)
);

-- devices that were there before: row security is forced, so they are only seen by who names their clients
select set_config('fettle.clients', coalesce((select array_agg(client_id)::text from client_register), '{}'), true);
insert into system_support (ecosystem, os_name) select distinct ecosystem, os_name from device where status <> 'retired';
insert into device_system (client_id, device_id, system_id, since)
  select d.client_id, d.id, s.id, d.enrolled_at from device d join system_support s on s.ecosystem = d.ecosystem and s.os_name = d.os_name where d.status <> 'retired';
select set_config('fettle.clients', '', true);

do $$
declare
  app text := current_setting('fettle.app_role');
  t text;
begin
  foreach t in array array['system_support', 'device_system', 'changed_product', 'decided_device'] loop
    execute format('grant select, insert, update, delete on %I to %I', t, app);
  end loop;
  foreach t in array array['device_system', 'decided_device'] loop
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
    execute format(
      'create policy permitted_clients on %I using (client_id = any ((select nullif(current_setting(''fettle.clients'', true), '''')::uuid[])::uuid[]))', t);
  end loop;
end $$;
