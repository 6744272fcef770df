/** The schema by which a device reads what a standing approval grants. Strict, so that what was hashed is what was read. */
import type { Grant } from '@fettle/core/standing';
import { z } from 'zod';
import { HealthCheckSchema, HooksSchema, MissedRuleSchema, RestartWhenSchema, WindowShapeSchema } from './device-rules.ts';
import { Id } from './shared.ts';

const text = (max: number) => z.string().max(max);
const texts = z.array(text(500)).max(500);
const classes = z.array(z.enum(['security', 'normal'])).max(2);
const whole = z.number().int().min(0);

const condition = {
  classes: classes.exactOptional(),
  urgency: z
    .array(z.enum(['urgent', 'normal', 'unknown']))
    .max(3)
    .exactOptional(),
  severity: z
    .array(z.enum(['critical', 'high', 'medium', 'low', 'unknown']))
    .max(5)
    .exactOptional(),
  products: texts.exactOptional(),
  origins: texts.exactOptional(),
};

const Rule = z.strictObject({
  name: text(200),
  when: z.strictObject({ ...condition, minAgeDays: whole.exactOptional(), maxAgeDays: whole.exactOptional() }),
  action: z.union([
    z.strictObject({ kind: z.literal('select') }),
    z.strictObject({ kind: z.literal('defer'), days: whole }),
    z.strictObject({ kind: z.literal('defer'), until: text(10) }),
    z.strictObject({ kind: z.literal('block'), because: text(2000) }),
  ]),
  countFrom: z.enum(['release', 'first-seen']).exactOptional(),
});

const GrantRulesSchema = z.strictObject({
  zone: text(64),
  windows: z.array(WindowShapeSchema).min(1).max(50),
  select: z.strictObject({ classes, exclude: texts }),
  rules: z.array(Rule).max(100),
  pins: z.array(z.strictObject({ package: text(300), version: text(300), because: text(2000) })).max(500),
  restart: z.enum(['never', 'if-needed', 'always']),
  restartWhen: RestartWhenSchema,
  missed: MissedRuleSchema,
  checks: z.array(HealthCheckSchema).max(100),
  hooks: HooksSchema,
  withoutWayBack: z.enum(['allow', 'accepted', 'forbid']),
  rollback: z.enum(['automatic', 'by-person']),
  startOffline: z.boolean(),
});

export const GrantSchema = z.strictObject({
  format: z.literal('fettle-grant/1'),
  clientId: Id,
  policy: z.strictObject({ id: Id, version: z.number().int().min(1), name: text(400) }),
  approvalsNeeded: z.number().int().min(1).max(5),
  failureBudget: whole,
  lanes: z
    .array(
      z.strictObject({
        name: text(200).nullable(),
        takes: z.strictObject(condition).nullable(),
        rings: z
          .array(
            z.strictObject({
              name: text(200),
              gate: z.strictObject({ minVerified: z.number(), minRate: z.number(), soak: text(60) }),
              pace: z.strictObject({ maxParallel: z.number().nullable(), devicesPerHour: z.number().nullable() }),
            }),
          )
          .min(1)
          .max(50),
        pace: z.strictObject({ maxParallel: z.number(), devicesPerHour: z.number() }),
      }),
    )
    .min(1)
    .max(50),
  usual: GrantRulesSchema.nullable(),
  others: z.array(z.strictObject({ deviceIds: z.array(Id).min(1).max(20_000), rules: GrantRulesSchema })).max(5_000),
  without: z.array(Id).max(20_000),
}) satisfies z.ZodType<Grant>;
