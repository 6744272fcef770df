-- Discovered devices: machines without an agent, as people and files tell of them, what was decided about each, and what was patched by hand.

create table discovered_device (
  client_id uuid not null references client,
  id uuid not null,
  name text not null,
  site_id uuid,
  kind text not null check (kind in ('router', 'printer', 'camera', 'nas', 'hypervisor', 'server', 'other')),
  owner text,
  tier text check (tier in ('mission-critical', 'important', 'standard', 'low')),
  address text,
  serial text,
  mac text,
  -- operating system or firmware, as far as it is known
  system text,
  source text not null,
  last_seen text check (last_seen ~ '^\d{4}-\d\d-\d\d$'),
  version int not null default 1,
  recorded_by text not null,
  recorded_at timestamptz not null,
  changed_by text not null,
  changed_at timestamptz not null,
  primary key (client_id, id),
  foreign key (client_id, site_id) references site
);

create table discovered_decision (
  client_id uuid not null,
  id uuid not null,
  discovered_id uuid not null,
  answer text not null check (answer in ('enrolled', 'waved-off', 'by-hand', 'reopened')),
  device_id uuid,
  -- who answers for it, as people call that person
  person text,
  because text,
  review_on text check (review_on ~ '^\d{4}-\d\d-\d\d$'),
  rhythm_days int check (rhythm_days between 1 and 366),
  by text not null,
  at timestamptz not null,
  primary key (client_id, id),
  foreign key (client_id, discovered_id) references discovered_device,
  foreign key (client_id, device_id) references device,
  check ((answer = 'enrolled') = (device_id is not null)),
  check ((answer = 'waved-off') = (review_on is not null)),
  check ((answer = 'by-hand') = (rhythm_days is not null))
);
create index discovered_decision_of on discovered_decision (client_id, discovered_id, id desc);
create trigger evidence_stays before update or delete or truncate on discovered_decision for each statement execute function refuse_change();

create table discovered_patch (
  client_id uuid not null,
  id uuid not null,
  discovered_id uuid not null,
  what text not null,
  from_version text,
  to_version text,
  done_on text not null check (done_on ~ '^\d{4}-\d\d-\d\d$'),
  -- who did it, as people call that person
  person text not null,
  note text,
  by text not null,
  at timestamptz not null,
  primary key (client_id, id),
  foreign key (client_id, discovered_id) references discovered_device
);
create index discovered_patch_of on discovered_patch (client_id, discovered_id, done_on desc);
create trigger evidence_stays before update or delete or truncate on discovered_patch for each statement execute function refuse_change();

do $$
declare
  app text := current_setting('fettle.app_role');
  t text;
begin
  foreach t in array array['discovered_device', 'discovered_decision', 'discovered_patch'] loop
    execute format('grant select, insert on %I to %I', t, app);
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
    execute format('create policy permitted_clients on %I using (client_id = any ((select nullif(current_setting(''fettle.clients'', true), '''')::uuid[])::uuid[]))', t);
  end loop;
  execute format('grant update on discovered_device to %I', app);
end $$;
