-- Each look where limits hold asks which rates devices were told that are not over: few instructions have one, and of a client there are ever more.

create index instruction_rated on instruction (client_id, not_after) where bytes_per_second is not null;
