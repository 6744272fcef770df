/** The schema by which a device reads an instruction. Strict throughout: what it does not know, it refuses, so that what was hashed is what was read. */
import { laterWays, testFailures } from '@fettle/core/deployment';
import type { Share, SpecHeader } from '@fettle/core/deployment';
import { z } from 'zod';
import { CommandRefSchema, HealthCheckSchema, HooksSchema, MissedRuleSchema, RestartWhenSchema, windowShape } from './device-rules.ts';
import { GrantSchema } from './grant.ts';
import { SnapshotScopeSchema } from './snapshot-scope.ts';
import { Base64, Envelope, Hash, Id, Instant, KeyId, ManagerIdSchema } from './shared.ts';

export { HealthCheckSchema, HooksSchema, MissedRuleSchema, RestartWhenSchema } from './device-rules.ts';

const text = (max: number) => z.string().max(max);
const Change = z.strictObject({
  manager: ManagerIdSchema,
  name: text(300).min(1),
  architecture: text(40),
  from: text(300).nullable(),
  to: text(300).nullable(),
});
const PassedOver = z.array(z.strictObject({ way: text(300), because: text(2000) })).max(10);
const PackageFile = z.strictObject({
  name: text(300),
  architecture: text(40),
  version: text(300),
  sha256: Hash,
  bytes: z.number().min(0),
  from: z.enum(['archive', 'store']),
});
const Window = z.strictObject({ zone: text(64), ...windowShape });
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
  // Not there: a downgrade, where it goes back. An agent that does not know the field refuses the share.
  by: z.enum(laterWays).exactOptional(),
  changes: z.array(Change).min(1).max(20_000),
  files: z.array(PackageFile).max(20_000),
  wayBack: z.discriminatedUnion('kind', [
    z.strictObject({
      kind: z.literal('downgrade'),
      changes: z.array(Change).max(20_000),
      files: z.array(PackageFile).max(20_000),
      passedOver: PassedOver.optional(),
    }),
    z.strictObject({
      kind: z.literal('command'),
      command: CommandRefSchema,
      changes: z.array(Change).max(20_000),
      files: z.array(PackageFile).max(0),
      passedOver: PassedOver.optional(),
    }),
    z.strictObject({
      kind: z.literal('snapshot'),
      scope: SnapshotScopeSchema,
      changes: z.array(Change).max(20_000),
      files: z.array(PackageFile).max(0),
      passedOver: PassedOver.optional(),
    }),
    z.strictObject({
      kind: z.literal('reinstall'),
      changes: z.array(Change).max(20_000),
      files: z.array(PackageFile).max(20_000),
      passedOver: PassedOver.optional(),
    }),
    z.strictObject({
      kind: z.literal('history'),
      changes: z.array(Change).max(20_000),
      files: z.array(PackageFile).max(0),
      passedOver: PassedOver.optional(),
    }),
    z.strictObject({
      kind: z.literal('rebuild'),
      rebuild: z.strictObject({ by: text(400), from: text(1000), minutes: z.number().int().min(1), steps: text(4000) }),
      changes: z.array(Change).max(20_000),
      files: z.array(PackageFile).max(0),
      passedOver: PassedOver.optional(),
    }),
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
  // With it the approvals are standing ones, of this very text. An agent that does not know the field refuses the instruction.
  grant: GrantSchema.exactOptional(),
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
    // Not there: as fast as it can. An agent that does not know the field refuses the instruction, and is told once more without it.
    z.strictObject({ verb: z.literal('get'), ...approved, bytesPerSecond: z.number().int().min(1_024).exactOptional() }),
    z.strictObject({ verb: z.literal('install'), ...approved }),
    z.strictObject({ verb: z.literal('rollback'), ...approved }),
    z.strictObject({ verb: z.literal('check'), checks: z.array(HealthCheckSchema).max(100), ...commands }),
    z.strictObject({ verb: z.literal('probe'), command: CommandRefSchema, ...commands }),
  ]),
});
export type InstructionRead = z.infer<typeof InstructionSchema>;

/** The types of core and the schemas here say the same: a difference does not compile. */
export type HeaderAgrees = z.infer<typeof SpecHeaderSchema> extends SpecHeader ? true : never;
export type ShareAgrees = z.infer<typeof ShareSchema> extends Share ? true : never;
