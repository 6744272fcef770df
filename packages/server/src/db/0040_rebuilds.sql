-- Devices that a person is to build anew, since their change ended badly and that is the way back that was approved; and what people and looks said of it since.

create table rebuild (
  client_id uuid not null,
  id uuid not null,
  deployment_id uuid not null,
  device_id uuid not null,
  -- as it was approved: who, from what, how long, what to do
  plan jsonb not null,
  -- how the change ended
  because text not null,
  since timestamptz not null,
  primary key (client_id, id),
  foreign key (client_id, deployment_id) references deployment,
  foreign key (client_id, device_id) references device
);
create index rebuild_of_run on rebuild (client_id, deployment_id, device_id);
create index rebuild_of_device on rebuild (client_id, device_id);
create trigger evidence_stays before update or delete or truncate on rebuild for each statement execute function refuse_change();

create table rebuild_word (
  client_id uuid not null,
  rebuild_id uuid not null,
  n int not null check (n > 0),
  what text not null check (what in ('done', 'dropped', 'compared')),
  note text not null,
  by text not null,
  at timestamptz not null,
  -- of done: which device it is now, and the question about its checks; null: there was nothing to ask
  now_device_id uuid,
  instruction_id text,
  -- of compared: whether it is as before the change, what is not, and what could not be compared
  passed boolean,
  differs text[],
  not_known text[],
  primary key (client_id, rebuild_id, n),
  foreign key (client_id, rebuild_id) references rebuild,
  foreign key (client_id, now_device_id) references device,
  check ((what = 'done') = (now_device_id is not null)),
  check ((what = 'compared') = (passed is not null and differs is not null and not_known is not null))
);
create index rebuild_word_device on rebuild_word (client_id, now_device_id) where now_device_id is not null;
create trigger evidence_stays before update or delete or truncate on rebuild_word for each statement execute function refuse_change();

do $$
declare
  app text := current_setting('fettle.app_role');
  t text;
begin
  execute format('grant select, insert on rebuild, rebuild_word to %I', app);
  foreach t in array array['rebuild', 'rebuild_word'] loop
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
    execute format('create policy permitted_clients on %I using (client_id = any ((select nullif(current_setting(''fettle.clients'', true), '''')::uuid[])::uuid[]))', t);
  end loop;
end $$;
