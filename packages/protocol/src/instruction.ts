/** The schema by which a device reads an instruction. Strict throughout: what it does not know, it refuses, so that what was hashed is what was read. */
import type { HealthCheck, Share, SpecHeader } from '@fettle/core/deployment';
import { z } from 'zod';
import { Envelope, Hash, Id, Instant, KeyId, ManagerIdSchema } from './shared.ts';

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
const timeoutSeconds = z.number().min(0).max(3600);

export const HealthCheckSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('service'), name: text(200).min(1), unit: text(300).min(1), timeoutSeconds }),
  z.strictObject({
    kind: z.literal('tcp'),
    name: text(200).min(1),
    host: text(255).min(1),
    port: z.number().int().min(1).max(65535),
    timeoutSeconds,
  }),
  z.strictObject({
    kind: z.literal('http'),
    name: text(200).min(1),
    url: text(2000).min(1),
    expectStatus: z.number().int().min(100).max(599),
    timeoutSeconds,
  }),
]) satisfies z.ZodType<HealthCheck>;

/** What one device goes by where it is otherwise than the header says. */
export const DeviceRulesSchema = z.strictObject({
  restart: z.enum(['never', 'if-needed', 'always']),
  rollback: z.enum(['automatic', 'by-person']),
  startOffline: z.boolean(),
  checks: z.array(HealthCheckSchema).max(100),
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
  approvalsNeeded: z.number().int().min(2).max(5).optional(),
  sharesRoot: Hash,
  shareCount: z.number().int().min(1),
});

const approved = {
  header: SpecHeaderSchema,
  share: ShareSchema,
  index: z.number().int().min(0),
  proof: z.array(Hash).max(64),
  approvals: z.array(Envelope).max(20),
  attempt: z.number().int().min(1),
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
    z.strictObject({ verb: z.literal('check'), checks: z.array(HealthCheckSchema).max(100) }),
  ]),
});
export type InstructionRead = z.infer<typeof InstructionSchema>;

/** The types of core and the schemas here say the same: a difference does not compile. */
export type HeaderAgrees = z.infer<typeof SpecHeaderSchema> extends SpecHeader ? true : never;
export type ShareAgrees = z.infer<typeof ShareSchema> extends Share ? true : never;
