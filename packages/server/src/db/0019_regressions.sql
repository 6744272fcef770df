-- What was good before a change and is bad later: found by the checks at the end of the soak and by those that are asked again days after, decided by people.

-- the days after which a verified device is asked for its checks again, as the policy of its deployment said
create table check_again (
  client_id uuid not null,
  deployment_id uuid not null,
  device_id uuid not null,
  days int not null check (days between 1 and 60),
  due_at timestamptz not null,
  asked_at timestamptz,
  -- null: not asked yet, or nothing to ask
  instruction_id text,
  primary key (client_id, deployment_id, device_id, days),
  foreign key (client_id, deployment_id) references deployment,
  foreign key (client_id, device_id) references device
);
create index check_again_due on check_again (client_id, due_at) where asked_at is null;
create unique index check_again_instruction on check_again (client_id, instruction_id) where instruction_id is not null;

create table regression (
  client_id uuid not null,
  id uuid not null,
  deployment_id uuid not null,
  device_id uuid not null,
  check_name text not null,
  -- when it was seen: at the end of the soak, or so many days after the change
  seen text not null check (seen in ('soak', 'later')),
  days int,
  -- what the check said before the change, and now
  before_detail text not null,
  after_detail text not null,
  -- the question whose signed answer it rests on
  instruction_id text not null,
  -- changes of the device by other deployments between the change and this: they may be what it comes from
  changed_since int not null,
  found_at timestamptz not null,
  primary key (client_id, id),
  unique (client_id, instruction_id, check_name),
  foreign key (client_id, deployment_id) references deployment,
  foreign key (client_id, device_id) references device
);
create index regression_deployment on regression (client_id, deployment_id, device_id);
create index regression_device on regression (client_id, device_id);
create trigger evidence_stays before update or delete or truncate on regression for each statement execute function refuse_change();

create table regression_decision (
  client_id uuid not null,
  regression_id uuid not null,
  what text not null check (what in ('roll-back', 'accept', 'fixed')),
  because text not null,
  -- the deployment that takes it back
  rollback_id uuid,
  by text not null,
  at timestamptz not null,
  primary key (client_id, regression_id),
  foreign key (client_id, regression_id) references regression,
  check ((what = 'roll-back') = (rollback_id is not null))
);
create trigger evidence_stays before update or delete or truncate on regression_decision for each statement execute function refuse_change();

do $$
declare
  app text := current_setting('fettle.app_role');
  t text;
begin
  execute format('grant select, insert, update on check_again to %I', app);
  execute format('grant select, insert on regression, regression_decision to %I', app);
  foreach t in array array['check_again', 'regression', 'regression_decision'] loop
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
    execute format('create policy permitted_clients on %I using (client_id = any ((select nullif(current_setting(''fettle.clients'', true), '''')::uuid[])::uuid[]))', t);
  end loop;
end $$;
