-- What people said of the urgency of updates, beside what the rules say; and what decisions left out of proposals.

-- updates that a decision keeps off a device of a proposal: what, why, and by which decision
alter table deployment_device add column left_out jsonb not null default '[]';

create table urgency_word (
  client_id uuid not null,
  id uuid not null,
  -- fault: the device shows a fault that the update mends; urgent, normal: a person says otherwise than the rules
  says text not null check (says in ('fault', 'urgent', 'normal')),
  manager text not null,
  source_name text not null,
  -- null: every version of this source
  source_version text,
  scope text not null check (scope in ('client', 'site', 'devices')),
  scope_ids uuid[] not null default '{}',
  fault text check (fault in ('performance', 'stability')),
  -- where one can read what was seen, and since when it is seen
  evidence text,
  seen_since timestamptz,
  reason text not null,
  ends_at timestamptz check (ends_at > made_at),
  made_by text not null,
  made_at timestamptz not null,
  primary key (client_id, id),
  foreign key (client_id) references client,
  check ((scope = 'client') = (scope_ids = '{}')),
  check ((says = 'fault') = (fault is not null and evidence is not null)),
  -- what a person lowered comes back by itself
  check (says <> 'normal' or ends_at is not null)
);
create index urgency_word_source on urgency_word (client_id, source_name);
create trigger evidence_stays before update or delete or truncate on urgency_word for each statement execute function refuse_change();

create table urgency_word_event (
  client_id uuid not null,
  word_id uuid not null,
  what text not null check (what = 'revoked'),
  because text not null,
  by text not null,
  at timestamptz not null,
  primary key (client_id, word_id, what),
  foreign key (client_id, word_id) references urgency_word
);
create trigger evidence_stays before update or delete or truncate on urgency_word_event for each statement execute function refuse_change();

-- as they stand, but for the time
create view urgency_word_now with (security_invoker = true) as
  select w.*, r.at as revoked_at, r.by as revoked_by, r.because as revoked_because
  from urgency_word w left join urgency_word_event r on r.client_id = w.client_id and r.word_id = w.id and r.what = 'revoked';

-- the word that counts for an offer, and what the rules say of it where that is something else
alter table device_offer
  add column word uuid,
  add column ruled text check (ruled in ('urgent', 'normal'));
create index device_offer_word on device_offer (client_id, word) where word is not null;

do $$
declare
  app text := current_setting('fettle.app_role');
  t text;
begin
  execute format('grant select, insert on urgency_word, urgency_word_event to %I', app);
  execute format('grant select on urgency_word_now to %I', app);
  foreach t in array array['urgency_word', 'urgency_word_event'] loop
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
    execute format(
      'create policy permitted_clients on %I using (client_id = any ((select nullif(current_setting(''fettle.clients'', true), '''')::uuid[])::uuid[]))', t);
  end loop;
end $$;
