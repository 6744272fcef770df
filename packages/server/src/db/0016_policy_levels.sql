-- Policies of five levels: provider, client, site, group, device; and groups of devices by rule. What was a client's policy is the client level's now.

alter table policy
  add column level text not null default 'client' check (level in ('client', 'site', 'group', 'device')),
  -- the site, group (of the client's own) or device that it is of
  add column subject_id uuid,
  -- what it said holds no more from then on; its versions stay
  add column removed_at timestamptz,
  add constraint policy_subject check ((level = 'client') = (subject_id is null));

-- Of several policies of a client the newest held: the others ended when it was made.
select set_config('fettle.clients', coalesce((select array_agg(client_id)::text from client_register), '{}'), true);
update policy p set removed_at = (
  select min(n.created_at) from policy n where n.client_id = p.client_id and (n.created_at, n.id) > (p.created_at, p.id)
);
select set_config('fettle.clients', '', true);
create unique index policy_place on policy (client_id, level, coalesce(subject_id, '00000000-0000-0000-0000-000000000000')) where removed_at is null;

create table device_group (
  client_id uuid not null,
  id uuid not null,
  name text not null,
  -- of two groups that a device is in, the one with the smaller rank counts
  rank int not null check (rank between 1 and 1000),
  rule jsonb not null,
  version int not null,
  created_at timestamptz not null,
  saved_at timestamptz not null,
  saved_by text not null,
  removed_at timestamptz,
  primary key (client_id, id),
  foreign key (client_id) references client
);
create unique index device_group_rank on device_group (client_id, rank) where removed_at is null;
create unique index device_group_name on device_group (client_id, lower(name)) where removed_at is null;

-- the provider's, over all clients
create table provider_group (
  id uuid primary key,
  name text not null,
  rank int not null check (rank between 1 and 1000),
  rule jsonb not null,
  version int not null,
  created_at timestamptz not null,
  saved_at timestamptz not null,
  saved_by text not null,
  removed_at timestamptz
);
create unique index provider_group_rank on provider_group (rank) where removed_at is null;
create unique index provider_group_name on provider_group (lower(name)) where removed_at is null;

create table provider_policy (
  id uuid primary key,
  level text not null check (level in ('provider', 'group')),
  subject_id uuid references provider_group,
  name text not null,
  version int not null,
  created_at timestamptz not null,
  removed_at timestamptz,
  check ((level = 'provider') = (subject_id is null))
);
create unique index provider_policy_place on provider_policy (level, coalesce(subject_id, '00000000-0000-0000-0000-000000000000')) where removed_at is null;
create table provider_policy_version (
  policy_id uuid not null references provider_policy,
  version int not null,
  body jsonb not null,
  digest text not null,
  saved_at timestamptz not null,
  saved_by text not null,
  primary key (policy_id, version)
);
create trigger evidence_stays before update or delete or truncate on provider_policy_version for each statement execute function refuse_change();

-- The policy by which a deployment was proposed, laid together from its levels; and of a device what holds otherwise there. A deployment from before has
-- the version that it names. Which may be the provider's now: so it refers to no table any more.
alter table deployment
  drop constraint deployment_client_id_policy_id_policy_version_fkey,
  add column effective jsonb;
alter table deployment_device add column own jsonb;

do $$
declare
  app text := current_setting('fettle.app_role');
begin
  execute format('grant select, insert, update on device_group, provider_group, provider_policy to %I', app);
  execute format('grant select, insert on provider_policy_version to %I', app);
  alter table device_group enable row level security;
  alter table device_group force row level security;
  create policy permitted_clients on device_group using (client_id = any ((select nullif(current_setting('fettle.clients', true), '')::uuid[])::uuid[]));
end $$;
