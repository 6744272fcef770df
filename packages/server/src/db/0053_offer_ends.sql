-- When what a device was owed was over, and how: what the attainment of deadlines is counted by, long after the offer itself is gone.

create table offer_end (
  client_id uuid not null,
  device_id uuid not null,
  software_id int not null references software,
  from_version text not null,
  -- installed: a scan saw this version or a newer one; removed: the package is gone; withdrawn: the old version stands and this is not offered any more
  how text not null check (how in ('installed', 'removed', 'withdrawn', 'retired')),
  ended_at timestamptz not null,
  -- by this or by what gave way to it
  offered_at timestamptz not null,
  security boolean not null,
  -- as it was judged last
  urgency text not null check (urgency in ('urgent', 'normal')),
  due timestamptz,
  due_by text,
  -- of one that ended late: what was decided about it and held on the day by which it was due
  decision_id uuid,
  primary key (client_id, device_id, software_id, ended_at),
  foreign key (client_id, device_id) references device
);
create index offer_end_due on offer_end (client_id, due) where due is not null;
create index offer_end_at on offer_end (client_id, ended_at);
create trigger evidence_stays before update or delete or truncate on offer_end for each statement execute function refuse_change();

-- one row: since when that is kept
create table offer_end_since (
  one boolean primary key default true check (one),
  since timestamptz not null default now()
);
insert into offer_end_since default values;

-- The report of a client about a month: made when the month is over, and never changed.
create table client_month (
  client_id uuid not null references client,
  -- its first day
  month date not null check (extract(day from month) = 1),
  made_at timestamptz not null,
  content jsonb not null,
  -- hex SHA-256 of the canonical form of the content
  digest text not null check (digest ~ '^[0-9a-f]{64}$'),
  primary key (client_id, month)
);
create trigger evidence_stays before update or delete or truncate on client_month for each statement execute function refuse_change();

do $$
declare
  app text := current_setting('fettle.app_role');
  t text;
begin
  execute format('grant select on offer_end_since to %I', app);
  execute format('grant select, insert on offer_end, client_month to %I', app);
  foreach t in array array['offer_end', 'client_month'] loop
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
    execute format('create policy permitted_clients on %I using (client_id = any ((select nullif(current_setting(''fettle.clients'', true), '''')::uuid[])::uuid[]))', t);
  end loop;
end $$;
