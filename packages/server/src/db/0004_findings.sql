-- How many devices of a client have each vulnerability that an advisory tells of, and how it stands: kept up a moment after what it follows from changed, so that lists over
-- all clients need not look at devices.
create table finding_count (
  client_id uuid not null,
  -- the advisory's id; what several feeds say under one id is one
  advisory text not null,
  cves text[] not null,
  -- of its CVEs: the first that came into the catalogue of known exploited vulnerabilities, and the highest EPSS that was seen
  kev_added date,
  epss real,
  -- devices, each counted once, by how it stands with it
  devices int not null,
  fix_offered int not null,
  fix_not_offered int not null,
  no_fix int not null,
  restart_pending int not null,
  unknown int not null,
  -- devices on which the offer that ends it is urgent, and the first day by which one must be in
  urgent int not null,
  due timestamptz,
  due_by text,
  since timestamptz not null,
  -- names of the packages that have it here, and the software, for whoever counts anew
  packages text[] not null,
  software int[] not null,
  primary key (client_id, advisory)
);
create index finding_count_software on finding_count using gin (software);

do $$
declare
  app text := current_setting('fettle.app_role');
begin
  execute format('grant select, insert, update, delete on finding_count to %I', app);
  alter table finding_count enable row level security;
  alter table finding_count force row level security;
  create policy permitted_clients on finding_count using (client_id = any ((select nullif(current_setting('fettle.clients', true), '')::uuid[])::uuid[]));
end $$;
