/**
 * Tables of the schema that belong to no client, each with the reason why row security does not guard it. Every other table begins its key with
 * client_id and has row security enabled and forced; row-security.db.test.ts finds the tables in the catalogue and fails for one that is neither.
 */
export const tablesOfNoClient: Readonly<Record<string, string>> = {
  admission: 'requests of people that a key may approve: the provider’s',
  api_key: 'keys of programs: the provider’s; what a key may reach stands in its grants',
  api_key_grant: 'read before it is known whom a request may see; the client in it may be none, for all',
  client_register: 'ids only, so that work over all clients can name its scope',
  device_key: 'read before it is known which client’s device speaks: a public key and two ids',
  installation: 'one row for the installation: who provides, the authority, panic stops',
  person: 'people are the provider’s; what they may reach stands in their grants',
  person_grant: 'read before it is known whom a request may see; the client in it may be none, for all',
  schema_migration: 'which migrations ran',
  session: 'read before it is known who asks',
  software: 'one row a software for all clients, by its public name and version; no client’s fact is in it',
  welcome_link: 'read before it is known who asks',
};

/** Tables of which rows are only ever added: a trigger refuses everything else, also to the owner. */
export const evidenceTables: readonly string[] = [
  'approval',
  'audit_checkpoint',
  'audit_entry',
  'deployment_event',
  'deployment_share',
  'deployment_spec',
  'policy_version',
  'report',
];
