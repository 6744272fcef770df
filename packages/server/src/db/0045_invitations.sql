-- The calendar invitation that a notice carries, as it is sent (RFC 5545, 5546); null: none.
alter table notice add column calendar text;
