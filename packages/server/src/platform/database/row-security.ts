/**
 * Tables of the schema that belong to no client, each with the reason why row security does not guard it. Every other table begins its key with
 * client_id and has row security enabled and forced; row-security.db.test.ts finds the tables in the catalogue and fails for one that is neither.
 */
export const tablesOfNoClient: Readonly<Record<string, string>> = {
  admission: 'requests of people that a key may approve: the provider’s',
  advisory: 'what is published about software, the same for all clients; no client’s fact is in it',
  advisory_affected: 'the packages that advisories name; no client’s fact is in it',
  api_key: 'keys of programs: the provider’s; what a key may reach stands in its grants',
  api_key_grant: 'read before it is known whom a request may see; the client in it may be none, for all',
  client_register: 'ids only, so that work over all clients can name its scope',
  changed_cve: 'vulnerabilities of which something else is published now: ids only',
  changed_product: 'products of whose life cycle something else is published now: ids only',
  changed_software: 'software of which other advisories hold now: ids only',
  cve: 'what is published of vulnerabilities; no client’s fact is in it',
  cve_epss: 'what is published of vulnerabilities; no client’s fact is in it',
  device_key: 'read before it is known which client’s device speaks: a public key and two ids',
  ended_set: 'sets of vulnerabilities that updates end; no client’s fact is in it',
  feed: 'where advisories come from: the provider’s',
  feed_file: 'what came of a feed: the provider’s',
  feed_problem: 'records of a feed that could not be read: the provider’s',
  installation: 'one row for the installation: who provides, the authority, panic stops',
  judge_news: 'software of which other advisories hold, or are told otherwise, now: ids only',
  known_issue:
    'what is known against updates, the same for all clients; people of the provider write it, and no client’s fact belongs in it',
  lifecycle_product: 'what is published of products; no client’s fact is in it',
  lifecycle_subject: 'systems and software by their public names, and how long their makers support them; no client’s fact is in it',
  matched_by: 'one row: by which version of matching all software was matched',
  match_queue: 'software that waits to be matched: ids only',
  person: 'people are the provider’s; what they may reach stands in their grants',
  person_grant: 'read before it is known whom a request may see; the client in it may be none, for all',
  provider_group: 'groups over all clients: the provider’s; a rule of the provider, and no client’s fact in it',
  provider_policy: 'policies over all clients: the provider’s',
  provider_policy_version: 'policies over all clients: the provider’s',
  published_by: 'one row: by which version of the table of publishers all software was looked at',
  schema_migration: 'which migrations ran',
  session: 'read before it is known who asks',
  software_ecosystem: 'the systems that software was seen on; no client’s fact is in it',
  software_subject: 'which software is its publisher’s own, whoever has it; no client’s fact is in it',
  software_match: 'which advisories hold for which software, whoever has it; no client’s fact is in it',
  software: 'one row a software for all clients, by its public name and version; no client’s fact is in it',
  update_result_total:
    'counts over all clients, so that each may know how often an update was taken back elsewhere; not which client it was',
  welcome_link: 'read before it is known who asks',
  windows_update: 'what is published of Windows; no client’s fact is in it',
};

/** Tables of which rows are only ever added: a trigger refuses everything else, also to the owner. */
export const evidenceTables: readonly string[] = [
  'approval',
  'audit_checkpoint',
  'audit_entry',
  'client_sla',
  'decision',
  'decision_event',
  'deployment_event',
  'deployment_share',
  'deployment_spec',
  'device_absence',
  'policy_version',
  'report',
  'urgency_word',
  'urgency_word_event',
];
