/** Generated from the catalogue of a migrated database (generate-tables.ts). Do not edit. */
import type { ColumnType, Generated, GeneratedAlways } from 'kysely';

/** Written as JSON text (JSON.stringify), read as what was parsed: unknown until a schema says otherwise. */
export type Json = ColumnType<unknown, string, string>;
export type NullableJson = ColumnType<unknown, string | null | undefined, string | null>;
export type DefaultedJson = ColumnType<unknown, string | undefined, string>;

export type AbsenceNewsTable = {
  client_id: string;
  device_id: string;
  until_at: string;
};

export type AdmissionTable = {
  id: string;
  key_id: string;
  public_key: string;
  person_id: string;
  label: string;
  asked_at: string;
};

export type AdvisoryTable = {
  key: GeneratedAlways<number>;
  feed: string;
  path: string;
  id: string;
  digest: string;
  kind: string;
  aliases: string[];
  cves: string[];
  summary: string | null;
  published: string | null;
  modified: string | null;
  withdrawn: string | null;
  severities: Json;
};

export type AdvisoryAffectedTable = {
  ecosystem: string;
  name: string;
  advisory: number;
  affected: Json;
};

export type AgreementDayTable = {
  client_id: string;
  day: string;
};

export type ApiKeyTable = {
  id: string;
  name: string;
  secret_hash: Buffer;
  created_at: string;
  created_by: string;
  last_used_at: string | null;
  expires_at: string | null;
  revoked_at: string | null;
};

export type ApiKeyGrantTable = {
  api_key_id: string;
  role: string;
  client_id: string | null;
};

export type ApprovalTable = {
  client_id: string;
  deployment_id: string;
  key_id: string;
  envelope: Json;
  at: string;
};

export type AuditChainTable = {
  client_id: string;
  size: number;
  head: Buffer;
};

export type AuditCheckpointTable = {
  client_id: string;
  size: number;
  envelope: Json;
  at: string;
};

export type AuditEntryTable = {
  client_id: string;
  seq: number;
  at: string;
  action: string;
  actor: string;
  subject: string;
  entry: string;
  leaf: Buffer;
  head: Buffer;
};

export type BackupProbeTable = {
  client_id: string;
  device_id: string;
  document: string;
  asked_at: string;
  instruction_id: string;
  answered_at: string | null;
  because: string | null;
};

export type BackupRecordTable = {
  client_id: string;
  id: string;
  device_id: string;
  what: string;
  at: string;
  ok: boolean;
  kind: string;
  tool: string | null;
  covers: string | null;
  seconds: number | null;
  note: string | null;
  attachment: string | null;
  source: string;
  recorded_by: string;
  recorded_at: string;
};

export type CalendarFeedTable = {
  id: string;
  token_hash: Buffer;
  person_id: string;
  client_id: string | null;
  name: string;
  made_at: string;
  revoked_at: string | null;
  last_read_at: string | null;
};

export type CampaignTable = {
  id: string;
  title: string;
  reason: string;
  owner: string;
  about: Json;
  source: string;
  source_key: string | null;
  expires_in_days: number;
  clients: Generated<number>;
  created_at: string;
  created_by_kind: string;
  created_by: string;
  withdrawn_at: string | null;
  withdrawn_because: string | null;
  source_rule: NullableJson;
};

export type CampaignClientTable = {
  client_id: string;
  campaign_id: string;
  state: string;
  deployment_id: string | null;
  detail: Generated<string>;
  tries: Generated<number>;
  next_at: string | null;
  changed_at: string;
  changed_by: string;
  stopped_at: string | null;
  stopped_by: string | null;
  stopped_because: string | null;
  breaks: NullableJson;
  left_over: NullableJson;
};

export type ChangeFreezeTable = {
  client_id: string;
  id: string;
  name: string;
  reason: string;
  scope: string;
  site_ids: Generated<string[]>;
  rings: Generated<string[]>;
  starts_at: string;
  ends_at: string;
  except_urgent: boolean;
  made_by: string;
  made_at: string;
};

export type ChangeFreezeEventTable = {
  client_id: string;
  freeze_id: string;
  what: string;
  because: string;
  by: string;
  at: string;
};

export type ChangeFreezeNowTable = {
  client_id: string | null;
  id: string | null;
  name: string | null;
  reason: string | null;
  scope: string | null;
  site_ids: string[] | null;
  rings: string[] | null;
  starts_at: string | null;
  ends_at: string | null;
  except_urgent: boolean | null;
  made_by: string | null;
  made_at: string | null;
  ended_at: string | null;
  ended_by: string | null;
  ended_because: string | null;
};

export type ChangeLimitTable = {
  client_id: string;
  site_id: Generated<string>;
  at_once: number | null;
  per_hour: number | null;
  disturbed_devices: number | null;
  disturbed_percent: number | null;
  downloads: number | null;
  changed_by: string;
  changed_at: string;
  bandwidth: NullableJson;
};

export type ChangedCveTable = {
  id: string;
};

export type ChangedProductTable = {
  id: string;
};

export type ChangedSoftwareTable = {
  software_id: number;
};

export type CheckAgainTable = {
  client_id: string;
  deployment_id: string;
  device_id: string;
  days: number;
  due_at: string;
  asked_at: string | null;
  instruction_id: string | null;
  answer: string | null;
};

export type ChecklistLookTable = {
  client_id: string;
  looked_at: string;
};

export type ChecklistStepTable = {
  client_id: string;
  step: number;
  since: string;
  seen_at: string;
  state: string;
  state_since: string;
  sentence: string;
  reasons: Json;
  numbers: Json;
};

export type ClientTable = {
  client_id: string;
  name: string;
  created_at: string;
};

export type ClientFrameworkTable = {
  client_id: string;
  framework: string;
  since: string;
  until: string | null;
  own: NullableJson;
  because: string;
  set_at: string;
  set_by: string;
};

export type ClientMonthTable = {
  client_id: string;
  month: string;
  made_at: string;
  content: Json;
  digest: string;
};

export type ClientRegisterTable = {
  client_id: string;
};

export type ClientSendingTable = {
  client_id: string;
  changing: number;
};

export type ClientSentTable = {
  minute: string;
  client_id: string;
  sent: number;
};

export type ClientSlaTable = {
  client_id: string;
  version: number;
  body: Json;
  effective_from: string;
  effective_to: string | null;
  saved_at: string;
  saved_by: string;
  because: string;
};

export type ClusterTable = {
  client_id: string;
  id: string;
  name: string;
  most: number;
  version: number;
  changed_by: string;
  changed_at: string;
};

export type ClusterMemberTable = {
  client_id: string;
  cluster_id: string;
  device_id: string;
};

export type ContactTable = {
  client_id: string;
  id: string;
  name: string;
  mail: string;
  language: string;
  site_ids: Generated<string[]>;
  created_at: string;
  removed_at: string | null;
};

export type CveTable = {
  id: string;
  published: string | null;
  cvss: DefaultedJson;
  kev_added: string | null;
  kev_due: string | null;
  kev_ransomware: boolean | null;
  ssvc: NullableJson;
};

export type CveEpssTable = {
  id: string;
  score: number;
  percentile: number;
  day: string;
  model: string;
  highest: number;
};

export type DecidedSubjectTable = {
  client_id: string;
  device_id: string;
  subject_id: number;
  until: string | null;
};

export type DecidedUpdateTable = {
  client_id: string;
  software_id: number;
  until: string | null;
};

export type DecisionTable = {
  client_id: string;
  id: string;
  kind: string;
  made: string;
  manager: string | null;
  source_name: string | null;
  source_version: string | null;
  advisory: string | null;
  advisory_ids: Generated<string[]>;
  scope: string;
  scope_ids: Generated<string[]>;
  recommendation: string;
  client_said: string;
  said_by: string | null;
  evidence: string | null;
  reason: string;
  compensating_control: string | null;
  starts_at: string;
  ends_at: string | null;
  review_at: string | null;
  workaround: string | null;
  workaround_check: string | null;
  undo_when_fixed: boolean | null;
  predecessor_id: string | null;
  made_by: string;
  made_at: string;
  product: string | null;
  cycle: string | null;
  product_label: string | null;
  replacement: string | null;
  responsible: string | null;
};

export type DecisionEventTable = {
  client_id: string;
  decision_id: string;
  id: string;
  what: string;
  because: string;
  by: string;
  at: string;
};

export type DecisionNowTable = {
  client_id: string | null;
  id: string | null;
  kind: string | null;
  made: string | null;
  manager: string | null;
  source_name: string | null;
  source_version: string | null;
  advisory: string | null;
  advisory_ids: string[] | null;
  scope: string | null;
  scope_ids: string[] | null;
  recommendation: string | null;
  client_said: string | null;
  said_by: string | null;
  evidence: string | null;
  reason: string | null;
  compensating_control: string | null;
  starts_at: string | null;
  ends_at: string | null;
  review_at: string | null;
  workaround: string | null;
  workaround_check: string | null;
  undo_when_fixed: boolean | null;
  predecessor_id: string | null;
  made_by: string | null;
  made_at: string | null;
  product: string | null;
  cycle: string | null;
  product_label: string | null;
  replacement: string | null;
  responsible: string | null;
  revoked_at: string | null;
  revoked_by: string | null;
  revoked_because: string | null;
  replaced_by: string | null;
  verified_at: string | null;
  undone_at: string | null;
};

export type DeploymentTable = {
  client_id: string;
  id: string;
  title: string;
  reason: string;
  policy_id: string;
  policy_version: number;
  predecessor_id: string | null;
  predecessor_kind: string | null;
  expires_at: string;
  created_at: string;
  created_by: string;
  withdrawn_at: string | null;
  effective: NullableJson;
  lane: string | null;
  drill: Generated<boolean>;
  back_by: string | null;
};

export type DeploymentDeviceTable = {
  client_id: string;
  deployment_id: string;
  device_id: string;
  ring: number;
  wanted: Json;
  direction: string;
  instruction_id: string;
  asked_at: string;
  answered_at: string | null;
  simulation: NullableJson;
  trouble: NullableJson;
  left_out: DefaultedJson;
  own: NullableJson;
  expected: NullableJson;
  turn: NullableJson;
};

export type DeploymentEndedTable = {
  client_id: string;
  deployment_id: string;
  software_id: number;
  ended_set: number;
  ids: string[];
  device_ids: string[];
  offered_at: string;
};

export type DeploymentEventTable = {
  client_id: string;
  deployment_id: string;
  seq: number;
  at: string;
  kind: string;
  event: Json;
};

export type DeploymentRunTable = {
  client_id: string;
  deployment_id: string;
  device_id: string;
  run: Json;
};

export type DeploymentSelectionTable = {
  client_id: string;
  deployment_id: string;
  lines: Json;
  more: number;
};

export type DeploymentShareTable = {
  client_id: string;
  deployment_id: string;
  index: number;
  device_id: string;
  share: string;
};

export type DeploymentSpecTable = {
  client_id: string;
  deployment_id: string;
  hash: string;
  header: string;
  created_at: string;
  notes: DefaultedJson;
};

export type DeploymentStandingTable = {
  client_id: string;
  deployment_id: string;
  approval_id: string;
  at: string;
};

export type DeploymentStateTable = {
  client_id: string;
  deployment_id: string;
  seq: number;
  state: Json;
  waiting: Json;
  summary: DefaultedJson;
  active: boolean;
  wake_at: string | null;
  waiting_digest: Generated<string>;
};

export type DeploymentUpdateTable = {
  client_id: string;
  deployment_id: string;
  software_id: number;
};

export type DeploymentUrgencyTable = {
  client_id: string;
  deployment_id: string;
  updates: number;
  urgent: number;
};

export type DeploymentWakeTable = {
  client_id: string;
  deployment_id: string;
  id: Generated<string>;
  at: string;
};

export type DeskVisitTable = {
  client_id: string;
  visitor_id: string;
  seen_to: string;
};

export type DeviceTable = {
  client_id: string;
  id: string;
  site_id: string;
  key_id: string;
  name: string;
  os_name: string;
  ecosystem: string;
  mode: string;
  status: Generated<string>;
  quarantined_at: string | null;
  quarantined_because: string | null;
  tier: string | null;
  exposure: string | null;
  owner: string | null;
  agent_version: string | null;
  enrolled_at: string;
  retired_at: string | null;
  instruction_sequence: Generated<number>;
  service: string | null;
  outage: string | null;
};

export type DeviceAbsenceTable = {
  client_id: string;
  device_id: string;
  from_at: string;
  until_at: string;
  proof: string;
  boot_id: string;
  contact_before: string;
  recorded_at: string;
};

export type DeviceChangelogTable = {
  client_id: string;
  device_id: string;
  manager: string;
  source_name: string;
  from_version: string;
  to_version: string;
  cves: string[] | null;
};

export type DeviceContactTable = {
  client_id: string;
  device_id: string;
  counter: Generated<number>;
  taken: Generated<number>;
  ticket: string;
  previous_ticket: string | null;
  payload_hash: Buffer | null;
  boot_id: string | null;
  last_seen_at: string;
  in_hand: Generated<string[]>;
  in_hand_at: string | null;
};

export type DeviceDependencyTable = {
  client_id: string;
  device_id: string;
  depends_on: string;
  kind: Generated<string>;
};

export type DeviceGroupTable = {
  client_id: string;
  id: string;
  name: string;
  rank: number;
  rule: Json;
  version: number;
  created_at: string;
  saved_at: string;
  saved_by: string;
  removed_at: string | null;
};

export type DeviceInventoryTable = {
  client_id: string;
  device_id: string;
  digests: DefaultedJson;
  system: NullableJson;
  runtime: NullableJson;
  managers: DefaultedJson;
  installed: number[] | null;
  peculiar: DefaultedJson;
  missing: number | null;
  missing_security: number | null;
  scanned_at: string | null;
  changed_at: string;
  asked_ok: GeneratedAlways<boolean | null>;
  lists_ok: GeneratedAlways<boolean | null>;
  lists_refreshed_at: GeneratedAlways<string | null>;
  restart_pending: GeneratedAlways<boolean | null>;
  restart_pending_since: string | null;
};

export type DeviceKeyTable = {
  key_id: string;
  public_key: string;
  client_id: string;
  device_id: string;
  retired_at: string | null;
};

export type DeviceOfferTable = {
  client_id: string;
  device_id: string;
  software_id: number;
  from_version: string;
  security: boolean;
  withheld: string | null;
  bytes: number;
  origin: string;
  codename: string;
  first_seen_at: string;
  urgency: Generated<string>;
  basis: Generated<string>;
  ended_set: number | null;
  due: string | null;
  due_by: string | null;
  before_ids: number[] | null;
  before_offered: string[] | null;
  word: string | null;
  ruled: string | null;
};

export type DeviceOutOfScopeTable = {
  client_id: string;
  framework: string;
  device_id: string;
  because: string;
  by: string;
  at: string;
};

export type DeviceSubjectTable = {
  client_id: string;
  device_id: string;
  subject_id: number;
  software_ids: Generated<number[]>;
  since: string;
};

export type DiscoveredDecisionTable = {
  client_id: string;
  id: string;
  discovered_id: string;
  answer: string;
  device_id: string | null;
  person: string | null;
  because: string | null;
  review_on: string | null;
  rhythm_days: number | null;
  by: string;
  at: string;
};

export type DiscoveredDeviceTable = {
  client_id: string;
  id: string;
  name: string;
  site_id: string | null;
  kind: string;
  owner: string | null;
  tier: string | null;
  address: string | null;
  serial: string | null;
  mac: string | null;
  system: string | null;
  source: string;
  last_seen: string | null;
  version: Generated<number>;
  recorded_by: string;
  recorded_at: string;
  changed_by: string;
  changed_at: string;
};

export type DiscoveredPatchTable = {
  client_id: string;
  id: string;
  discovered_id: string;
  what: string;
  from_version: string | null;
  to_version: string | null;
  done_on: string;
  person: string;
  note: string | null;
  by: string;
  at: string;
};

export type EndedSetTable = {
  id: GeneratedAlways<number>;
  digest: string;
  ids: string[];
};

export type EnrolmentTokenTable = {
  client_id: string;
  id: string;
  site_id: string;
  secret_hash: Buffer;
  note: string;
  uses_left: number | null;
  used: Generated<number>;
  created_at: string;
  created_by: string;
  expires_at: string;
  revoked_at: string | null;
};

export type FeedTable = {
  id: string;
  enabled: boolean;
  base_url: string | null;
  parts: string[] | null;
  due_at: string;
  leased_until: string | null;
  last_attempt_at: string | null;
  last_ok_at: string | null;
  last_trouble: string | null;
  whole_at: string | null;
  known_until: string | null;
};

export type FeedFileTable = {
  feed: string;
  path: string;
  etag: string | null;
  last_modified: string | null;
  fetched_sha256: string | null;
  fetched_at: string | null;
  confirmed_at: string | null;
  taken_sha256: string | null;
  taken_at: string | null;
  bytes: Generated<number>;
  records: Generated<number>;
  problems: Generated<number>;
  held: string | null;
  held_records: number | null;
  unreadable: string | null;
};

export type FeedProblemTable = {
  feed: string;
  path: string;
  n: number;
  place: string;
  why: string;
};

export type FindingCountTable = {
  client_id: string;
  advisory: string;
  cves: string[];
  kev_added: string | null;
  epss: number | null;
  devices: number;
  fix_offered: number;
  fix_not_offered: number;
  no_fix: number;
  restart_pending: number;
  unknown: number;
  urgent: number;
  due: string | null;
  due_by: string | null;
  since: string;
  packages: string[];
  software: number[];
  new_at: string;
  kev_at: string | null;
};

export type HeldDeploymentTable = {
  client_id: string | null;
  deployment_id: string | null;
};

export type HolidayTable = {
  client_id: string;
  list_id: string;
  day: string;
  name: string;
};

export type HolidayListTable = {
  client_id: string;
  id: string;
  name: string;
  version: number;
  changed_by: string;
  changed_at: string;
};

export type InstallationTable = {
  only_one: Generated<boolean>;
  id: string;
  provider_name: string;
  created_at: string;
  authority: NullableJson;
  authority_version: Generated<number>;
  stop: NullableJson;
  stop_version: Generated<number>;
};

export type InstructionTable = {
  client_id: string;
  id: string;
  device_id: string;
  deployment_id: string | null;
  attempt: number | null;
  verb: string;
  sequence: number;
  envelope: Json;
  not_before: string;
  not_after: string;
  created_at: string;
  closed_at: string | null;
  called_back_at: string | null;
  called_back_seen_at: string | null;
  bytes_per_second: number | null;
};

export type JudgeDeviceTable = {
  client_id: string;
  device_id: string;
  standing: Generated<boolean>;
};

export type JudgeNewsTable = {
  id: GeneratedAlways<number>;
  holding: number[];
  told: number[];
};

export type JudgeNewsClientTable = {
  client_id: string;
  news_id: number;
};

export type JudgedByTable = {
  client_id: string;
  version: number;
  basis: string;
  queued_to: string | null;
  gave_way: string | null;
  since: string;
};

export type KnownIssueTable = {
  id: string;
  manager: string | null;
  source_name: string | null;
  from_version: string | null;
  to_version: string | null;
  kb: string | null;
  text: string;
  condition: string | null;
  rule: NullableJson;
  link: string | null;
  recorded_at: string;
  recorded_by: string;
  resolved_in: string | null;
  resolved_at: string | null;
  resolved_by: string | null;
  resolved_because: string | null;
};

export type LifecycleProductTable = {
  id: string;
  body: Json;
};

export type LifecycleSubjectTable = {
  id: GeneratedAlways<number>;
  kind: string;
  what: string;
  called: string;
  product: string | null;
  product_label: string | null;
  cycle: string | null;
  standing: Generated<string>;
  state: Generated<string>;
  reason: Generated<string>;
  ends: string | null;
  extended_until: string | null;
  judged_on: string | null;
};

export type MatchQueueTable = {
  software_id: number;
};

export type MatchedByTable = {
  id: Generated<boolean>;
  version: number;
  queued_to: number | null;
};

export type NoWayBackTable = {
  client_id: string;
  id: string;
  scope: string;
  scope_ids: string[];
  software: string;
  reason: string;
  accepted_by: string;
  ends_at: string;
  made_by: string;
  made_at: string;
};

export type NoWayBackEndTable = {
  client_id: string;
  no_way_back_id: string;
  because: string;
  by: string;
  at: string;
};

export type NoticeTable = {
  client_id: string;
  id: string;
  deployment_id: string | null;
  occasion: string;
  kind: string;
  contact_id: string;
  recipient: string;
  recipient_name: string;
  subject: string;
  body_text: string;
  body_html: string;
  created_at: string;
  due_at: string;
  delivered_at: string | null;
  rejected_at: string | null;
  tries: Generated<number>;
  last_trouble: string | null;
  opens_at: string | null;
  closes_at: string | null;
  withdrawn_at: string | null;
  compare_at: string | null;
  calendar: string | null;
  ack_hashes: Generated<Buffer[]>;
  ack_until: string | null;
  acknowledged_at: string | null;
  channel: Generated<string>;
};

export type NoticeDestinationTable = {
  client_id: string;
  id: string;
  channel: string;
  name: string;
  url: string;
  secret: string | null;
  old_secret: string | null;
  old_secret_until: string | null;
  token: string | null;
  host: string;
  hint: string;
  kinds: string[];
  is_on: Generated<boolean>;
  version: Generated<number>;
  changed_by: string;
  changed_at: string;
  removed_at: string | null;
};

export type OfferEndTable = {
  client_id: string;
  device_id: string;
  software_id: number;
  from_version: string;
  how: string;
  ended_at: string;
  offered_at: string;
  security: boolean;
  urgency: string;
  due: string | null;
  due_by: string | null;
  decision_id: string | null;
};

export type OfferEndSinceTable = {
  one: Generated<boolean>;
  since: Generated<string>;
};

export type OfferGoneTable = {
  client_id: string;
  device_id: string;
  software_id: number;
  from_version: string;
  first_seen_at: string;
  before_ids: number[] | null;
  before_offered: string[] | null;
  gone_at: string;
};

export type PersonTable = {
  id: string;
  name: string;
  mail: string;
  password_hash: string | null;
  totp_secret: string | null;
  totp_last_step: Generated<number>;
  approver: Generated<boolean>;
  reviewer: Generated<boolean>;
  created_at: string;
  entered_at: string | null;
  removed_at: string | null;
  last_seen_at: string | null;
};

export type PersonGrantTable = {
  person_id: string;
  role: string;
  client_id: string | null;
};

export type PolicyTable = {
  client_id: string;
  id: string;
  name: string;
  version: number;
  created_at: string;
  level: Generated<string>;
  subject_id: string | null;
  removed_at: string | null;
};

export type PolicyFindingTable = {
  client_id: string;
  id: string;
  about: string;
  code: string;
  severity: string;
  policy_id: string | null;
  policy_name: string;
  policy_level: string | null;
  path: string;
  sentence: string;
  evidence: Json;
  opened_at: string;
  seen_at: string;
  gone_at: string | null;
};

export type PolicyLookTable = {
  client_id: string;
  looked_at: string;
  devices: number;
  trouble: string | null;
};

export type PolicyVersionTable = {
  client_id: string;
  policy_id: string;
  version: number;
  body: Json;
  digest: string;
  saved_at: string;
  saved_by: string;
};

export type ProcessAuditTable = {
  client_id: string;
  id: string;
  number: number;
  auditor: string;
  started_by: string;
  started_at: string;
};

export type ProcessAuditActionTable = {
  client_id: string;
  id: string;
  audit_id: string;
  finding_id: string | null;
  text: string;
  owner_id: string | null;
  owner: string;
  due_on: string;
  by: string;
  at: string;
};

export type ProcessAuditActionEndTable = {
  client_id: string;
  action_id: string;
  ended: string;
  person: string;
  note: string;
  by: string;
  at: string;
};

export type ProcessAuditConclusionTable = {
  client_id: string;
  audit_id: string;
  conclusion: string;
  content: Json;
  digest: string;
  concluded_on: string;
  next_on: string;
  concluded_by: string;
  concluded_at: string;
};

export type ProcessAuditFindingTable = {
  client_id: string;
  id: string;
  audit_id: string;
  step: number | null;
  severity: string;
  text: string;
  asks: string | null;
  by: string;
  at: string;
};

export type ProcessAuditIntervalTable = {
  client_id: string;
  version: number;
  months: number | null;
  because: string;
  by: string;
  at: string;
};

export type ProcessAuditJudgementTable = {
  client_id: string;
  audit_id: string;
  step_id: string;
  title: string;
  good: string;
  judge: string;
  result: string;
  note: string | null;
  by: string;
  at: string;
};

export type ProgrammeLookTable = {
  client_id: string;
  looked_at: string;
  trouble: string | null;
};

export type ProgrammePartTable = {
  client_id: string;
  part: string;
  version: number;
  text: string;
  owner: string;
  review_at: string;
  saved_at: string;
  saved_by: string;
};

export type ProgrammeVersionTable = {
  client_id: string;
  version: number;
  made_at: string;
  made_by: string;
  content: Json;
  digest: string;
};

export type ProposalByItselfTable = {
  client_id: string;
  deployment_id: string;
  part: string;
  policy_id: string;
  policy_version: number;
  keys: string[];
  by_plan: string[];
  at: string;
  replaced_because: string | null;
};

export type ProposalLookTable = {
  client_id: string;
  proposing: NullableJson;
  since: string;
  checked_at: string;
  next_at: string | null;
  looked_at: string | null;
  lanes: DefaultedJson;
  trouble: string | null;
  urgent_looked_at: string | null;
};

export type ProviderGroupTable = {
  id: string;
  name: string;
  rank: number;
  rule: Json;
  version: number;
  created_at: string;
  saved_at: string;
  saved_by: string;
  removed_at: string | null;
};

export type ProviderPolicyTable = {
  id: string;
  level: string;
  subject_id: string | null;
  name: string;
  version: number;
  created_at: string;
  removed_at: string | null;
};

export type ProviderPolicyVersionTable = {
  policy_id: string;
  version: number;
  body: Json;
  digest: string;
  saved_at: string;
  saved_by: string;
};

export type ProviderRuleTable = {
  name: string;
  value: Json;
  changed_at: string;
  changed_by: string;
};

export type PublishedByTable = {
  id: Generated<boolean>;
  version: number;
  looked_to: number;
  done: boolean;
};

export type RebuildTable = {
  client_id: string;
  id: string;
  deployment_id: string;
  device_id: string;
  plan: Json;
  because: string;
  since: string;
  asked_by: string | null;
};

export type RebuildWordTable = {
  client_id: string;
  rebuild_id: string;
  n: number;
  what: string;
  note: string;
  by: string;
  at: string;
  now_device_id: string | null;
  instruction_id: string | null;
  passed: boolean | null;
  differs: string[] | null;
  not_known: string[] | null;
};

export type RegressionTable = {
  client_id: string;
  id: string;
  deployment_id: string;
  device_id: string;
  check_name: string;
  seen: string;
  days: number | null;
  before_detail: string;
  after_detail: string;
  instruction_id: string;
  changed_since: number;
  found_at: string;
};

export type RegressionDecisionTable = {
  client_id: string;
  regression_id: string;
  what: string;
  because: string;
  rollback_id: string | null;
  by: string;
  at: string;
};

export type ReportTable = {
  client_id: string;
  instruction_id: string;
  seq: number;
  device_id: string;
  deployment_id: string | null;
  attempt: number | null;
  at: string;
  received_at: string;
  status: string;
  body: Json;
  envelope: Json;
};

export type RollbackLookTable = {
  client_id: string;
  at: string;
  untried: string[];
  overdue: string[];
  since: string | null;
};

export type RunDurationTable = {
  client_id: string;
  device_id: string;
  instruction_id: string;
  ended_at: string;
  packages: number;
  change_seconds: number;
  restart_seconds: number | null;
  system: string | null;
};

export type SchemaMigrationTable = {
  number: number;
  name: string;
  sha256: string;
  applied_at: Generated<string>;
};

export type SessionTable = {
  token_hash: Buffer;
  person_id: string;
  csrf: string;
  created_at: string;
  last_seen_at: string;
  expires_at: string;
  user_agent: string;
};

export type SignedCommandTable = {
  document: string;
  name: string;
  purpose: string;
  client_ids: string[] | null;
  envelope: Json;
  script: Buffer;
  added_at: string;
  added_by: string;
  removed_at: string | null;
  removed_by: string | null;
};

export type SiteTable = {
  client_id: string;
  id: string;
  name: string;
  zone: string;
  created_at: string;
};

export type SoftwareTable = {
  id: GeneratedAlways<number>;
  ecosystem: string;
  manager: string;
  name: string;
  version: string;
  architecture: string;
  source_name: string;
  source_version: string;
  module: Generated<string>;
};

export type SoftwareEcosystemTable = {
  ecosystem: string;
};

export type SoftwareMatchTable = {
  software_id: number;
  advisory: number;
  fixed: string | null;
  no_fix: string | null;
  security: boolean;
  since: string;
  undecided: string | null;
};

export type SoftwareSubjectTable = {
  software_id: number;
  subject_id: number;
};

export type StandInTable = {
  client_id: string;
  id: string;
  device_id: string;
  stand_in_device_id: string | null;
  outside_name: string | null;
  place: string | null;
  differs: string;
  credentials_at: string;
  note: string | null;
  review_at: string;
  recorded_by: string;
  recorded_at: string;
};

export type StandInEndTable = {
  client_id: string;
  stand_in_id: string;
  because: string;
  by: string;
  at: string;
};

export type StandingApprovalTable = {
  client_id: string;
  id: string;
  policy_id: string;
  policy_version: number;
  grant_hash: string;
  key_id: string;
  approver: string;
  person_id: string | null;
  envelope: Json;
  at: string;
  expires_at: string;
};

export type StandingApprovalRevokedTable = {
  client_id: string;
  approval_id: string;
  because: string;
  by: string;
  at: string;
};

export type StandingGrantTable = {
  client_id: string;
  hash: string;
  grant_text: string;
};

export type TestAttachmentTable = {
  client_id: string;
  deployment_id: string;
  sha256: string;
  name: string;
  content: Buffer;
  added_at: string;
  added_by: string;
};

export type UnwellDeviceTable = {
  client_id: string;
  device_id: string;
  deployment_id: string;
  outcome: string;
  since: string;
  well_at: string | null;
  well_by: string | null;
  well_because: string | null;
};

export type UpdateCountTable = {
  client_id: string;
  software_id: number;
  devices: number;
  withheld: number;
  security: boolean;
  bytes: number;
  origin: string;
  first_seen_at: string;
  from_versions: string[];
  cves: Generated<string[]>;
  read_on: number;
  urgent: Generated<number>;
  ended: Generated<string[]>;
  due: string | null;
  due_by: string | null;
  new_at: string;
  urgent_at: string | null;
  kev: Generated<number>;
  kev_at: string | null;
  more_at: string | null;
};

export type UpdateResultTable = {
  client_id: string;
  manager: string;
  source_name: string;
  source_version: string;
  deployment_id: string;
  succeeded: Generated<number>;
  failed: Generated<number>;
  taken_back: Generated<number>;
};

export type UpdateResultTotalTable = {
  manager: string;
  source_name: string;
  source_version: string;
  succeeded: Generated<number>;
  failed: Generated<number>;
  taken_back: Generated<number>;
  part: Generated<number>;
};

export type UrgencyWordTable = {
  client_id: string;
  id: string;
  says: string;
  manager: string;
  source_name: string;
  source_version: string | null;
  scope: string;
  scope_ids: Generated<string[]>;
  fault: string | null;
  evidence: string | null;
  seen_since: string | null;
  reason: string;
  ends_at: string | null;
  made_by: string;
  made_at: string;
};

export type UrgencyWordEventTable = {
  client_id: string;
  word_id: string;
  what: string;
  because: string;
  by: string;
  at: string;
};

export type UrgencyWordNowTable = {
  client_id: string | null;
  id: string | null;
  says: string | null;
  manager: string | null;
  source_name: string | null;
  source_version: string | null;
  scope: string | null;
  scope_ids: string[] | null;
  fault: string | null;
  evidence: string | null;
  seen_since: string | null;
  reason: string | null;
  ends_at: string | null;
  made_by: string | null;
  made_at: string | null;
  revoked_at: string | null;
  revoked_by: string | null;
  revoked_because: string | null;
};

export type VulnerableDeviceTable = {
  client_id: string;
  software_id: number;
  device_id: string;
  since: string;
  earlier_ids: number[] | null;
  earlier_since: string[] | null;
};

export type WayBackTrialTable = {
  client_id: string;
  id: string;
  device_id: string;
  deployment_id: string;
  attempt: number;
  what: string;
  way_back: string;
  passed: boolean;
  detail: string;
  seconds: number | null;
  ecosystem: string;
  tier: string | null;
  at: string;
};

export type WelcomeLinkTable = {
  token_hash: Buffer;
  person_id: string | null;
  totp_secret: string;
  created_at: string;
  expires_at: string;
  used_at: string | null;
};

export type WindowsUpdateTable = {
  document: string;
  kb: string;
  path: string;
  body: Json;
};

export type Database = {
  absence_news: AbsenceNewsTable;
  admission: AdmissionTable;
  advisory: AdvisoryTable;
  advisory_affected: AdvisoryAffectedTable;
  agreement_day: AgreementDayTable;
  api_key: ApiKeyTable;
  api_key_grant: ApiKeyGrantTable;
  approval: ApprovalTable;
  audit_chain: AuditChainTable;
  audit_checkpoint: AuditCheckpointTable;
  audit_entry: AuditEntryTable;
  backup_probe: BackupProbeTable;
  backup_record: BackupRecordTable;
  calendar_feed: CalendarFeedTable;
  campaign: CampaignTable;
  campaign_client: CampaignClientTable;
  change_freeze: ChangeFreezeTable;
  change_freeze_event: ChangeFreezeEventTable;
  change_freeze_now: ChangeFreezeNowTable;
  change_limit: ChangeLimitTable;
  changed_cve: ChangedCveTable;
  changed_product: ChangedProductTable;
  changed_software: ChangedSoftwareTable;
  check_again: CheckAgainTable;
  checklist_look: ChecklistLookTable;
  checklist_step: ChecklistStepTable;
  client: ClientTable;
  client_framework: ClientFrameworkTable;
  client_month: ClientMonthTable;
  client_register: ClientRegisterTable;
  client_sending: ClientSendingTable;
  client_sent: ClientSentTable;
  client_sla: ClientSlaTable;
  cluster: ClusterTable;
  cluster_member: ClusterMemberTable;
  contact: ContactTable;
  cve: CveTable;
  cve_epss: CveEpssTable;
  decided_subject: DecidedSubjectTable;
  decided_update: DecidedUpdateTable;
  decision: DecisionTable;
  decision_event: DecisionEventTable;
  decision_now: DecisionNowTable;
  deployment: DeploymentTable;
  deployment_device: DeploymentDeviceTable;
  deployment_ended: DeploymentEndedTable;
  deployment_event: DeploymentEventTable;
  deployment_run: DeploymentRunTable;
  deployment_selection: DeploymentSelectionTable;
  deployment_share: DeploymentShareTable;
  deployment_spec: DeploymentSpecTable;
  deployment_standing: DeploymentStandingTable;
  deployment_state: DeploymentStateTable;
  deployment_update: DeploymentUpdateTable;
  deployment_urgency: DeploymentUrgencyTable;
  deployment_wake: DeploymentWakeTable;
  desk_visit: DeskVisitTable;
  device: DeviceTable;
  device_absence: DeviceAbsenceTable;
  device_changelog: DeviceChangelogTable;
  device_contact: DeviceContactTable;
  device_dependency: DeviceDependencyTable;
  device_group: DeviceGroupTable;
  device_inventory: DeviceInventoryTable;
  device_key: DeviceKeyTable;
  device_offer: DeviceOfferTable;
  device_out_of_scope: DeviceOutOfScopeTable;
  device_subject: DeviceSubjectTable;
  discovered_decision: DiscoveredDecisionTable;
  discovered_device: DiscoveredDeviceTable;
  discovered_patch: DiscoveredPatchTable;
  ended_set: EndedSetTable;
  enrolment_token: EnrolmentTokenTable;
  feed: FeedTable;
  feed_file: FeedFileTable;
  feed_problem: FeedProblemTable;
  finding_count: FindingCountTable;
  held_deployment: HeldDeploymentTable;
  holiday: HolidayTable;
  holiday_list: HolidayListTable;
  installation: InstallationTable;
  instruction: InstructionTable;
  judge_device: JudgeDeviceTable;
  judge_news: JudgeNewsTable;
  judge_news_client: JudgeNewsClientTable;
  judged_by: JudgedByTable;
  known_issue: KnownIssueTable;
  lifecycle_product: LifecycleProductTable;
  lifecycle_subject: LifecycleSubjectTable;
  match_queue: MatchQueueTable;
  matched_by: MatchedByTable;
  no_way_back: NoWayBackTable;
  no_way_back_end: NoWayBackEndTable;
  notice: NoticeTable;
  notice_destination: NoticeDestinationTable;
  offer_end: OfferEndTable;
  offer_end_since: OfferEndSinceTable;
  offer_gone: OfferGoneTable;
  person: PersonTable;
  person_grant: PersonGrantTable;
  policy: PolicyTable;
  policy_finding: PolicyFindingTable;
  policy_look: PolicyLookTable;
  policy_version: PolicyVersionTable;
  process_audit: ProcessAuditTable;
  process_audit_action: ProcessAuditActionTable;
  process_audit_action_end: ProcessAuditActionEndTable;
  process_audit_conclusion: ProcessAuditConclusionTable;
  process_audit_finding: ProcessAuditFindingTable;
  process_audit_interval: ProcessAuditIntervalTable;
  process_audit_judgement: ProcessAuditJudgementTable;
  programme_look: ProgrammeLookTable;
  programme_part: ProgrammePartTable;
  programme_version: ProgrammeVersionTable;
  proposal_by_itself: ProposalByItselfTable;
  proposal_look: ProposalLookTable;
  provider_group: ProviderGroupTable;
  provider_policy: ProviderPolicyTable;
  provider_policy_version: ProviderPolicyVersionTable;
  provider_rule: ProviderRuleTable;
  published_by: PublishedByTable;
  rebuild: RebuildTable;
  rebuild_word: RebuildWordTable;
  regression: RegressionTable;
  regression_decision: RegressionDecisionTable;
  report: ReportTable;
  rollback_look: RollbackLookTable;
  run_duration: RunDurationTable;
  schema_migration: SchemaMigrationTable;
  session: SessionTable;
  signed_command: SignedCommandTable;
  site: SiteTable;
  software: SoftwareTable;
  software_ecosystem: SoftwareEcosystemTable;
  software_match: SoftwareMatchTable;
  software_subject: SoftwareSubjectTable;
  stand_in: StandInTable;
  stand_in_end: StandInEndTable;
  standing_approval: StandingApprovalTable;
  standing_approval_revoked: StandingApprovalRevokedTable;
  standing_grant: StandingGrantTable;
  test_attachment: TestAttachmentTable;
  unwell_device: UnwellDeviceTable;
  update_count: UpdateCountTable;
  update_result: UpdateResultTable;
  update_result_total: UpdateResultTotalTable;
  urgency_word: UrgencyWordTable;
  urgency_word_event: UrgencyWordEventTable;
  urgency_word_now: UrgencyWordNowTable;
  vulnerable_device: VulnerableDeviceTable;
  way_back_trial: WayBackTrialTable;
  welcome_link: WelcomeLinkTable;
  windows_update: WindowsUpdateTable;
};
