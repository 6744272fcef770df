-- What the changes of a spec end on its devices is kept as it was when it was planned: later decisions are weighed by it.
create trigger evidence_stays before update or delete or truncate on deployment_ended for each statement execute function refuse_change();
