-- What Fettle proposes by itself: when it looked at a client last and what came of it, and which deployments it made.

create table proposal_look (
  client_id uuid primary key references client,
  -- the setting as it held when it was seen last, and since when it does; null: a person proposes
  proposing jsonb,
  since timestamptz not null,
  checked_at timestamptz not null,
  next_at timestamptz,
  looked_at timestamptz,
  -- of the last look, a line a lane; and why it could not be finished, null: it was
  lanes jsonb not null default '[]',
  trouble text
);

create table proposal_by_itself (
  client_id uuid not null,
  deployment_id uuid not null,
  -- within a standing approval, or outside: for a person
  part text not null check (part in ('within', 'outside')),
  policy_id uuid not null,
  policy_version int not null,
  -- device and update each, and those of them that only a plan showed to lie outside
  keys text[] not null,
  by_plan text[] not null,
  at timestamptz not null,
  -- what took its place; null: nothing
  replaced_because text,
  primary key (client_id, deployment_id),
  foreign key (client_id, deployment_id) references deployment
);

do $$
declare
  app text := current_setting('fettle.app_role');
  t text;
begin
  foreach t in array array['proposal_look', 'proposal_by_itself'] loop
    execute format('grant select, insert, update on %I to %I', t, app);
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
    execute format('create policy permitted_clients on %I using (client_id = any ((select nullif(current_setting(''fettle.clients'', true), '''')::uuid[])::uuid[]))', t);
  end loop;
end $$;
