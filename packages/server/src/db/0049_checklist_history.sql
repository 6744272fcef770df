-- How each client stood in each of the twelve steps, and from when to when: what was computed then, never worked out afterwards.

create table checklist_look (
  client_id uuid primary key references client,
  looked_at timestamptz not null
);

create table checklist_step (
  client_id uuid not null references client,
  step smallint not null check (step between 1 and 12),
  -- it stood like this from `since` on, and was last seen so at `seen_at`
  since timestamptz not null,
  seen_at timestamptz not null,
  state text not null check (state in ('failing', 'attention', 'unknown', 'good')),
  -- since when it has been in this state without a gap, whatever its numbers were
  state_since timestamptz not null,
  sentence text not null,
  reasons jsonb not null,
  numbers jsonb not null,
  primary key (client_id, step, since)
);

do $$
declare
  app text := current_setting('fettle.app_role');
  t text;
begin
  foreach t in array array['checklist_look', 'checklist_step'] loop
    execute format('grant select, insert, update on %I to %I', t, app);
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
    execute format('create policy permitted_clients on %I using (client_id = any ((select nullif(current_setting(''fettle.clients'', true), '''')::uuid[])::uuid[]))', t);
  end loop;
end $$;
