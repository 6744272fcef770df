-- The place of a migration of another branch, since numbers have no gaps: that one takes its place when the branches come together.
select 1;
