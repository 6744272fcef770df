-- when it was looked last for what became urgent between the times of a policy: apart from the looks at those times, which it does not stand in for
alter table proposal_look add column urgent_looked_at timestamptz;
