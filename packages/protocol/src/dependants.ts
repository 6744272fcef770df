/** What the API shows of a device that depends on one that a deployment changes. */
import { gateAnswers } from '@fettle/core/deployment';
import { z } from 'zod';
import { CheckAnswerSchema } from './agent.ts';
import { Id, Instant } from './shared.ts';

export const DependantView = z.object({
  deviceId: Id,
  deviceName: z.string(),
  changedId: Id,
  changedName: z.string(),
  answer: z.enum(gateAnswers).nullable(),
  accepted: z.boolean(),
  beforeAt: Instant.nullable(),
  afterAt: Instant.nullable(),
  before: z.array(CheckAnswerSchema),
  after: z.array(CheckAnswerSchema),
});
