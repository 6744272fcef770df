-- Probes: signed commands that devices run to find their backups. What they found stands in backup_record; here is when each device was asked last, and what became of it.

create table backup_probe (
  client_id uuid not null,
  device_id uuid not null,
  -- the signed command, by the hash of its document
  document text not null,
  asked_at timestamptz not null,
  instruction_id text not null,
  -- null: it has not answered yet
  answered_at timestamptz,
  -- why nothing could be read of the last answer; null: it was read, or there is none
  because text,
  primary key (client_id, device_id),
  foreign key (client_id, device_id) references device
);

do $$
declare
  app text := current_setting('fettle.app_role');
begin
  execute format('grant select, insert, update on backup_probe to %I', app);
  alter table backup_probe enable row level security;
  alter table backup_probe force row level security;
  create policy permitted_clients on backup_probe using (client_id = any ((select nullif(current_setting('fettle.clients', true), '')::uuid[])::uuid[]));
end $$;
