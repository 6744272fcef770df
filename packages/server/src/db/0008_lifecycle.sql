-- Which system each device runs, what software it has that comes from its publisher, and how long their makers support them. Each of those is one row for the whole
-- installation, so that a new day, or news of the feed, changes one row and not one a device.
create table lifecycle_subject (
  id int generated always as identity primary key,
  kind text not null check (kind in ('system', 'software')),
  -- as devices tell it. Of a system os-release `ID:VERSION_ID` and PRETTY_NAME; of software its product by the names of the feed, and as much of its version as cycles follow from
  what text not null,
  called text not null,
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
  unique (kind, what, called)
);
create index lifecycle_subject_product on lifecycle_subject (product);

-- what of the software that devices told comes from its publisher; what has no row here is left to the distribution
create table software_subject (
  software_id int primary key references software,
  subject_id int not null references lifecycle_subject
);
-- by which version of the table of publishers all software was looked at
create table published_by (
  id boolean primary key default true check (id),
  version int not null,
  -- software up to this one was looked at
  looked_to int not null,
  -- and what devices have was brought to that
  done boolean not null
);

create table device_subject (
  client_id uuid not null,
  device_id uuid not null,
  subject_id int not null references lifecycle_subject,
  -- of software: what the device has of it
  software_ids int[] not null default '{}',
  -- when the device was first seen with it; another patch of the same release goes on from there
  since timestamptz not null,
  primary key (client_id, device_id, subject_id)
);
create index device_subject_of on device_subject (subject_id, client_id);

-- products of which something else is published now
create table changed_product (
  id text primary key
);

-- what devices have about which something in force was decided, and until when that is so by itself. Kept up when devices or decisions change
create table decided_subject (
  client_id uuid not null,
  device_id uuid not null,
  subject_id int not null references lifecycle_subject,
  -- null: for ever
  until timestamptz,
  primary key (client_id, device_id, subject_id)
);

-- devices that were there before: row security is forced, so they are only seen by who names their clients. Their software is looked at when the server starts
select set_config('fettle.clients', coalesce((select array_agg(client_id)::text from client_register), '{}'), true);
insert into lifecycle_subject (kind, what, called) select distinct 'system', ecosystem, os_name from device where status <> 'retired';
insert into device_subject (client_id, device_id, subject_id, since)
  select d.client_id, d.id, s.id, d.enrolled_at from device d join lifecycle_subject s on s.kind = 'system' and s.what = d.ecosystem and s.called = d.os_name
  where d.status <> 'retired';
select set_config('fettle.clients', '', true);

do $$
declare
  app text := current_setting('fettle.app_role');
  t text;
begin
  foreach t in array array['lifecycle_subject', 'software_subject', 'published_by', 'device_subject', 'changed_product', 'decided_subject'] loop
    execute format('grant select, insert, update, delete on %I to %I', t, app);
  end loop;
  foreach t in array array['device_subject', 'decided_subject'] loop
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
    execute format(
      'create policy permitted_clients on %I using (client_id = any ((select nullif(current_setting(''fettle.clients'', true), '''')::uuid[])::uuid[]))', t);
  end loop;
end $$;
