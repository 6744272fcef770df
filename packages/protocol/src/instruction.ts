/** The schema by which a device reads an instruction. Strict throughout: what it does not know, it refuses, so that what was hashed is what was read. */
import { journalPriorities, mostHooks, testFailures } from '@fettle/core/deployment';
import type { HealthCheck, Hooks, Share, SpecHeader } from '@fettle/core/deployment';
import type { RestartWhen } from '@fettle/core/restarts';
import { weekdays } from '@fettle/core/windows';
import type { MissedRule } from '@fettle/core/windows';
import { z } from 'zod';
import { Base64, Envelope, Hash, Id, Instant, KeyId, ManagerIdSchema } from './shared.ts';

const text = (max: number) => z.string().max(max);
const Change = z.strictObject({
  manager: ManagerIdSchema,
  name: text(300).min(1),
  architecture: text(40),
  from: text(300).nullable(),
  to: text(300).nullable(),
});
const PackageFile = z.strictObject({
  name: text(300),
  architecture: text(40),
  version: text(300),
  sha256: Hash,
  bytes: z.number().min(0),
  from: z.enum(['archive', 'store']),
});
const Window = z.strictObject({
  zone: text(64),
  rule: text(500),
  start: text(5),
  durationMinutes: z.number(),
  from: text(10).optional(),
  plusDays: z.number().optional(),
  except: z.array(text(10)).max(400).optional(),
});
const wallTime = /^(?:[01][0-9]|2[0-3]):[0-5][0-9]$/;
const timeoutSeconds = z.number().min(0).max(3600);

const whole = (min: number, max: number) => z.number().int().min(min).max(max);
const named = { name: text(200).min(1), timeoutSeconds };
const absolute = text(500).regex(/^\//);

/** A signed command by the hash of its document. */
const CommandRefSchema = z.strictObject({ name: text(100).min(1), document: Hash });
const hooks = z.array(CommandRefSchema).max(mostHooks);
/** Signed commands that run around a change. */
export const HooksSchema = z.strictObject({ beforeChange: hooks, afterChange: hooks }) satisfies z.ZodType<Hooks>;

export const HealthCheckSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('service'), ...named, unit: text(300).min(1) }),
  z.strictObject({ kind: z.literal('process'), ...named, process: text(63).min(1) }),
  z.strictObject({ kind: z.literal('tcp'), ...named, host: text(255).min(1), port: whole(1, 65_535) }),
  z.strictObject({
    kind: z.literal('http'),
    ...named,
    url: text(2000).min(1),
    expectStatus: whole(100, 599),
    contains: text(200).min(1).exactOptional(),
  }),
  z.strictObject({ kind: z.literal('dns'), ...named, query: text(253).min(1), address: text(45).min(1).exactOptional() }),
  z.strictObject({
    kind: z.literal('disk'),
    ...named,
    path: absolute,
    least: whole(1, 1_000_000_000),
    unit: z.enum(['percent', 'mebibytes']),
  }),
  z.strictObject({ kind: z.literal('mount'), ...named, path: absolute }),
  z.strictObject({ kind: z.literal('certificate'), ...named, path: absolute.regex(/\.(?:pem|crt|cer|cert)$/), days: whole(0, 3_650) }),
  z.strictObject({
    kind: z.literal('tls'),
    ...named,
    host: text(255).min(1),
    port: whole(1, 65_535),
    days: whole(0, 3_650),
    serverName: text(253).min(1).exactOptional(),
  }),
  z.strictObject({
    kind: z.literal('journal'),
    ...named,
    unit: text(300).min(1).exactOptional(),
    priority: z.enum(journalPriorities),
    most: whole(0, 1_000),
  }),
  z.strictObject({ kind: z.literal('boot'), ...named, mostSeconds: whole(1, 3_600) }),
  z.strictObject({ kind: z.literal('command'), ...named, command: CommandRefSchema }),
  z.strictObject({ kind: z.literal('cpu'), ...named, mostPercentOver: whole(1, 1_000) }),
  z.strictObject({ kind: z.literal('memory'), ...named, mostPercentOver: whole(1, 1_000) }),
  z.strictObject({ kind: z.literal('slower'), ...named, of: text(200).min(1), mostTimesSlower: z.number().min(1.1).max(100) }),
]) satisfies z.ZodType<HealthCheck>;

/** When a restart that is due takes place. */
export const RestartWhenSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('at-once') }),
  z.strictObject({ kind: z.literal('signed-out') }),
  z.strictObject({
    kind: z.literal('ask'),
    postpones: whole(0, 20),
    minutes: whole(5, 240),
    deadlineMinutes: whole(5, 720),
    atEnd: z.enum(['force', 'leave-pending']),
    mayEndAfterWindow: z.boolean(),
  }),
  z.strictObject({ kind: z.literal('window-end') }),
]) satisfies z.ZodType<RestartWhen>;

const conditions = {
  onMains: z.boolean(),
  maxLoadPercent: whole(1, 400).nullable(),
  notDuring: z
    .strictObject({ days: z.array(z.enum(weekdays)).min(1).max(7), from: z.string().regex(wallTime), to: z.string().regex(wallTime) })
    .nullable(),
};
/** What a device does that missed its window. */
export const MissedRuleSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('next-window') }),
  z.strictObject({ kind: z.literal('catch-up'), ...conditions }),
  z.strictObject({ kind: z.literal('rolling'), hours: whole(1, 24), days: whole(1, 31), ...conditions }),
]) satisfies z.ZodType<MissedRule>;

/** Not there: what holds anyway. An agent that does not know them refuses what says them. */
const ofStep = {
  name: text(100),
  packages: z.array(text(200)).min(1).max(50).exactOptional(),
  onFailure: z.enum(testFailures),
  whatToDo: text(1000),
};
const TestStepSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('check'), ...ofStep, check: text(100) }),
  z.strictObject({ kind: z.literal('manual'), ...ofStep, instruction: text(2000), expected: text(1000) }),
]);

const timing = { restartWhen: RestartWhenSchema.optional(), missed: MissedRuleSchema.optional(), hooks: HooksSchema.optional() };

/** What one device goes by where it is otherwise than the header says. */
export const DeviceRulesSchema = z.strictObject({
  restart: z.enum(['never', 'if-needed', 'always']),
  rollback: z.enum(['automatic', 'by-person']),
  startOffline: z.boolean(),
  checks: z.array(HealthCheckSchema).max(100),
  ...timing,
});

export const ShareSchema = z.strictObject({
  deviceId: Id,
  deviceKeyId: KeyId,
  ring: z.number().int().min(0),
  window: Window,
  direction: z.enum(['forward', 'back']),
  changes: z.array(Change).min(1).max(20_000),
  files: z.array(PackageFile).max(20_000),
  wayBack: z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('downgrade'), changes: z.array(Change).max(20_000), files: z.array(PackageFile).max(20_000) }),
    z.strictObject({ kind: z.literal('none'), because: text(2000) }),
  ]),
  simulatedAt: Instant,
  expectedSeconds: z.number().min(0),
  // Not there: those of the header. An agent that does not know the field refuses the share instead of passing over it.
  rules: DeviceRulesSchema.optional(),
});

export const SpecHeaderSchema = z.strictObject({
  format: z.literal('fettle-spec/1'),
  deploymentId: Id,
  clientId: Id,
  title: text(400),
  reason: text(8000),
  createdAt: Instant,
  expiresAt: Instant,
  policy: z.strictObject({ id: Id, version: z.number().int() }),
  predecessor: z.strictObject({ deploymentId: Id, kind: z.enum(['rollback', 'successor']) }).nullable(),
  rings: z
    .array(
      z.strictObject({
        name: text(200),
        earliest: Instant,
        gate: z.strictObject({ minVerified: z.number(), minRate: z.number(), soak: text(60) }),
        pace: z.strictObject({ maxParallel: z.number().exactOptional(), devicesPerHour: z.number().exactOptional() }).exactOptional(),
      }),
    )
    .min(1)
    .max(50),
  pace: z.strictObject({ maxParallel: z.number(), devicesPerHour: z.number() }),
  failureBudget: z.number(),
  restart: z.enum(['never', 'if-needed', 'always']),
  rollback: z.enum(['automatic', 'by-person']),
  startOffline: z.boolean(),
  checks: z.array(HealthCheckSchema).max(100),
  // Not there: nobody. An agent that does not know the field refuses the spec instead of passing over it.
  dependants: z
    .array(z.strictObject({ deviceId: Id, of: z.array(Id).min(1).max(20_000), checks: z.array(HealthCheckSchema).min(1).max(100) }))
    .min(1)
    .max(200)
    .exactOptional(),
  // What people and checks must show on the first ring: it binds the approval, no device acts on it.
  testSteps: z.array(TestStepSchema).min(1).max(30).exactOptional(),
  ...timing,
  // Not there: no drill. An agent that does not know the field refuses the spec instead of staying changed.
  drill: z.literal(true).exactOptional(),
  approvalsNeeded: z.number().int().min(2).max(5).optional(),
  sharesRoot: Hash,
  shareCount: z.number().int().min(1),
});

/** The commands that the instruction names, each as the root key signed it. Base64 of 256 KiB at most. */
const commands = {
  commands: z
    .array(z.strictObject({ envelope: Envelope, script: Base64.max(350_000) }))
    .max(100)
    .exactOptional(),
};

const approved = {
  header: SpecHeaderSchema,
  share: ShareSchema,
  index: z.number().int().min(0),
  proof: z.array(Hash).max(64),
  approvals: z.array(Envelope).max(20),
  attempt: z.number().int().min(1),
  ...commands,
};

export const InstructionSchema = z.strictObject({
  type: z.literal('instruction'),
  id: text(300).min(1),
  deviceId: Id,
  deviceKeyId: KeyId,
  clientId: Id,
  sequence: z.number().int().min(1),
  issuedAt: Instant,
  notBefore: Instant,
  notAfter: Instant,
  body: z.discriminatedUnion('verb', [
    z.strictObject({ verb: z.literal('scan') }),
    z.strictObject({
      verb: z.literal('simulate'),
      wanted: z
        .array(z.strictObject({ manager: ManagerIdSchema, name: text(300).min(1), architecture: text(40), version: text(300).min(1) }))
        .min(1)
        .max(20_000),
    }),
    z.strictObject({ verb: z.literal('get'), ...approved }),
    z.strictObject({ verb: z.literal('install'), ...approved }),
    z.strictObject({ verb: z.literal('rollback'), ...approved }),
    z.strictObject({ verb: z.literal('check'), checks: z.array(HealthCheckSchema).max(100), ...commands }),
  ]),
});
export type InstructionRead = z.infer<typeof InstructionSchema>;

/** The types of core and the schemas here say the same: a difference does not compile. */
export type HeaderAgrees = z.infer<typeof SpecHeaderSchema> extends SpecHeader ? true : never;
export type ShareAgrees = z.infer<typeof ShareSchema> extends Share ? true : never;
