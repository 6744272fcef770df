-- What is published about software: feeds, advisories, facts of vulnerabilities, Windows updates, life cycles. The same for all clients; no client's fact is in it.

create table feed (
  id text primary key,
  enabled boolean not null,
  -- null: the publisher's own address
  base_url text,
  -- null: what the devices need
  parts text[],
  due_at timestamptz not null,
  -- a server that works on it holds it until then
  leased_until timestamptz,
  last_attempt_at timestamptz,
  -- when the publisher last gave, or confirmed, all of it
  last_ok_at timestamptz,
  last_trouble text
);

-- one row a file of a feed: what was taken from it, and what came since and was not taken
create table feed_file (
  feed text not null references feed,
  path text not null,
  -- what the publisher said of the file that was fetched last, for the next question
  etag text,
  last_modified text,
  fetched_sha256 text,
  fetched_at timestamptz,
  -- when the publisher last confirmed that nothing is newer
  confirmed_at timestamptz,
  taken_sha256 text,
  taken_at timestamptz,
  bytes bigint not null default 0,
  records int not null default 0,
  problems int not null default 0,
  -- why what was fetched last was not taken; held: a person may let it through
  held text,
  held_records int,
  unreadable text,
  primary key (feed, path)
);

-- the first of the records that could not be read; the file's row has the count
create table feed_problem (
  feed text not null,
  path text not null,
  n int not null,
  place text not null,
  why text not null,
  primary key (feed, path, n),
  foreign key (feed, path) references feed_file on delete cascade
);

create table advisory (
  key int generated always as identity primary key,
  feed text not null,
  path text not null,
  id text not null,
  digest text not null,
  kind text not null check (kind in ('security', 'bug-fix', 'enhancement')),
  aliases text[] not null,
  cves text[] not null,
  summary text,
  published timestamptz,
  modified timestamptz,
  withdrawn timestamptz,
  severities jsonb not null,
  unique (feed, path, id),
  foreign key (feed, path) references feed_file on delete cascade
);
create index advisory_id on advisory (id);
create index advisory_cves on advisory using gin (cves);
create index advisory_withdrawn on advisory (withdrawn) where withdrawn is not null;

-- what it names, by ecosystem and package: the ranges as one document, read whole
create table advisory_affected (
  ecosystem text not null,
  name text not null,
  advisory int not null references advisory on delete cascade,
  affected jsonb not null,
  primary key (ecosystem, name, advisory)
);
create index advisory_affected_advisory on advisory_affected (advisory);

-- the systems that devices have, by the first software of each
create table software_ecosystem (
  ecosystem text primary key
);

-- software that is to be matched again: it is new, or a feed changed what it says of its name
create table match_queue (
  software_id int primary key references software
);
-- which advisories hold for which software, whoever has it
-- (without foreign keys: hundreds of thousands of rows come at once, and both sides are this feature's own)
create table software_match (
  software_id int not null,
  advisory int not null,
  fixed text,
  no_fix text,
  -- as the advisory's kind says: asked for every software of every device
  security boolean not null,
  since timestamptz not null,
  primary key (software_id, advisory)
);
create index software_match_advisory on software_match (advisory);
create index software_source on software (source_name);
create index software_name on software (name);

create table cve (
  id text primary key,
  published timestamptz,
  -- by feed: vectors as published
  cvss jsonb not null default '{}',
  kev_added date,
  kev_due date,
  kev_ransomware boolean,
  ssvc jsonb
);
create index cve_kev on cve (kev_added) where kev_added is not null;

-- apart from cve: a third of a million rows that change every day
create table cve_epss (
  id text primary key,
  score real not null,
  percentile real not null,
  day date not null,
  model text not null,
  -- the highest that was seen here: urgency is not taken back by a fall
  highest real not null
) with (fillfactor = 70);

-- news for whoever judges: software of which other advisories hold than before, and vulnerabilities of which something else is published
create table changed_software (
  software_id int primary key references software
);
create table changed_cve (
  id text primary key
);

create table windows_update (
  document text not null,
  kb text not null,
  path text not null,
  body jsonb not null,
  primary key (document, kb)
);
create table lifecycle_product (
  id text primary key,
  body jsonb not null
);

-- what devices have of software that a security advisory holds for: it joins what is published with who has it. Kept up a moment after either changed
create table vulnerable_device (
  client_id uuid not null,
  software_id int not null references software,
  device_id uuid not null,
  since timestamptz not null,
  primary key (client_id, software_id, device_id)
);
create index vulnerable_device_device on vulnerable_device (client_id, device_id);

-- CVE ids, or ids of advisories that name none, that an offer ends: each set once
create table ended_set (
  id int generated always as identity primary key,
  digest text not null unique,
  ids text[] not null
);

-- on this device is to be judged again, because it changed
create table judge_device (
  client_id uuid not null,
  device_id uuid not null,
  -- its kernel, or whether its package managers can be asked, changed
  standing boolean not null default true,
  primary key (client_id, device_id)
);

do $$
declare
  app text := current_setting('fettle.app_role');
  t text;
begin
  foreach t in array array['feed', 'feed_file', 'feed_problem', 'advisory', 'advisory_affected', 'match_queue', 'software_ecosystem', 'software_match', 'cve', 'cve_epss',
    'windows_update', 'lifecycle_product', 'changed_software', 'changed_cve', 'ended_set', 'vulnerable_device', 'judge_device'] loop
    execute format('grant select, insert, update, delete on %I to %I', t, app);
  end loop;
  foreach t in array array['vulnerable_device', 'judge_device'] loop
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
    execute format(
      'create policy permitted_clients on %I using (client_id = any ((select nullif(current_setting(''fettle.clients'', true), '''')::uuid[])::uuid[]))', t);
  end loop;
end $$;
