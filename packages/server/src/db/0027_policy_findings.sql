-- What is unwise or can not work about the policies of a client as they hold for its devices: found by a daily look, kept with its evidence until it is gone.

create table policy_look (
  client_id uuid primary key references client,
  looked_at timestamptz not null,
  -- devices that were looked at, and why the last look could not be finished; null: it was
  devices int not null,
  trouble text
);

create table policy_finding (
  client_id uuid not null,
  id uuid not null,
  -- what it is about, so that one stays one: its code, the policy that says it, and where in it
  about text not null,
  code text not null,
  severity text not null check (severity in ('attention', 'failing')),
  -- the policy that says it, the client's or the provider's; null: it is about no policy
  policy_id uuid,
  policy_name text not null,
  policy_level text,
  path text not null,
  sentence text not null,
  -- what it rests on: devices by name, as many as are listed
  evidence jsonb not null,
  opened_at timestamptz not null,
  seen_at timestamptz not null,
  gone_at timestamptz,
  primary key (client_id, id)
);
create unique index policy_finding_open on policy_finding (client_id, about) where gone_at is null;

do $$
declare
  app text := current_setting('fettle.app_role');
  t text;
begin
  foreach t in array array['policy_look', 'policy_finding'] loop
    execute format('grant select, insert, update on %I to %I', t, app);
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
    execute format('create policy permitted_clients on %I using (client_id = any ((select nullif(current_setting(''fettle.clients'', true), '''')::uuid[])::uuid[]))', t);
  end loop;
end $$;
