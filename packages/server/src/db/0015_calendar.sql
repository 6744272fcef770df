-- Times in which nothing new starts, days on which windows do not open, and addresses from which people's calendars read both.

-- client_id: the client's, or the provider's own nil id for a freeze of all clients, which every client sees
create table change_freeze (
  client_id uuid not null,
  id uuid not null,
  name text not null,
  reason text not null,
  scope text not null check (scope in ('all', 'client', 'sites', 'rings')),
  site_ids uuid[] not null default '{}',
  rings text[] not null default '{}',
  starts_at timestamptz not null,
  ends_at timestamptz not null check (ends_at > starts_at),
  -- deployments of which every update was urgent when they were planned are let through
  except_urgent boolean not null,
  made_by text not null,
  made_at timestamptz not null,
  primary key (client_id, id),
  check ((scope = 'all') = (client_id = '00000000-0000-0000-0000-000000000000')),
  check ((scope = 'sites') = (site_ids <> '{}')),
  check ((scope = 'rings') = (rings <> '{}'))
);
create index change_freeze_ends on change_freeze (client_id, ends_at);
create trigger evidence_stays before update or delete or truncate on change_freeze for each statement execute function refuse_change();

create table change_freeze_event (
  client_id uuid not null,
  freeze_id uuid not null,
  what text not null check (what = 'ended'),
  because text not null,
  by text not null,
  at timestamptz not null,
  primary key (client_id, freeze_id, what),
  foreign key (client_id, freeze_id) references change_freeze
);
create trigger evidence_stays before update or delete or truncate on change_freeze_event for each statement execute function refuse_change();

-- as they stand, but for the time
create view change_freeze_now with (security_invoker = true) as
  select f.*, e.at as ended_at, e.by as ended_by, e.because as ended_because
  from change_freeze f left join change_freeze_event e on e.client_id = f.client_id and e.freeze_id = f.id and e.what = 'ended';

-- client_id: as above; the provider's lists are there for the policies of all clients
create table holiday_list (
  client_id uuid not null,
  id uuid not null,
  name text not null,
  -- how often it was changed: whoever saves says which state that rests on
  version int not null,
  changed_by text not null,
  changed_at timestamptz not null,
  primary key (client_id, id)
);
create unique index holiday_list_name on holiday_list (client_id, lower(name));
create table holiday (
  client_id uuid not null,
  list_id uuid not null,
  day date not null,
  name text not null,
  primary key (client_id, list_id, day),
  foreign key (client_id, list_id) references holiday_list on delete cascade
);

-- what was known of the updates of a deployment when it was planned: a freeze that lets urgent updates through goes by this, whatever is judged later
create table deployment_urgency (
  client_id uuid not null,
  deployment_id uuid not null,
  -- updates asked for on devices that take part, each device by itself, and those of them that were urgent there
  updates int not null,
  urgent int not null,
  primary key (client_id, deployment_id),
  foreign key (client_id, deployment_id) references deployment
);

-- read before it is known who asks: only the hash of the secret is kept, and whose eyes it lends
create table calendar_feed (
  id uuid primary key,
  token_hash bytea not null unique,
  person_id uuid not null references person,
  -- null: all clients that the person may see
  client_id uuid,
  name text not null,
  made_at timestamptz not null,
  revoked_at timestamptz,
  last_read_at timestamptz
);
create index calendar_feed_person on calendar_feed (person_id);

do $$
declare
  app text := current_setting('fettle.app_role');
  t text;
begin
  execute format('grant select, insert on change_freeze, change_freeze_event, deployment_urgency to %I', app);
  execute format('grant select on change_freeze_now to %I', app);
  execute format('grant select, insert, update, delete on holiday_list, holiday to %I', app);
  execute format('grant select, insert, update on calendar_feed to %I', app);
  foreach t in array array['change_freeze', 'change_freeze_event', 'holiday_list', 'holiday', 'deployment_urgency'] loop
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
  end loop;
  create policy permitted_clients on deployment_urgency using (client_id = any ((select nullif(current_setting('fettle.clients', true), '')::uuid[])::uuid[]));
  -- whoever may see a client sees what the provider says for all of them; it is written by who may write the provider's own
  foreach t in array array['change_freeze', 'change_freeze_event', 'holiday_list', 'holiday'] loop
    execute format(
      'create policy permitted_clients on %I using (client_id = any ((select nullif(current_setting(''fettle.clients'', true), '''')::uuid[])::uuid[])
         or (client_id = ''00000000-0000-0000-0000-000000000000'' and nullif(current_setting(''fettle.clients'', true), '''') is not null))
       with check (client_id = any ((select nullif(current_setting(''fettle.clients'', true), '''')::uuid[])::uuid[]))', t);
  end loop;
end $$;
