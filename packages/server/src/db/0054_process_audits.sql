-- Audits of a client's patch management process: drafts with findings, actions and judgements of the provider's own steps, until they are concluded; afterwards nothing
-- of them changes, and actions end by entries of their own.

-- How often, and which steps are added to the twelve, is one of the rules of the provider.
alter table provider_rule drop constraint provider_rule_name_check;
alter table provider_rule add constraint provider_rule_name_check check (name in ('emergency-lane', 'checklist', 'process-audits'));

create table process_audit (
  client_id uuid not null references client,
  id uuid not null,
  number int not null check (number > 0),
  -- who audits, as people call that person
  auditor text not null,
  started_by text not null,
  started_at timestamptz not null,
  primary key (client_id, id),
  unique (client_id, number)
);
create trigger evidence_stays before update or delete or truncate on process_audit for each statement execute function refuse_change();

-- What was kept with it: the twelve steps of that moment, findings, actions, judgements; and its digest.
create table process_audit_conclusion (
  client_id uuid not null,
  audit_id uuid not null,
  conclusion text not null,
  content jsonb not null,
  digest text not null check (digest ~ '^[0-9a-f]{64}$'),
  -- days of the client's zone
  concluded_on text not null check (concluded_on ~ '^\d{4}-\d\d-\d\d$'),
  next_on text not null check (next_on ~ '^\d{4}-\d\d-\d\d$'),
  concluded_by text not null,
  concluded_at timestamptz not null,
  primary key (client_id, audit_id),
  foreign key (client_id, audit_id) references process_audit
);
create trigger evidence_stays before update or delete or truncate on process_audit_conclusion for each statement execute function refuse_change();

create table process_audit_finding (
  client_id uuid not null,
  id uuid not null,
  audit_id uuid not null,
  step int check (step between 1 and 12),
  severity text not null check (severity in ('serious', 'minor', 'remark')),
  text text not null,
  asks text,
  by text not null,
  at timestamptz not null,
  primary key (client_id, id),
  foreign key (client_id, audit_id) references process_audit
);
create index process_audit_finding_of on process_audit_finding (client_id, audit_id, id);

create table process_audit_action (
  client_id uuid not null,
  id uuid not null,
  audit_id uuid not null,
  finding_id uuid,
  text text not null,
  -- of a person of the installation; the name is that of then
  owner_id uuid,
  owner text not null,
  due_on text not null check (due_on ~ '^\d{4}-\d\d-\d\d$'),
  by text not null,
  at timestamptz not null,
  primary key (client_id, id),
  foreign key (client_id, audit_id) references process_audit,
  foreign key (client_id, finding_id) references process_audit_finding
);
create index process_audit_action_of on process_audit_action (client_id, audit_id, id);

create table process_audit_action_end (
  client_id uuid not null,
  action_id uuid not null,
  ended text not null check (ended in ('done', 'dropped')),
  -- who did it, as people call that person
  person text not null,
  note text not null,
  by text not null,
  at timestamptz not null,
  primary key (client_id, action_id),
  foreign key (client_id, action_id) references process_audit_action
);
create trigger evidence_stays before update or delete or truncate on process_audit_action_end for each statement execute function refuse_change();

-- How one of the provider's own steps (rule process-audits) was judged in an audit.
create table process_audit_judgement (
  client_id uuid not null,
  audit_id uuid not null,
  step_id uuid not null,
  title text not null,
  good text not null,
  judge text not null,
  result text not null check (result in ('good', 'attention', 'failing', 'unknown')),
  note text,
  by text not null,
  at timestamptz not null,
  primary key (client_id, audit_id, step_id),
  foreign key (client_id, audit_id) references process_audit
);

-- How often this client is audited, where it is not as often as the provider says; the newest holds, null gives it back to the provider.
create table process_audit_interval (
  client_id uuid not null references client,
  version int not null check (version > 0),
  months int check (months between 1 and 36),
  because text not null,
  by text not null,
  at timestamptz not null,
  primary key (client_id, version)
);
create trigger evidence_stays before update or delete or truncate on process_audit_interval for each statement execute function refuse_change();

create function refuse_concluded_audit() returns trigger language plpgsql as $$
declare
  of_client uuid := case when tg_op = 'DELETE' then old.client_id else new.client_id end;
  of_audit uuid := case when tg_op = 'DELETE' then old.audit_id else new.audit_id end;
begin
  if tg_op = 'UPDATE' then
    raise exception 'findings, actions and judgements of an audit are added and taken out, not changed';
  end if;
  if exists (select from fettle.process_audit_conclusion c where c.client_id = of_client and c.audit_id = of_audit) then
    raise exception 'the audit is concluded: nothing of it changes';
  end if;
  return case when tg_op = 'DELETE' then old else new end;
end $$;
create trigger concluded_stays before insert or update or delete on process_audit_finding for each row execute function refuse_concluded_audit();
create trigger concluded_stays before insert or update or delete on process_audit_action for each row execute function refuse_concluded_audit();
create trigger concluded_stays before insert or update or delete on process_audit_judgement for each row execute function refuse_concluded_audit();

do $$
declare
  app text := current_setting('fettle.app_role');
  t text;
begin
  foreach t in array array['process_audit', 'process_audit_conclusion', 'process_audit_finding', 'process_audit_action', 'process_audit_action_end', 'process_audit_judgement', 'process_audit_interval'] loop
    execute format('grant select, insert on %I to %I', t, app);
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
    execute format('create policy permitted_clients on %I using (client_id = any ((select nullif(current_setting(''fettle.clients'', true), '''')::uuid[])::uuid[]))', t);
  end loop;
  execute format('grant delete on process_audit_finding to %I', app);
  execute format('grant delete on process_audit_action to %I', app);
  execute format('grant delete on process_audit_judgement to %I', app);
end $$;
