-- The Patch Tuesday desk: since when something is news at a client, and how far each person has read.

-- Kept up where updates are counted: when it came to this client, since when it is urgent there, when one more of what it ends became known to be exploited, and
-- when it was said to end more than before.
alter table update_count
  add column new_at timestamptz,
  add column urgent_at timestamptz,
  add column kev int not null default 0,
  add column kev_at timestamptz,
  add column more_at timestamptz;
-- The owner sees the rows of all clients only while row security is not forced.
alter table update_count no force row level security;
update update_count set new_at = first_seen_at, urgent_at = case when urgent > 0 then first_seen_at end;
alter table update_count force row level security;
alter table update_count alter column new_at set not null;

-- The same for what no update ends. Every row is counted anew at the start, so nothing of before is lost.
alter table finding_count
  add column new_at timestamptz not null default now(),
  add column kev_at timestamptz;
alter table finding_count alter column new_at drop default;

-- how far a person, or an API key, has said to be through with the desk of a client
create table desk_visit (
  client_id uuid not null,
  visitor_id uuid not null,
  -- what came until then was shown
  seen_to timestamptz not null,
  primary key (client_id, visitor_id),
  foreign key (client_id) references client
);

do $$
declare
  app text := current_setting('fettle.app_role');
begin
  execute format('grant select, insert, update, delete on desk_visit to %I', app);
  alter table desk_visit enable row level security;
  alter table desk_visit force row level security;
  create policy permitted_clients on desk_visit using (client_id = any ((select nullif(current_setting('fettle.clients', true), '')::uuid[])::uuid[]));
end $$;
