-- When devices were provably off, and what stood in the place of vulnerable software before it: what the clocks of deadlines are counted by.

-- one row a time that a device was off, as its first contact after that proved it
create table device_absence (
  client_id uuid not null,
  device_id uuid not null,
  from_at timestamptz not null,
  until_at timestamptz not null,
  proof text not null check (proof in ('boot')),
  -- the start of the device that proved it, and the contact before
  boot_id text not null,
  contact_before timestamptz not null,
  recorded_at timestamptz not null,
  primary key (client_id, device_id, until_at),
  foreign key (client_id, device_id) references device,
  check (from_at < until_at)
);
create trigger evidence_stays before update or delete or truncate on device_absence for each statement execute function refuse_change();

-- of these absences devices are still to be judged: only added by whoever heard a device, and taken by whoever judges
create table absence_news (
  client_id uuid not null,
  device_id uuid not null,
  until_at timestamptz not null,
  primary key (client_id, device_id, until_at)
);

-- the versions that it took the place of on this device, oldest first, and since when each was there; null: none. A row may stand for software that is still to be matched,
-- where that took the place of such that was vulnerable
alter table vulnerable_device add column earlier_ids int[], add column earlier_since timestamptz[];

-- the versions that were offered before and gave way to this one, oldest first, and when each was offered first; null: none
alter table device_offer add column before_ids int[], add column before_offered timestamptz[];

-- what was offered and is not now, for a while: package lists may be unreadable or empty for one look. Offered again for the same installed version, it goes on with its clock
create table offer_gone (
  client_id uuid not null,
  device_id uuid not null,
  software_id int not null references software,
  from_version text not null,
  first_seen_at timestamptz not null,
  before_ids int[],
  before_offered timestamptz[],
  gone_at timestamptz not null,
  primary key (client_id, device_id, software_id)
);

do $$
declare
  app text := current_setting('fettle.app_role');
  t text;
begin
  execute format('grant select, insert on device_absence to %I', app);
  execute format('grant select, insert, update, delete on absence_news, offer_gone to %I', app);
  foreach t in array array['device_absence', 'absence_news', 'offer_gone'] loop
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
    execute format(
      'create policy permitted_clients on %I using (client_id = any ((select nullif(current_setting(''fettle.clients'', true), '''')::uuid[])::uuid[]))', t);
  end loop;
end $$;
