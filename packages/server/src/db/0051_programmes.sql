-- The programme document of a client: versions, parts that people write, and when it was compared with the records last.

create table programme_version (
  client_id uuid not null references client,
  version integer not null check (version > 0),
  made_at timestamptz not null,
  -- a person's id, or engine
  made_by text not null,
  content jsonb not null,
  -- hex SHA-256 of the canonical form of the content
  digest text not null check (digest ~ '^[0-9a-f]{64}$'),
  primary key (client_id, version)
);
create trigger evidence_stays before update or delete or truncate on programme_version for each statement execute function refuse_change();

create table programme_part (
  client_id uuid not null references client,
  part text not null,
  version integer not null check (version > 0),
  text text not null,
  owner text not null,
  review_at date not null,
  saved_at timestamptz not null,
  saved_by text not null,
  primary key (client_id, part, version)
);
create trigger evidence_stays before update or delete or truncate on programme_part for each statement execute function refuse_change();

create table programme_look (
  client_id uuid primary key references client,
  looked_at timestamptz not null,
  -- why the last look could not be finished; null: it was
  trouble text
);

do $$
declare
  app text := current_setting('fettle.app_role');
  t text;
begin
  execute format('grant select, insert on programme_version, programme_part to %I', app);
  execute format('grant select, insert, update on programme_look to %I', app);
  foreach t in array array['programme_version', 'programme_part', 'programme_look'] loop
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
    execute format('create policy permitted_clients on %I using (client_id = any ((select nullif(current_setting(''fettle.clients'', true), '''')::uuid[])::uuid[]))', t);
  end loop;
end $$;
