/** The files by which the agent and the step that it ordered speak: the order, who took it, what came of it. */
import { join } from 'node:path';
import { InstallResult } from '@fettle/protocol/agent';
import { ShareSchema } from '@fettle/protocol/instruction';
import { ManagerIdSchema } from '@fettle/protocol/shared';
import { z } from 'zod';
import { fileNameOf } from '../../state/folders.ts';
import type { Folders } from '../../state/folders.ts';

/** `forward` and `back` as approved; `finish`: the approved versions once more, for packages that an interruption left half installed. */
export const directions = ['forward', 'back', 'finish'] as const;
export type Direction = (typeof directions)[number];

/** A step that changes packages. Each order of it has a number, and files of its own. */
export type StepName = { readonly id: string; readonly direction: Direction; readonly order: number };

export const StepOrder = z.object({
  format: z.literal(1),
  root: z.string(),
  manager: ManagerIdSchema,
  request: z.object({
    changes: z.array(ShareSchema.shape.changes.element),
    files: ShareSchema.shape.files,
    direction: z.enum(['forward', 'back']),
    lockTimeoutSeconds: z.number(),
    by: z.enum(['reinstall', 'history']).exactOptional(),
  }),
});
export type StepOrder = z.infer<typeof StepOrder>;

/** Who took the order: the step itself, which has then begun, or the agent, and then it never will. */
export const Claim = z.discriminatedUnion('by', [
  z.object({ by: z.literal('step'), pid: z.number(), start: z.string(), bootId: z.string() }),
  z.object({ by: z.literal('agent'), because: z.string() }),
]);
export type Claim = z.infer<typeof Claim>;

export const StepReceiptRead = InstallResult.shape.receipts.element;

export function stepFiles(folders: Folders, { id, direction, order }: StepName) {
  const base = join(folders.journal, `${fileNameOf(id)}.${direction}.${order}`);
  return { base, order: `${base}.order.json`, claim: `${base}.claim.json`, receipt: `${base}.receipt.json` };
}
