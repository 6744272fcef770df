-- What a client is held to: frameworks with their first and last day, devices that are out of a framework's scope, and the versions of its SLA.

-- one row a framework; what it was before stands in the audit trail
create table client_framework (
  client_id uuid not null,
  framework text not null,
  since date not null,
  -- the last day on which it holds; the day before `since`: it never held. null: no end is known
  until date,
  -- times that the client set for itself, where a clause leaves them to it
  own jsonb,
  because text not null,
  set_at timestamptz not null,
  set_by text not null,
  primary key (client_id, framework),
  foreign key (client_id) references client,
  check (until is null or until >= since - 1)
);

-- whoever is not in here is in scope: a new device is, until somebody says why not
create table device_out_of_scope (
  client_id uuid not null,
  framework text not null,
  device_id uuid not null,
  because text not null,
  by text not null,
  at timestamptz not null,
  primary key (client_id, framework, device_id),
  foreign key (client_id, device_id) references device
);
create index device_out_of_scope_device on device_out_of_scope (client_id, device_id);

-- versions are only added: what was promised on a day can be read years later
create table client_sla (
  client_id uuid not null,
  version int not null check (version > 0),
  body jsonb not null,
  effective_from date not null,
  -- the last day
  effective_to date,
  saved_at timestamptz not null,
  saved_by text not null,
  because text not null,
  primary key (client_id, version),
  foreign key (client_id) references client,
  check (effective_to is null or effective_to >= effective_from)
);
create trigger evidence_stays before update or delete or truncate on client_sla for each statement execute function refuse_change();

-- the day up to which the beginnings and ends above have reached the client's devices
create table agreement_day (
  client_id uuid not null primary key,
  day date not null,
  foreign key (client_id) references client
);

do $$
declare
  app text := current_setting('fettle.app_role');
  t text;
begin
  execute format('grant select, insert on client_sla to %I', app);
  foreach t in array array['client_framework', 'device_out_of_scope', 'agreement_day'] loop
    execute format('grant select, insert, update, delete on %I to %I', t, app);
  end loop;
  foreach t in array array['client_framework', 'device_out_of_scope', 'client_sla', 'agreement_day'] loop
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
    execute format(
      'create policy permitted_clients on %I using (client_id = any ((select nullif(current_setting(''fettle.clients'', true), '''')::uuid[])::uuid[]))', t);
  end loop;
end $$;
