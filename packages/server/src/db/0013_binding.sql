-- How decisions bind what was approved before them: what an approved change ends, what was called back, and what a device has in hand.

-- What the changes of a spec end, by what was known when it was made: the offers that told it are replaced by newer ones while the spec stands. Most devices of a
-- deployment are offered the same, so a set stands once, with the devices it holds for.
create table deployment_ended (
  client_id uuid not null,
  deployment_id uuid not null,
  software_id int not null references software,
  -- the number of the set at the time, 0: it ends nothing; sets that no offer names are forgotten, so its ids stand here
  ended_set int not null,
  ids text[] not null,
  device_ids uuid[] not null,
  -- when the first of them was offered it
  offered_at timestamptz not null,
  primary key (client_id, deployment_id, software_id, ended_set),
  foreign key (client_id, deployment_id) references deployment
);

-- handed out no more, and not closed: whether the device has taken it the server learns from a check-in, and until then the device is busy with it.
-- called_back_at is set within the transaction that decides so, which may take long to commit; check-ins hand it out until then. called_back_seen_at is when a look
-- first read it as committed: only a contact that began after that proves anything.
alter table instruction
  add column called_back_at timestamptz,
  add column called_back_seen_at timestamptz;

-- what the device named as taken and not ended when it last began a contact, and when that was; null: it did not say, or had still to report
alter table device_contact
  add column in_hand text[] not null default '{}',
  add column in_hand_at timestamptz;

do $$
declare
  app text := current_setting('fettle.app_role');
begin
  execute format('grant select, insert on deployment_ended to %I', app);
  alter table deployment_ended enable row level security;
  alter table deployment_ended force row level security;
  create policy permitted_clients on deployment_ended using (client_id = any ((select nullif(current_setting('fettle.clients', true), '')::uuid[])::uuid[]));
end $$;
