-- Stand-ins: on what the changes of a mission-critical device are tried first, in words of people. Nothing is changed; the newest record without an end counts.

create table stand_in (
  client_id uuid not null,
  id uuid not null,
  device_id uuid not null,
  -- another device of the client, or one outside of Fettle by its name
  stand_in_device_id uuid,
  outside_name text,
  -- where it is
  place text,
  -- what differs from the device, as a person says it
  differs text not null,
  -- where its credentials are kept: never what they are
  credentials_at text not null,
  note text,
  review_at text not null check (review_at ~ '^\d{4}-\d\d-\d\d$'),
  recorded_by text not null,
  recorded_at timestamptz not null,
  primary key (client_id, id),
  foreign key (client_id, device_id) references device,
  foreign key (client_id, stand_in_device_id) references device,
  check ((stand_in_device_id is null) <> (outside_name is null)),
  check (stand_in_device_id is null or stand_in_device_id <> device_id)
);
create index stand_in_device on stand_in (client_id, device_id, id desc);
create trigger evidence_stays before update or delete or truncate on stand_in for each statement execute function refuse_change();

create table stand_in_end (
  client_id uuid not null,
  stand_in_id uuid not null,
  because text not null,
  by text not null,
  at timestamptz not null,
  primary key (client_id, stand_in_id),
  foreign key (client_id, stand_in_id) references stand_in
);
create trigger evidence_stays before update or delete or truncate on stand_in_end for each statement execute function refuse_change();

do $$
declare
  app text := current_setting('fettle.app_role');
  t text;
begin
  foreach t in array array['stand_in', 'stand_in_end'] loop
    execute format('grant select, insert on %I to %I', t, app);
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
    execute format('create policy permitted_clients on %I using (client_id = any ((select nullif(current_setting(''fettle.clients'', true), '''')::uuid[])::uuid[]))', t);
  end loop;
end $$;
