/** What rings had shown when they passed, and what came of the steps of test plans. */
import { holdReasons, mostAttachedBytes, mostAttachments, testFailures, testResults } from '@fettle/core/deployment';
import { z } from 'zod';
import { Base64, Hash, Id, Instant, LongText, Name } from './shared.ts';

const count = z.number().int();
const text = (most: number) => z.string().max(most);

/** The name of a file, without folders: no part of a path, nothing that can not be seen. */
const FileName = z
  .string()
  .trim()
  .min(1)
  .max(200)
  .regex(/^[^\\/\p{Cc}\p{Bidi_Control}]+$/u, 'must be the name of a file, without folders')
  .refine((name) => name !== '.' && name !== '..', 'must be the name of a file');

export const TestAttachmentSchema = z.strictObject({ name: text(200), bytes: count, sha256: Hash }).meta({ id: 'TestAttachment' });

/** What a person tells of a step. */
export const TestResultBody = z.strictObject({
  step: Name,
  result: z.enum(testResults),
  detail: LongText.min(1),
  attachments: z
    .array(z.strictObject({ name: FileName, content: Base64.min(1) }))
    .min(1)
    .max(mostAttachments)
    .exactOptional()
    .meta({ description: `files that show it, in base64: together at most ${mostAttachedBytes} bytes` }),
});

/** The last word on a step. */
export const TestSaid = z.strictObject({
  result: z.enum(testResults),
  by: text(300),
  detail: text(4000),
  at: Instant,
  accepted: z.boolean().meta({ description: 'a person let the deployment go on in spite of it' }),
  attachments: z.array(TestAttachmentSchema).exactOptional(),
});

export const GateEvidenceSchema = z
  .strictObject({
    devices: count,
    counted: count,
    verified: count,
    failed: count,
    notMeasured: count,
    unknown: count,
    accepted: count,
    keptOut: count,
    rate: z.number().nullable(),
    wanted: z.strictObject({ minVerified: z.number(), minRate: z.number(), soak: text(60) }),
    soakedFrom: Instant,
    soakedUntil: Instant,
    checksPassed: count.nullable().meta({
      description: 'devices whose checks passed again at the end of the soak; null: they have none, or a person did not wait for them',
    }),
    tests: z.array(z.strictObject({ step: text(100), kind: z.enum(['check', 'manual']), ...TestSaid.shape })).max(100),
    notCovered: z.array(text(8000)).max(1000).meta({ description: 'what later rings have and no ring before them' }),
    standIns: z
      .array(z.strictObject({ deviceId: Id, tested: z.boolean(), sentence: text(4000) }))
      .max(20_000)
      .exactOptional()
      .meta({ description: 'mission-critical devices of later rings: whether their stand-ins had shown the same change' }),
    promoted: z
      .strictObject({ by: text(300), at: Instant, because: text(4000), soakUntil: Instant, stepsOpen: z.array(text(100)).max(100) })
      .exactOptional()
      .meta({ description: 'a person let it pass before the end of its soak, or without these steps of its test plan' }),
    goOn: z
      .array(z.strictObject({ reason: z.enum(holdReasons), by: text(300), at: Instant, because: text(4000) }))
      .max(1000)
      .meta({ description: 'where people let it go on, and why' }),
  })
  .meta({ id: 'GateEvidence' });

/** A step of the test plan of a deployment, with what came of it. */
export const TestStepView = z
  .object({
    name: z.string(),
    kind: z.enum(['check', 'manual']),
    what: z.string().meta({ description: 'the instruction, or the name of the check' }),
    expected: z.string().nullable(),
    packages: z.array(z.string()),
    onFailure: z.enum(testFailures),
    whatToDo: z.string(),
    said: TestSaid.nullable().meta({ description: 'null: nobody has said yet' }),
  })
  .meta({ id: 'TestStep' });

export const TestStandingView = z.object({ level: z.enum(['good', 'attention', 'failing']), sentence: z.string() });
