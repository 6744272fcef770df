-- What was decided about updates and advisories, by whom, for where, until when. Decisions are rows about a scope, never one a device, and are only added.

create table decision (
  client_id uuid not null,
  id uuid not null,
  kind text not null check (kind in ('deploy', 'workaround', 'exception', 'block')),
  made text not null check (made in ('manual', 'rule')),
  -- about every version of a source where the version is null, or about an advisory
  manager text,
  source_name text,
  source_version text,
  advisory text,
  -- the CVE ids that the advisory named then, or its own id: nothing else is accepted by it
  advisory_ids text[] not null default '{}',
  scope text not null check (scope in ('client', 'site', 'devices')),
  scope_ids uuid[] not null default '{}',
  recommendation text not null,
  client_said text not null check (client_said in ('agreed', 'refused', 'no-answer', 'not-asked')),
  said_by text,
  evidence text,
  reason text not null,
  compensating_control text,
  starts_at timestamptz not null,
  ends_at timestamptz check (ends_at > starts_at),
  review_at timestamptz,
  workaround text,
  workaround_check text,
  undo_when_fixed boolean,
  -- the decision that this one reviewed
  predecessor_id uuid,
  made_by text not null,
  made_at timestamptz not null,
  primary key (client_id, id),
  foreign key (client_id) references client,
  foreign key (client_id, predecessor_id) references decision,
  check ((advisory is null) = (source_name is not null and manager is not null)),
  check ((advisory is null) = (advisory_ids = '{}')),
  check ((scope = 'client') = (scope_ids = '{}')),
  check (kind <> 'exception' or ends_at is not null),
  check ((kind = 'workaround') = (workaround is not null and workaround_check is not null and undo_when_fixed is not null))
);
-- a decision is reviewed once
create unique index decision_predecessor on decision (client_id, predecessor_id) where predecessor_id is not null;
create index decision_ends on decision (client_id, ends_at, id);
create index decision_source on decision (client_id, source_name) where source_name is not null;
create trigger evidence_stays before update or delete or truncate on decision for each statement execute function refuse_change();

-- what became of a decision
create table decision_event (
  client_id uuid not null,
  decision_id uuid not null,
  id uuid not null,
  what text not null check (what in ('revoked', 'verified', 'undone')),
  because text not null,
  by text not null,
  at timestamptz not null,
  primary key (client_id, decision_id, id),
  foreign key (client_id, decision_id) references decision
);
create unique index decision_event_end on decision_event (client_id, decision_id, what) where what in ('revoked', 'undone');
create trigger evidence_stays before update or delete or truncate on decision_event for each statement execute function refuse_change();

-- decisions as they stand, but for the time: what a person ended, what was reviewed, what of a workaround was seen
create view decision_now with (security_invoker = true) as
  select d.*, r.at as revoked_at, r.by as revoked_by, r.because as revoked_because, n.id as replaced_by,
    (select max(e.at) from decision_event e where e.client_id = d.client_id and e.decision_id = d.id and e.what = 'verified') as verified_at, u.at as undone_at
  from decision d
  left join decision_event r on r.client_id = d.client_id and r.decision_id = d.id and r.what = 'revoked'
  left join decision_event u on u.client_id = d.client_id and u.decision_id = d.id and u.what = 'undone'
  left join decision n on n.client_id = d.client_id and n.predecessor_id = d.id;

-- updates of which every device that has them as urgent is decided about, and until when that is so by itself. Kept up when offers or decisions change
create table decided_update (
  client_id uuid not null,
  software_id int not null references software,
  -- null: for ever
  until timestamptz,
  primary key (client_id, software_id)
);

do $$
declare
  app text := current_setting('fettle.app_role');
  t text;
begin
  execute format('grant select, insert on decision, decision_event to %I', app);
  execute format('grant select on decision_now to %I', app);
  execute format('grant select, insert, update, delete on decided_update to %I', app);
  foreach t in array array['decision', 'decision_event', 'decided_update'] loop
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
    execute format(
      'create policy permitted_clients on %I using (client_id = any ((select nullif(current_setting(''fettle.clients'', true), '''')::uuid[])::uuid[]))', t);
  end loop;
end $$;
