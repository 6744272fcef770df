-- What could go wrong with updates: issues that are known of them, how they ended on devices so far, and what the outage of a device means.

-- the same for all clients: what makers published, or what a person of the provider wrote down
create table known_issue (
  id uuid primary key,
  -- a source of a package manager, with the first and last version that have it; null: no such end
  manager text,
  source_name text,
  from_version text,
  to_version text,
  -- or a number of Microsoft's, digits only
  kb text,
  text text not null,
  -- on what it happens, in the maker's words; null: on everything
  condition text,
  -- and by facts of devices; null: none tells
  rule jsonb,
  link text,
  recorded_at timestamptz not null,
  recorded_by text not null,
  -- the first version (or the KB) that is free of it; null while it is resolved: it no longer happens to any
  resolved_in text,
  resolved_at timestamptz,
  resolved_by text,
  resolved_because text,
  check ((kb is null) = (manager is not null and source_name is not null)),
  check (rule is null or condition is not null),
  check ((resolved_at is null) = (resolved_by is null) and (resolved_at is null) = (resolved_because is null))
);
create index known_issue_source on known_issue (source_name) where source_name is not null;
create index known_issue_kb on known_issue (kb) where kb is not null;
create index known_issue_recorded on known_issue (recorded_at desc, id desc);
create index windows_update_issue on windows_update (kb) where body ->> 'knownIssue' is not null;

-- how one deployment ended with one update: counts of devices, written when a run ends
create table update_result (
  client_id uuid not null,
  manager text not null,
  source_name text not null,
  source_version text not null,
  -- the one that brought it, also where another took it back
  deployment_id uuid not null,
  succeeded int not null default 0,
  failed int not null default 0,
  -- it was taken back by itself, or a person did
  taken_back int not null default 0,
  primary key (client_id, manager, source_name, source_version, deployment_id),
  foreign key (client_id) references client
);

-- the sums over all clients: what people of one client may know of the others, without which they are
create table update_result_total (
  manager text not null,
  source_name text not null,
  source_version text not null,
  succeeded int not null default 0,
  failed int not null default 0,
  -- deployments of which something was taken back
  taken_back int not null default 0,
  primary key (manager, source_name, source_version)
);

-- the business service that it carries, and what its outage means in the client's words
alter table device add column service text;
alter table device add column outage text;

do $$
declare
  app text := current_setting('fettle.app_role');
begin
  execute format('grant select, insert, update on known_issue, update_result, update_result_total to %I', app);
  alter table update_result enable row level security;
  alter table update_result force row level security;
  create policy permitted_clients on update_result using (client_id = any ((select nullif(current_setting('fettle.clients', true), '')::uuid[])::uuid[]));
end $$;
