-- What each contact was told of a change before it began: a start that moves is told as moved, and what never came as cancelled.

alter table notice
  -- the opening that it announces; null: none was known, or it announces nothing
  add column opens_at timestamptz,
  add column closes_at timestamptz,
  -- never sent, because what it tells of is past or was told otherwise; `last_trouble` says which
  add column withdrawn_at timestamptz,
  -- of the first announcement to a contact: when to compare it again with what is expected by then; null: the change began or is over
  add column compare_at timestamptz;

-- the rows are read as the owner, of every client
alter table notice no force row level security;
update notice set withdrawn_at = rejected_at, rejected_at = null where tries = 0 and last_trouble = 'The deployment ended before this notice was due.';
update notice set kind = 'reminder' where kind = 'planned' and occasion ~ ':planned:[0-9]+h$';
alter table notice force row level security;

drop index notice_due;
create index notice_due on notice (due_at) where delivered_at is null and rejected_at is null and withdrawn_at is null;
create index notice_compare on notice (compare_at) where compare_at is not null;
create index notice_of_deployment on notice (client_id, deployment_id, contact_id);
