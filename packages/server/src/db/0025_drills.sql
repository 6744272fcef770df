-- Drills: deployments that go forward, are checked, and are taken back; and how each client's ways back stood when they were looked at last.

alter table deployment add column drill boolean not null default false;

-- rewritten at every look; what it rests on stands in backup_record and way_back_trial
create table rollback_look (
  client_id uuid not null primary key references client,
  at timestamptz not null,
  -- mission-critical devices of which the way back was never tried, or failed when it was tried last
  untried text[] not null,
  -- devices of which the drill is overdue
  overdue text[] not null,
  -- since when the one or the other is so; null: it is not
  since timestamptz,
  check ((since is null) = (cardinality(untried) = 0 and cardinality(overdue) = 0))
);

do $$
declare
  app text := current_setting('fettle.app_role');
begin
  execute format('grant select, insert, update on rollback_look to %I', app);
  alter table rollback_look enable row level security;
  alter table rollback_look force row level security;
  create policy permitted_clients on rollback_look using (client_id = any ((select nullif(current_setting('fettle.clients', true), '')::uuid[])::uuid[]));
end $$;
