-- The rollback plan as evidence: backups and tests of restores as they were told, ways back that were tried, and changes without a way back that a person accepted.

create table backup_record (
  client_id uuid not null,
  id uuid not null,
  device_id uuid not null,
  what text not null check (what in ('backup', 'restore-test')),
  -- when it ended
  at timestamptz not null,
  ok boolean not null,
  -- how it was made, such as `image` or `database dump`, and by which tool
  kind text not null,
  tool text,
  -- what it holds, in words; null: all of the device
  covers text,
  -- of a test: how long the restore took; null: nobody said
  seconds int check (seconds >= 0),
  note text,
  -- hex SHA-256 of a document that shows it and is kept elsewhere
  attachment text check (attachment ~ '^[0-9a-f]{64}$'),
  source text not null check (source in ('api', 'cli', 'hand', 'probe')),
  recorded_by text not null,
  recorded_at timestamptz not null,
  primary key (client_id, id),
  foreign key (client_id, device_id) references device
);
create index backup_record_newest on backup_record (client_id, device_id, what, at desc);
-- the same said twice is one fact
create unique index backup_record_once on backup_record (client_id, device_id, what, at, kind, ok);
create trigger evidence_stays before update or delete or truncate on backup_record for each statement execute function refuse_change();

create table way_back_trial (
  client_id uuid not null,
  id uuid not null,
  device_id uuid not null,
  deployment_id uuid not null,
  attempt int not null,
  what text not null check (what in ('drill', 'rollback')),
  way_back text not null,
  passed boolean not null,
  detail text not null,
  seconds int check (seconds >= 0),
  -- the device as it was then: others of the same system and tier count as tried with it
  ecosystem text not null,
  tier text,
  at timestamptz not null,
  primary key (client_id, id),
  unique (client_id, deployment_id, device_id, attempt),
  foreign key (client_id, deployment_id) references deployment,
  foreign key (client_id, device_id) references device
);
create index way_back_trial_newest on way_back_trial (client_id, device_id, at desc);
create index way_back_trial_alike on way_back_trial (client_id, ecosystem, tier, at desc);
create trigger evidence_stays before update or delete or truncate on way_back_trial for each statement execute function refuse_change();

create table no_way_back (
  client_id uuid not null,
  id uuid not null,
  scope text not null check (scope in ('client', 'site', 'devices')),
  scope_ids uuid[] not null,
  software text not null,
  reason text not null,
  -- who answers for it, by name: mostly somebody of the client
  accepted_by text not null,
  ends_at timestamptz not null,
  made_by text not null,
  made_at timestamptz not null,
  primary key (client_id, id),
  foreign key (client_id) references client,
  check ((scope = 'client') = (cardinality(scope_ids) = 0))
);
create trigger evidence_stays before update or delete or truncate on no_way_back for each statement execute function refuse_change();

create table no_way_back_end (
  client_id uuid not null,
  no_way_back_id uuid not null,
  because text not null,
  by text not null,
  at timestamptz not null,
  primary key (client_id, no_way_back_id),
  foreign key (client_id, no_way_back_id) references no_way_back
);
create trigger evidence_stays before update or delete or truncate on no_way_back_end for each statement execute function refuse_change();

-- a role for keys of backup tools: they may tell of backups, and nothing else
alter table person_grant drop constraint person_grant_role_check,
  add constraint person_grant_role_check check (role in ('administrator', 'technician', 'reader', 'backup-reporter'));
alter table api_key_grant drop constraint api_key_grant_role_check,
  add constraint api_key_grant_role_check check (role in ('administrator', 'technician', 'reader', 'backup-reporter'));

do $$
declare
  app text := current_setting('fettle.app_role');
  t text;
begin
  foreach t in array array['backup_record', 'way_back_trial', 'no_way_back', 'no_way_back_end'] loop
    execute format('grant select, insert on %I to %I', t, app);
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
    execute format('create policy permitted_clients on %I using (client_id = any ((select nullif(current_setting(''fettle.clients'', true), '''')::uuid[])::uuid[]))', t);
  end loop;
end $$;
