/**
 * What agents and server say to each other, each inside a signed envelope. Protocol 1 (2026-11): check-in by digests, sections on
 * request, reports with sequence, instructions bound to an approved spec.
 */
import type {
  Change,
  CheckAnswer,
  HealthCheck,
  SignedCommandRef,
  PackageFile,
  Share,
  Simulation,
  SpecHeader,
  StepReceipt,
  Wanted,
} from '@fettle/core/deployment';
import { managerIds } from '@fettle/core/inventory';
import type { Grant } from '@fettle/core/standing';
import { configurationKinds, mostDifferences } from '@fettle/core/verification';
import type {
  ChangelogFacts,
  InstalledPackage,
  Listening,
  ListState,
  ManagerId,
  Offer,
  RuntimeState,
  SystemFacts,
  Trouble,
} from '@fettle/core/inventory';
import { z } from 'zod';
import { SnapshotScopeSchema } from './snapshot-scope.ts';
import { Envelope, Hash, Id, Instant, KeyId, ManagerIdSchema } from './shared.ts';

export const agentProtocol = 1;
/** Largest inventory that is taken: packages of one device. More is refused with `agent.inventory-too-large`. */
export const inventoryLimit = 250_000;
/** Bytes of a body after decompression. */
export const agentBodyLimit = 96 * 1024 * 1024;

const text = (max: number) => z.string().max(max);
const Text = text(500);
const Version = z.string().min(1).max(300);
const PackageName = z.string().min(1).max(300);
/** rpm's modularity label; left out where there is none. */
const Module = z.string().min(1).max(300);

export const TroubleSchema = z.object({
  code: text(100),
  cause: text(1000),
  retry: z.enum(['now', 'later', 'after-repair', 'no', 'unknown']),
  nextStep: text(1000),
  excerpt: text(4000),
}) satisfies z.ZodType<Trouble>;

export const SystemFactsSchema = z.object({
  hostname: text(255),
  machineId: text(64).nullable(),
  os: z.object({ id: text(64), versionId: text(64), prettyName: text(200) }),
  kernel: text(200),
  architecture: text(40),
  virtualisation: text(60).nullable(),
  cpus: z.number().int().min(0).max(100_000),
  memoryBytes: z.number().min(0),
  addresses: z.array(text(100)).max(500).readonly(),
  timeZone: text(64).nullable(),
}) satisfies z.ZodType<SystemFacts>;

export const ListeningSchema = z.object({
  protocol: z.enum(['tcp', 'udp']),
  address: z.string().regex(/^[\da-f:.]{2,45}$/),
  ports: z
    .array(z.number().int().min(1).max(65_535))
    .max(200)
    .meta({ description: 'empty: of UDP, ports from the range for clients, which are not told one by one' }),
}) satisfies z.ZodType<Listening>;

export const RuntimeStateSchema = z.object({
  bootId: text(64),
  restartPending: z
    .array(z.object({ kind: z.enum(['flag', 'kernel', 'library']), detail: Text }))
    .max(1000)
    .nullable(),
  staleServices: z
    .array(z.object({ unit: text(300), because: Text }))
    .max(5000)
    .nullable(),
  listening: z.array(ListeningSchema).max(500).nullable().optional(),
  automaticUpdates: z
    .object({ state: z.enum(['installs', 'downloads', 'off']), detail: text(500) })
    .nullable()
    .optional(),
}) satisfies z.ZodType<RuntimeState>;

export const InstalledPackageSchema = z.object({
  name: PackageName,
  version: Version,
  architecture: text(40),
  sourceName: PackageName,
  sourceVersion: Version,
  condition: z.enum(['installed', 'half-installed', 'half-configured', 'unpacked', 'triggers-pending']),
  pinned: z.boolean(),
  module: Module.optional(),
}) satisfies z.ZodType<InstalledPackage>;

export const OfferSchema = z.object({
  name: PackageName,
  architecture: text(40),
  from: Version,
  to: Version,
  sourceName: PackageName,
  sourceVersion: Version,
  class: z.enum(['security', 'normal']),
  origin: z.object({ label: text(200), archive: text(200), codename: text(200) }),
  bytes: z.number().min(0).max(Number.MAX_SAFE_INTEGER),
  withheld: z.enum(['pinned', 'phased', 'kept-back']).nullable(),
  module: Module.optional(),
}) satisfies z.ZodType<Offer>;

export const ChangelogFactsSchema = z.object({
  sourceName: PackageName,
  from: Version,
  to: Version,
  cves: z
    .array(z.string().regex(/^CVE-\d{4}-\d{4,}$/))
    .max(5000)
    .nullable(),
}) satisfies z.ZodType<ChangelogFacts>;

export const ListStateSchema = z.object({
  refreshedAt: Instant.nullable(),
  lastAttempt: z.object({ at: Instant, ok: z.boolean(), trouble: TroubleSchema.nullable() }).nullable(),
}) satisfies z.ZodType<ListState>;

/** The answer of a manager without its long lists; these travel as sets. */
export const ManagerStateSchema = z.object({
  ok: z.boolean(),
  trouble: TroubleSchema.nullable(),
  lists: ListStateSchema,
  problems: z.array(TroubleSchema).max(200),
});
export type ManagerState = z.infer<typeof ManagerStateSchema>;

/**
 * Sections of what a device says. A `set` goes as a difference from `base` (the digest that the server last took) or whole (`base: null`,
 * all in `added`); its digest is proof's setDigest over the items. A `value` goes whole; its digest is digestOf(value).
 */
const setSection = <T extends z.ZodType>(item: T) =>
  z.strictObject({
    kind: z.literal('set'),
    digest: Hash,
    base: Hash.nullable(),
    added: z.array(item).max(inventoryLimit + 1),
    removed: z.array(item).max(inventoryLimit + 1),
  });
const valueSection = <T extends z.ZodType>(value: T) => z.strictObject({ kind: z.literal('value'), digest: Hash, value });

/** What each package manager tells, as `<manager>.<kind>`: its state whole, the others as sets. */
const managerSections = {
  state: valueSection(ManagerStateSchema).optional(),
  installed: setSection(InstalledPackageSchema).optional(),
  offers: setSection(OfferSchema).optional(),
  changelogs: setSection(ChangelogFactsSchema).optional(),
} as const;
export type ManagerSectionKind = keyof typeof managerSections;
/** `apt.installed` and its like: all of them, or those of one kind. */
export type ManagerSectionName<K extends ManagerSectionKind = ManagerSectionKind> = `${ManagerId}.${K}`;
type ManagerShape = { [K in ManagerSectionKind as `${ManagerId}.${K}`]: (typeof managerSections)[K] };

/** The names of one package manager's sections. */
export function sectionsOfManager<M extends ManagerId>(manager: M): { readonly [K in ManagerSectionKind]: `${M}.${K}` } {
  return {
    state: `${manager}.state`,
    installed: `${manager}.installed`,
    offers: `${manager}.offers`,
    changelogs: `${manager}.changelogs`,
  };
}

function managerShape(): ManagerShape {
  const shape = managerIds.flatMap((manager) => Object.entries(managerSections).map(([kind, schema]) => [`${manager}.${kind}`, schema]));
  // Every manager with every kind: exactly the type's keys.
  return Object.fromEntries(shape) as ManagerShape;
}

export const Sections = z.strictObject({
  system: valueSection(SystemFactsSchema).optional(),
  runtime: valueSection(RuntimeStateSchema).optional(),
  ...managerShape(),
});
export type Sections = z.infer<typeof Sections>;
export type SectionName = 'system' | 'runtime' | ManagerSectionName;
/** In the order in which they are asked for. */
export const sectionNames: readonly SectionName[] = [
  'system',
  'runtime',
  ...managerIds.flatMap((manager) => Object.values(sectionsOfManager(manager))),
];

export const Enrolment = z.strictObject({
  type: z.literal('enrolment'),
  protocol: z.number().int(),
  token: z.string().min(10).max(200),
  publicKey: z.string().max(64),
  at: Instant,
  agentVersion: text(60),
  mode: z.enum(['observe', 'manage']),
  system: SystemFactsSchema,
});
export type Enrolment = z.infer<typeof Enrolment>;

export const EnrolmentReply = z.strictObject({
  type: z.literal('enrolment-reply'),
  deviceId: Id,
  clientId: Id,
  clientName: z.string(),
  siteName: z.string(),
  zone: z.string(),
  ticket: z.string(),
  at: Instant,
  authority: Envelope,
  nextCheckInSeconds: z.number(),
});
export type EnrolmentReply = z.infer<typeof EnrolmentReply>;

/** What a device tells of when it was on, so that it can be told from silence that it was off. */
export const PowerSchema = z.strictObject({
  /** Since this start of the device, sleep included; null: not known. */
  upSeconds: z.number().int().min(0).max(10_000_000_000).nullable(),
  /** When the start before this one ended, by what the device wrote down and by the server's clock; null: not proved. */
  aliveBefore: Instant.nullable(),
});
export type Power = z.infer<typeof PowerSchema>;

export const CheckIn = z.strictObject({
  type: z.literal('check-in'),
  protocol: z.number().int(),
  deviceId: Id,
  counter: z.number().int().min(1),
  ticket: z.string().max(100),
  at: Instant,
  bootId: text(64),
  scannedAt: Instant.nullable(),
  agentVersion: text(60),
  mode: z.enum(['observe', 'manage']),
  authorityVersion: z.number().int().min(0),
  /** Highest version of a panic stop that the agent has heard of. */
  stopVersion: z.number().int().min(0),
  /** Instructions that the agent has taken and not yet closed. */
  inFlight: z.array(z.string().max(300)).max(200),
  spooled: z.number().int().min(0),
  power: PowerSchema.optional(),
  digests: z.partialRecord(z.enum(sectionNames), Hash),
  sections: Sections.optional(),
});
export type CheckIn = z.infer<typeof CheckIn>;

export const CheckInReply = z.strictObject({
  type: z.literal('reply'),
  deviceId: Id,
  counter: z.number().int(),
  ticket: z.string(),
  at: Instant,
  status: z.enum(['ok', 'quarantined']),
  /** Sections that differ from what the server has, with the digest that it has (null: nothing). */
  wants: z.array(z.strictObject({ section: z.enum(sectionNames), have: Hash.nullable() })),
  instructions: z.array(Envelope),
  authority: Envelope.nullable(),
  stops: z.array(Envelope),
  /** Deployments that the server holds just now, and standing approvals that were revoked, by id: a hold binds every agent that has heard of it. */
  held: z.array(Id),
  nextCheckInSeconds: z.number(),
});
export type CheckInReply = z.infer<typeof CheckInReply>;

/** What an instruction tells. Verbs are declared; there is no verb for a script. */
export const verbs = ['scan', 'simulate', 'get', 'install', 'rollback', 'check', 'probe'] as const;
export type Verb = (typeof verbs)[number];

export type ApprovedBody = {
  readonly header: SpecHeader;
  readonly share: Share;
  readonly index: number;
  readonly proof: readonly string[];
  readonly approvals: readonly Envelope[];
  /** The grant of which these are the standing approvals; not there: they are approvals of the spec itself. */
  readonly grant?: Grant;
  readonly attempt: number;
  readonly commands?: readonly CarriedCommand[];
};
/** A signed command on its way to a device: what the root key signed, and the script that it pins, in base64. Not there in a body: it names none. */
export type CarriedCommand = { readonly envelope: Envelope; readonly script: string };
export type InstructionBody =
  | { readonly verb: 'scan' }
  | { readonly verb: 'simulate'; readonly wanted: readonly Wanted[] }
  /** `bytesPerSecond`: at most so many, until the end of its span; not there: as fast as it can. */
  | ({ readonly verb: 'get'; readonly bytesPerSecond?: number } & ApprovedBody)
  | ({ readonly verb: 'install' } & ApprovedBody)
  | ({ readonly verb: 'rollback' } & ApprovedBody)
  | { readonly verb: 'check'; readonly checks: readonly HealthCheck[]; readonly commands?: readonly CarriedCommand[] }
  | { readonly verb: 'probe'; readonly command: SignedCommandRef; readonly commands?: readonly CarriedCommand[] };

export type Instruction = {
  readonly type: 'instruction';
  readonly id: string;
  readonly deviceId: string;
  readonly deviceKeyId: string;
  readonly clientId: string;
  /** Rises for each instruction to a device: an older one is a replay. */
  readonly sequence: number;
  readonly issuedAt: string;
  readonly notBefore: string;
  readonly notAfter: string;
  readonly body: InstructionBody;
};

const Receipts = z
  .array(
    z.object({
      step: z.enum([
        'lists',
        'simulate',
        'get',
        'check-before',
        'before-change',
        'after-change',
        'apply',
        'repair',
        'restart',
        'check-after',
        'scan',
        'roll-back',
        'check-rolled-back',
      ]),
      startedAt: Instant,
      endedAt: Instant,
      ok: z.boolean(),
      commands: z.array(z.object({ argv: z.array(text(2000)).max(2000), exitCode: z.number().int().nullable() })).max(200),
      trouble: TroubleSchema.nullable(),
      detail: text(4000),
    }),
  )
  .max(100) satisfies z.ZodType<StepReceipt[]>;

const ChangeSchema = z.object({
  manager: ManagerIdSchema,
  name: PackageName,
  architecture: text(40),
  from: Version.nullable(),
  to: Version.nullable(),
}) satisfies z.ZodType<Change>;
const FileSchema = z.object({
  name: PackageName,
  architecture: text(40),
  version: Version,
  sha256: Hash,
  bytes: z.number().min(0),
  from: z.enum(['archive', 'store']),
}) satisfies z.ZodType<PackageFile>;

const WayLookSchema = z.discriminatedUnion('possible', [
  z.object({ possible: z.literal(true) }),
  z.object({ possible: z.literal(false), because: text(1000) }),
]);

export const SimulationSchema = z.object({
  at: Instant,
  changes: z.array(ChangeSchema).max(20_000),
  files: z.array(FileSchema).max(20_000),
  downloadBytes: z.number().min(0),
  diskBytes: z.number().nullable(),
  wayBack: z.union([
    z.object({ kind: z.literal('downgrade'), changes: z.array(ChangeSchema).max(20_000), files: z.array(FileSchema).max(20_000) }),
    z.object({ kind: z.literal('none'), because: text(1000) }),
  ]),
  restart: z.enum(['needed', 'not-needed', 'unknown']),
  snapshot: z
    .discriminatedUnion('possible', [
      z.object({ possible: z.literal(true), scope: SnapshotScopeSchema }),
      z.object({ possible: z.literal(false), because: text(1000) }),
    ])
    .optional(),
  reinstall: WayLookSchema.optional(),
  history: WayLookSchema.optional(),
  understands: z.array(text(40)).max(50).optional(),
}) satisfies z.ZodType<Simulation>;

export const CheckAnswerSchema = z.object({
  name: text(200),
  answer: z.enum(['passed', 'failed', 'could-not-measure']),
  detail: text(2000),
  durationMs: z.number().min(0),
}) satisfies z.ZodType<CheckAnswer>;

/** What the agent saw after the change: the only thing that "verified" rests on. */
export const AfterScan = z.object({
  at: Instant,
  bootId: text(64),
  packages: z
    .array(
      z.object({
        name: PackageName,
        architecture: text(40),
        version: Version,
        condition: z.enum(['installed', 'half-installed', 'half-configured', 'unpacked', 'triggers-pending']),
      }),
    )
    .max(20_000),
  /** What the manager still offers for the changed packages; null: it could not be asked. */
  offers: z
    .array(z.object({ name: PackageName, architecture: text(40), to: Version }))
    .max(20_000)
    .nullable(),
  restartPending: z.boolean().nullable(),
});
export type AfterScan = z.infer<typeof AfterScan>;

/** What was shown to people who are signed in before a restart, and what they answered: evidence, in its order. */
export const PeopleNoteSchema = z.object({
  at: Instant,
  what: z.enum(['shown', 'not-shown', 'postponed', 'agreed', 'not-postponed', 'no-answer', 'signed-out']),
  /** Whose session; null: of nobody in particular. */
  user: text(100).nullable(),
  /** As the device names it, such as `3` or `pts/0`. */
  session: text(100).nullable(),
  way: z.enum(['desktop', 'terminal', 'command']).nullable(),
  detail: text(500),
});
export type PeopleNote = z.infer<typeof PeopleNoteSchema>;
/** Of one run. */
export const mostPeopleNotes = 200;

/** What differs of configuration from before the change: paths, never contents. */
export const ConfigurationReportSchema = z.object({
  before: Hash,
  after: Hash.nullable(),
  files: z.number().int().min(0),
  notLookedAt: z.number().int().min(0),
  differs: z.array(z.object({ path: text(1000), how: z.enum(configurationKinds), package: text(300).nullable() })).max(mostDifferences),
  more: z.number().int().min(0),
  kept: z
    .array(z.object({ path: text(1000), package: text(300) }))
    .max(mostDifferences)
    .nullable(),
});

export const InstallResult = z.object({
  how: z.enum(['done', 'failed', 'rolled back', 'missed']),
  code: text(100),
  detail: text(4000),
  bootIdBefore: text(64),
  startedAt: Instant.nullable(),
  appliedAt: Instant.nullable(),
  restartDue: z.boolean(),
  /** Left out where nobody was asked or warned. */
  people: z.array(PeopleNoteSchema).max(mostPeopleNotes).optional(),
  checksBefore: z.array(CheckAnswerSchema).max(100),
  checksAfter: z.array(CheckAnswerSchema).max(100),
  checksRolledBack: z.array(CheckAnswerSchema).max(100).nullable(),
  receipts: Receipts,
  after: AfterScan.nullable(),
  /** Left out where it was not noted before the change. */
  configuration: ConfigurationReportSchema.optional(),
});
export type InstallResult = z.infer<typeof InstallResult>;

/** One message about one instruction. `seq` rises from 1 for each instruction; (instruction, seq) is taken once. */
export const Report = z.strictObject({
  type: z.literal('report'),
  protocol: z.number().int(),
  deviceId: Id,
  instructionId: z.string().max(300),
  seq: z.number().int().min(1).max(10_000),
  at: Instant,
  body: z.discriminatedUnion('status', [
    z.strictObject({ status: z.literal('accepted') }),
    z.strictObject({
      status: z.literal('progress'),
      phase: z.enum(['getting', 'waiting for window', 'changing', 'restarting', 'checking']),
      line: text(500),
    }),
    z.strictObject({ status: z.literal('refused'), code: text(100), detail: text(2000) }),
    z.strictObject({
      status: z.literal('ended'),
      result: z.discriminatedUnion('verb', [
        z.strictObject({ verb: z.literal('scan'), ok: z.boolean(), trouble: TroubleSchema.nullable() }),
        z.strictObject({ verb: z.literal('simulate'), simulation: SimulationSchema.nullable(), trouble: TroubleSchema.nullable() }),
        z.strictObject({ verb: z.literal('get'), ok: z.boolean(), trouble: TroubleSchema.nullable(), receipts: Receipts }),
        z.strictObject({ verb: z.literal('check'), answers: z.array(CheckAnswerSchema).max(100) }),
        // `ok`: it ended well, and `output` is what it wrote; else `detail` says why not.
        z.strictObject({ verb: z.literal('probe'), ok: z.boolean(), output: text(2000), code: text(100), detail: text(2000) }),
        z.strictObject({ verb: z.literal('install'), install: InstallResult }),
      ]),
    }),
  ]),
});
export type Report = z.infer<typeof Report>;
export const ReportReply = z.strictObject({
  type: z.literal('report-reply'),
  deviceId: Id,
  instructionId: z.string(),
  seq: z.number(),
  taken: z.enum(['stored', 'known', 'not-expected']),
  at: Instant,
});
export type ReportReply = z.infer<typeof ReportReply>;

/** The agent listener's addresses. Bodies and answers are envelopes; there is no other credential. */
export const agentPaths = {
  enrol: '/agent/v1/enrol',
  checkIn: '/agent/v1/check-in',
  report: '/agent/v1/report',
} as const;

/** The trouble of a device that was told a rate and had not fetched everything when its time was over: it is told once more. */
export const fetchTimeOver = 'get.time-over';

/** Refusals of an agent, each with the sentence that the console shows. Codes are the contract. */
export const agentRefusals = {
  'refused.signature': 'The instruction is not signed by a server that the authority names',
  'refused.other-device': 'The instruction names another device or key',
  'refused.outside-span': 'The instruction is outside its time span',
  'refused.replayed': 'The instruction was given before, or a newer one is known',
  'refused.malformed': 'The instruction can not be read',
  'refused.not-approved': 'No valid approval of this spec came with it',
  'refused.unknown-approver': 'The approver is not in the authority that this device knows',
  'refused.approver-expired': 'The approver or the approval has expired',
  'refused.outside-grant': 'The change is not within the standing approval that came with it',
  'refused.not-in-spec': 'The share does not belong to the approved spec',
  'refused.ring-too-early': "The ring's signed earliest time has not come",
  'refused.limits': 'The limits on the device do not allow it',
  'refused.observe': 'The agent only observes on this device',
  'refused.window': "The device's window is closed or can not be read",
  'refused.differs': 'The device simulates something else than what was approved',
  'refused.superseded': 'The version is gone from the archive and was not secured before',
  'refused.way-back': 'The way back that was approved is not there any more',
  'refused.held': 'The deployment is held',
  'refused.stopped': 'A panic stop is in force',
  'refused.verb': 'This agent does not know the verb',
  'refused.busy': 'Another change is running on this device',
} as const;
export type AgentRefusal = keyof typeof agentRefusals;
export { KeyId };
