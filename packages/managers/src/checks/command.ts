/** A signed command ends well. Who runs it, and whether at all, is not this room's to say: a runner is handed in by a program that may. */
import type { HealthCheck } from '@fettle/core/deployment';
import type { Look } from './types.ts';

/** Runs the command of a check and answers for it. */
export type CommandLook = (check: Extract<HealthCheck, { kind: 'command' }>, leftMs: number) => Promise<Look>;

/** Of a program that runs none. */
export const noCommands: CommandLook = (check) =>
  Promise.resolve({ answer: 'could-not-measure', detail: `The signed command “${check.command.name}” is not run by this program` });
