-- The tables of Fettle, first version. Runs as the owner, in schema fettle; the runner sets fettle.app_role to the name of the
-- application's role. Rules that later migrations keep:
--   * every tenant table begins its key with client_id, has row security enabled and forced, and no foreign key crosses clients;
--   * ids are UUIDv7 made by the application; times are timestamptz; texts that were hashed or signed are stored as the exact text;
--   * a table without client_id is named, with its reason, in row-security.ts, or the isolation test fails.
-- The provider's own audit chain lives under the nil UUID as client_id.

-- Installation-wide -------------------------------------------------------------------------------------------------------------

create table installation (
  only_one boolean primary key default true check (only_one),
  id uuid not null,
  provider_name text not null,
  created_at timestamptz not null,
  -- signed by the root key; the exact envelope
  authority jsonb,
  authority_version int not null default 0,
  stop jsonb,
  stop_version int not null default 0
);

-- ids only, so that work over all clients can name its scope before row security lets it see anything
create table client_register (client_id uuid primary key);

create table person (
  id uuid primary key,
  name text not null,
  mail text not null,
  password_hash text,
  totp_secret text,
  totp_last_step bigint not null default 0,
  approver boolean not null default false,
  reviewer boolean not null default false,
  created_at timestamptz not null,
  entered_at timestamptz,
  removed_at timestamptz,
  last_seen_at timestamptz
);
create unique index person_mail on person (lower(mail)) where removed_at is null;

-- client_id null: for all clients
create table person_grant (
  person_id uuid not null references person,
  role text not null check (role in ('administrator', 'technician', 'reader')),
  client_id uuid,
  unique nulls not distinct (person_id, role, client_id)
);

create table session (
  token_hash bytea primary key,
  person_id uuid not null references person,
  csrf text not null,
  created_at timestamptz not null,
  last_seen_at timestamptz not null,
  expires_at timestamptz not null,
  user_agent text not null
);
create index session_person on session (person_id);

-- one-time links: the first person (person_id null), and invitations
create table welcome_link (
  token_hash bytea primary key,
  person_id uuid references person,
  totp_secret text not null,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  used_at timestamptz
);

create table api_key (
  id uuid primary key,
  name text not null,
  secret_hash bytea not null unique,
  created_at timestamptz not null,
  created_by text not null,
  last_used_at timestamptz,
  expires_at timestamptz,
  revoked_at timestamptz
);
create table api_key_grant (
  api_key_id uuid not null references api_key,
  role text not null check (role in ('administrator', 'technician', 'reader')),
  client_id uuid,
  unique nulls not distinct (api_key_id, role, client_id)
);

create table admission (
  id uuid primary key,
  key_id text not null unique,
  public_key text not null,
  person_id uuid not null references person,
  label text not null,
  asked_at timestamptz not null
);

-- one row a software for the whole installation; no client's fact is in it
create table software (
  id int generated always as identity primary key,
  ecosystem text not null,
  manager text not null,
  name text not null,
  version text not null,
  architecture text not null,
  source_name text not null,
  source_version text not null,
  -- rpm's modularity label; '' for none
  module text not null default ''
);
create unique index software_identity on software (name, version, architecture, source_version, source_name, ecosystem, manager, module);

-- a device's key is found before its client is known; holds nothing else
create table device_key (
  key_id text primary key,
  public_key text not null,
  client_id uuid not null,
  device_id uuid not null,
  retired_at timestamptz
);

-- Clients -----------------------------------------------------------------------------------------------------------------------

create table client (
  client_id uuid primary key,
  name text not null,
  created_at timestamptz not null
);

create table site (
  client_id uuid not null,
  id uuid not null,
  name text not null,
  zone text not null,
  created_at timestamptz not null,
  primary key (client_id, id),
  foreign key (client_id) references client
);
create unique index site_name on site (client_id, name);

create table contact (
  client_id uuid not null,
  id uuid not null,
  name text not null,
  mail text not null,
  language text not null,
  site_ids uuid[] not null default '{}',
  created_at timestamptz not null,
  removed_at timestamptz,
  primary key (client_id, id),
  foreign key (client_id) references client
);

create table enrolment_token (
  client_id uuid not null,
  id uuid not null,
  site_id uuid not null,
  secret_hash bytea not null,
  note text not null,
  uses_left int check (uses_left >= 0),
  used int not null default 0,
  created_at timestamptz not null,
  created_by text not null,
  expires_at timestamptz not null,
  revoked_at timestamptz,
  primary key (client_id, id),
  foreign key (client_id, site_id) references site
);

-- Devices -----------------------------------------------------------------------------------------------------------------------

create table device (
  client_id uuid not null,
  id uuid not null,
  site_id uuid not null,
  key_id text not null,
  name text not null,
  os_name text not null,
  ecosystem text not null,
  mode text not null check (mode in ('observe', 'manage')),
  status text not null default 'active' check (status in ('active', 'quarantined', 'retired')),
  quarantined_at timestamptz,
  quarantined_because text,
  tier text check (tier in ('mission-critical', 'important', 'standard', 'low')),
  exposure text check (exposure in ('internet', 'internal', 'isolated')),
  owner text,
  agent_version text,
  enrolled_at timestamptz not null,
  retired_at timestamptz,
  instruction_sequence bigint not null default 0,
  primary key (client_id, id),
  foreign key (client_id, site_id) references site,
  check ((status = 'quarantined') = (quarantined_at is not null))
);
create index device_site on device (client_id, site_id);
create index device_name on device (client_id, name, id);
-- the order of the list over all clients
create index device_order on device (name, id);

-- written at every check-in, in batches; apart from `device` so that its rows stay small and updates stay on the page
create table device_contact (
  client_id uuid not null,
  device_id uuid not null,
  counter bigint not null default 0,
  -- of the 64 counters before it, those that were taken: the lowest bit stands for the one just before
  taken bigint not null default 0,
  ticket text not null,
  previous_ticket text,
  payload_hash bytea,
  boot_id text,
  last_seen_at timestamptz not null,
  primary key (client_id, device_id)
) with (fillfactor = 40);

create table device_dependency (
  client_id uuid not null,
  device_id uuid not null,
  depends_on uuid not null,
  primary key (client_id, device_id, depends_on),
  foreign key (client_id, device_id) references device,
  foreign key (client_id, depends_on) references device,
  check (device_id <> depends_on)
);

-- when the oldest lists of a device's package managers were refreshed; null where that is not known of one of them
create function oldest_lists(managers jsonb) returns text language sql immutable parallel safe
  return (select case when bool_and(m.value -> 'lists' ->> 'refreshedAt' is not null) then min(m.value -> 'lists' ->> 'refreshedAt' collate "C") end from jsonb_each(managers) m);

-- what the device says of itself, by section: rewritten only when its digest changes
create table device_inventory (
  client_id uuid not null,
  device_id uuid not null,
  digests jsonb not null default '{}',
  system jsonb,
  runtime jsonb,
  -- by manager: how it answered, how old its lists are, what is wrong with it
  managers jsonb not null default '{}',
  -- interned software, ascending
  installed int[],
  -- by software id: what is not plain `installed` and not pinned
  peculiar jsonb not null default '{}',
  missing int,
  missing_security int,
  scanned_at timestamptz,
  changed_at timestamptz not null,
  -- what lists of devices show and filter by, so that they need not open the documents
  -- of all its package managers together: one that failed makes it false, else one of which it is not known makes it null
  asked_ok boolean generated always as
    (case when managers <> '{}' then not jsonb_path_exists(managers, '$.* ? (@.ok != true)') end) stored,
  lists_ok boolean generated always as
    (case when jsonb_path_exists(managers, '$.* ? (@.lists.lastAttempt.ok == false)') then false
      when managers <> '{}' and not jsonb_path_exists(managers, '$.* ? (!(@.lists.lastAttempt.ok == true))') then true end) stored,
  lists_refreshed_at text generated always as (oldest_lists(managers)) stored,
  restart_pending boolean generated always as
    (case when jsonb_typeof(runtime -> 'restartPending') = 'array' then jsonb_array_length(runtime -> 'restartPending') > 0 end) stored,
  primary key (client_id, device_id)
);
-- what lists count and sort by, without the documents
create index device_inventory_missing on device_inventory (client_id, device_id) include (missing, missing_security);
-- the few that Today speaks of
create index device_inventory_unasked on device_inventory (client_id) where not asked_ok or not lists_ok;

-- one row an update that a device's own package manager offers to it
create table device_offer (
  client_id uuid not null,
  device_id uuid not null,
  -- the newer version
  software_id int not null references software,
  from_version text not null,
  security boolean not null,
  withheld text check (withheld in ('pinned', 'phased', 'kept-back')),
  bytes bigint not null,
  origin text not null,
  codename text not null,
  first_seen_at timestamptz not null,
  -- judged a moment after what it follows from has changed; a security update is urgent until it is judged
  urgency text not null default 'urgent' check (urgency in ('urgent', 'normal')),
  basis text not null default 'unmatched' check (basis in ('vulnerabilities', 'unmatched', 'no-vulnerability')),
  -- what it ends on this device: a row of ended_set, for a kernel ends a thousand and ends them everywhere; null: nothing
  ended_set int,
  -- when it must be in, by the tightest of the client's frameworks, and by which
  due timestamptz,
  due_by text,
  primary key (client_id, device_id, software_id)
);
create index device_offer_software on device_offer (client_id, software_id, device_id);

-- CVE ids that this device read in the candidate's changelog: its own word, once per source version; null: it could not read them
create table device_changelog (
  client_id uuid not null,
  device_id uuid not null,
  manager text not null,
  source_name text not null,
  -- versions of the source package
  from_version text not null,
  to_version text not null,
  cves text[],
  primary key (client_id, device_id, manager, source_name, from_version, to_version)
);

create index device_changelog_source on device_changelog (client_id, source_name, to_version);

-- what screens show of an update, kept up a moment after device_offer or device_changelog changed
create table update_count (
  client_id uuid not null,
  software_id int not null references software,
  devices int not null,
  withheld int not null,
  security boolean not null,
  bytes bigint not null,
  origin text not null,
  first_seen_at timestamptz not null,
  from_versions text[] not null,
  -- what devices that are offered it read of it, and how many of them could
  cves text[] not null default '{}',
  read_on int not null,
  -- devices on which it is urgent, and the first day by which it must be in on any of them
  urgent int not null default 0,
  -- what it ends, on any of them
  ended text[] not null default '{}',
  due timestamptz,
  due_by text,
  primary key (client_id, software_id)
);

-- Policies ----------------------------------------------------------------------------------------------------------------------

create table policy (
  client_id uuid not null,
  id uuid not null,
  name text not null,
  version int not null,
  created_at timestamptz not null,
  primary key (client_id, id)
);
create table policy_version (
  client_id uuid not null,
  policy_id uuid not null,
  version int not null,
  body jsonb not null,
  digest text not null,
  saved_at timestamptz not null,
  saved_by text not null,
  primary key (client_id, policy_id, version),
  foreign key (client_id, policy_id) references policy
);

-- Deployments -------------------------------------------------------------------------------------------------------------------

create table deployment (
  client_id uuid not null,
  id uuid not null,
  title text not null,
  reason text not null,
  policy_id uuid not null,
  policy_version int not null,
  predecessor_id uuid,
  predecessor_kind text check (predecessor_kind in ('rollback', 'successor')),
  expires_at timestamptz not null,
  created_at timestamptz not null,
  created_by text not null,
  -- a proposal that was given up before there was a spec
  withdrawn_at timestamptz,
  primary key (client_id, id),
  foreign key (client_id, policy_id, policy_version) references policy_version
);
create index deployment_newest on deployment (client_id, created_at desc, id);

-- what each device was asked to simulate, and what it answered
create table deployment_device (
  client_id uuid not null,
  deployment_id uuid not null,
  device_id uuid not null,
  ring int not null,
  wanted jsonb not null,
  direction text not null check (direction in ('forward', 'back')),
  instruction_id text not null,
  asked_at timestamptz not null,
  answered_at timestamptz,
  simulation jsonb,
  trouble jsonb,
  primary key (client_id, deployment_id, device_id),
  foreign key (client_id, deployment_id) references deployment,
  foreign key (client_id, device_id) references device
);
create index deployment_device_device on deployment_device (client_id, device_id);

-- the updates that a deployment brings: what its devices were asked to take when it was proposed
create table deployment_update (
  client_id uuid not null,
  deployment_id uuid not null,
  software_id int not null references software,
  primary key (client_id, deployment_id, software_id),
  foreign key (client_id, deployment_id) references deployment
);

create table deployment_spec (
  client_id uuid not null,
  deployment_id uuid not null,
  hash text not null,
  -- exact canonical text, as hashed
  header text not null,
  created_at timestamptz not null,
  primary key (client_id, deployment_id),
  foreign key (client_id, deployment_id) references deployment
);
create table deployment_share (
  client_id uuid not null,
  deployment_id uuid not null,
  index int not null,
  device_id uuid not null,
  -- exact canonical text, as hashed
  share text not null,
  primary key (client_id, deployment_id, index),
  unique (client_id, deployment_id, device_id)
);
create table approval (
  client_id uuid not null,
  deployment_id uuid not null,
  key_id text not null,
  envelope jsonb not null,
  at timestamptz not null,
  primary key (client_id, deployment_id, key_id),
  foreign key (client_id, deployment_id) references deployment
);
create table deployment_event (
  client_id uuid not null,
  deployment_id uuid not null,
  seq int not null,
  at timestamptz not null,
  kind text not null,
  event jsonb not null,
  primary key (client_id, deployment_id, seq),
  foreign key (client_id, deployment_id) references deployment
);
-- the fold of the events at `seq`, and what the last look said; a test proves that replay equals it
create table deployment_state (
  client_id uuid not null,
  deployment_id uuid not null,
  seq int not null,
  state jsonb not null,
  waiting jsonb not null,
  -- what lists show of it, so that they need not open the state
  summary jsonb not null default '{}',
  active boolean not null,
  wake_at timestamptz,
  primary key (client_id, deployment_id),
  foreign key (client_id, deployment_id) references deployment
);
create index deployment_state_wake on deployment_state (wake_at) where wake_at is not null;
create index deployment_state_active on deployment_state (client_id) where active;

-- deployments that send nothing new just now, for a while or because they were cancelled: every agent hears of them at its next check-in
create view held_deployment with (security_invoker = true) as
  select client_id, deployment_id from deployment_state
  where active and (jsonb_array_length(state -> 'holds') > 0 or jsonb_typeof(state -> 'cancelled') = 'object');

-- what a device was told; open until the device reported its end, or its span is over
create table instruction (
  client_id uuid not null,
  id text not null,
  device_id uuid not null,
  deployment_id uuid,
  attempt int,
  verb text not null,
  sequence bigint not null,
  envelope jsonb not null,
  not_before timestamptz not null,
  not_after timestamptz not null,
  created_at timestamptz not null,
  closed_at timestamptz,
  primary key (client_id, id),
  foreign key (client_id, device_id) references device
);
create index instruction_open on instruction (client_id, device_id, sequence) where closed_at is null;
create unique index instruction_attempt on instruction (client_id, deployment_id, device_id, attempt, verb) where deployment_id is not null;

-- what a device said about an instruction: the signed envelope is the evidence
create table report (
  client_id uuid not null,
  instruction_id text not null,
  seq int not null,
  device_id uuid not null,
  deployment_id uuid,
  attempt int,
  at timestamptz not null,
  received_at timestamptz not null,
  status text not null check (status in ('accepted', 'progress', 'refused', 'ended')),
  body jsonb not null,
  envelope jsonb not null,
  primary key (client_id, instruction_id, seq)
);
create index report_deployment on report (client_id, deployment_id, device_id) where deployment_id is not null;
create index report_device on report (client_id, device_id, received_at desc);
-- few among many: what needs a person today
create index report_refused on report (client_id, received_at) where status = 'refused';

-- Notices and evidence ------------------------------------------------------------------------------------------------------------

create table notice (
  client_id uuid not null,
  id uuid not null,
  deployment_id uuid,
  -- once per deployment, kind and contact
  occasion text not null,
  kind text not null,
  contact_id uuid not null,
  recipient text not null,
  recipient_name text not null,
  subject text not null,
  body_text text not null,
  body_html text not null,
  created_at timestamptz not null,
  due_at timestamptz not null,
  delivered_at timestamptz,
  rejected_at timestamptz,
  tries int not null default 0,
  last_trouble text,
  primary key (client_id, id)
);
create unique index notice_once on notice (client_id, occasion, contact_id);
create index notice_due on notice (due_at) where delivered_at is null and rejected_at is null;

create table audit_chain (
  client_id uuid primary key,
  size bigint not null,
  head bytea not null
);
create table audit_entry (
  client_id uuid not null,
  seq bigint not null,
  at timestamptz not null,
  action text not null,
  actor text not null,
  subject text not null,
  entry text not null,
  leaf bytea not null,
  head bytea not null,
  primary key (client_id, seq)
);
create table audit_checkpoint (
  client_id uuid not null,
  size bigint not null,
  envelope jsonb not null,
  at timestamptz not null,
  primary key (client_id, size)
);

create function refuse_change() returns trigger language plpgsql as $$
begin
  raise exception 'rows of % are evidence: they are only added', tg_table_name using errcode = 'insufficient_privilege';
end $$;
create trigger evidence_stays before update or delete or truncate on audit_entry for each statement execute function refuse_change();
create trigger evidence_stays before update or delete or truncate on audit_checkpoint for each statement execute function refuse_change();
create trigger evidence_stays before update or delete or truncate on deployment_event for each statement execute function refuse_change();
create trigger evidence_stays before update or delete or truncate on deployment_spec for each statement execute function refuse_change();
create trigger evidence_stays before update or delete or truncate on deployment_share for each statement execute function refuse_change();
create trigger evidence_stays before update or delete or truncate on approval for each statement execute function refuse_change();
create trigger evidence_stays before update or delete or truncate on report for each statement execute function refuse_change();
create trigger evidence_stays before update or delete or truncate on policy_version for each statement execute function refuse_change();

-- Row security and grants -----------------------------------------------------------------------------------------------------------

do $$
declare
  app text := current_setting('fettle.app_role');
  t text;
begin
  execute format('grant usage on schema fettle to %I', app);
  for t in
    select c.relname from pg_class c
    join pg_namespace n on n.oid = c.relnamespace
    join pg_attribute a on a.attrelid = c.oid and a.attname = 'client_id' and not a.attisdropped
    where n.nspname = 'fettle' and c.relkind = 'r'
      and c.relname not in ('client_register', 'device_key', 'person_grant', 'api_key_grant')
  loop
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
    -- Read once a statement: cast within the select, or the text would be taken apart again for every row. The outer cast only says that an array is meant.
    execute format(
      'create policy permitted_clients on %I using (client_id = any ((select nullif(current_setting(''fettle.clients'', true), '''')::uuid[])::uuid[]))', t);
  end loop;

  execute format('grant select on held_deployment to %I', app);
  for t in select relname from pg_class c join pg_namespace n on n.oid = c.relnamespace where n.nspname = 'fettle' and c.relkind = 'r' loop
    if t in ('audit_entry', 'audit_checkpoint', 'deployment_event', 'deployment_spec', 'deployment_share', 'approval', 'report', 'policy_version', 'client_register') then
      execute format('grant select, insert on %I to %I', t, app);
    elsif t like 'schema_migration%' then
      execute format('grant select on %I to %I', t, app);
    else
      execute format('grant select, insert, update, delete on %I to %I', t, app);
    end if;
  end loop;
end $$;
