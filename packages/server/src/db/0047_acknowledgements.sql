-- Announcements are acknowledged by a link that only the contact is sent: of its secret the hash is kept, one for each time that it was sent.
alter table notice
  add column ack_hashes bytea[] not null default '{}',
  add column ack_until timestamptz,
  add column acknowledged_at timestamptz;
