-- The emergency lane asks once a minute which vulnerabilities were published, or are said to be exploited, these days.

create index cve_published on cve (published);
create index cve_exploited on cve (id) where ssvc ->> 'exploitation' = 'active';
