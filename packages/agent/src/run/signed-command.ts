/**
 * Runs a command that the provider's root key signed: the one way in which this agent runs anything that is not a package manager. It runs only where the limits
 * file of this device says `scripts: signed`, and where signature, script, client, purpose and end are in order; otherwise nothing is written to the disk, and the
 * refusal is an answer with a code. Whatever is wanted of a command (a check, a hook around a change, a probe, a way back) comes through here.
 */
import type { CommandPurpose, SignedCommandRef } from '@fettle/core/deployment';
import type { Machine } from '@fettle/managers/machine';
import type { Authority } from '@fettle/proof/authority';
import { documentOf, verifyCommand } from '@fettle/proof/signed-command';
import type { SignedCommand } from '@fettle/proof/signed-command';
import type { CarriedCommand } from '@fettle/protocol/agent';
import type { LimitsRead } from '../limits.ts';
import type { Folders } from '../state/folders.ts';
import { perform } from './signed-command/perform.ts';
import type { Performed } from './signed-command/perform.ts';

/** What a command is verified by, and where it runs. */
export type CommandWorld = {
  readonly machine: Machine;
  readonly folders: Folders;
  readonly limits: LimitsRead;
  /** The authority in force; null: the one that this device knows is over. */
  readonly authority: Authority | null;
  readonly clientId: string;
  /** RFC 3339, UTC. */
  readonly now: () => string;
};

export type CommandWanted = {
  readonly ref: SignedCommandRef;
  readonly purpose: CommandPurpose;
  /** What came with the instruction. */
  readonly carried: readonly CarriedCommand[];
  /** At most so long, where that is less than was signed; seconds. */
  readonly mostSeconds?: number;
  /** Asked of what is in order, right before it is run: why not now, or null. */
  readonly notNow?: (document: string) => string | null;
};

/** It was run, and how that ended. `output`: what it wrote, both ways, the middle cut out. `startedAt`, `endedAt`: RFC 3339, UTC. */
export type CommandRun = {
  readonly ok: true;
  readonly command: SignedCommand;
  readonly document: string;
  readonly startedAt: string;
  readonly endedAt: string;
} & Performed;
/** It was not run, and nothing of it was written or started. */
export type CommandNotRun = { readonly ok: false; readonly code: string; readonly detail: string };

/** One that may run: verified, with its script. */
type CommandFound = { readonly ok: true; readonly command: SignedCommand; readonly document: string; readonly script: Uint8Array };

/** Verifies and runs one; never throws for what a command, a script or the device may be like. */
export async function runSignedCommand(world: CommandWorld, wanted: CommandWanted): Promise<CommandRun | CommandNotRun> {
  const found = verifyWanted(world, wanted, world.now());
  if (!found.ok) return found;
  const { command, document, script } = found;
  const notNow = wanted.notNow?.(document) ?? null;
  if (notNow !== null) return no('command.too-often', notNow);
  const startedAt = world.now();
  const seconds = Math.min(command.mostSeconds, wanted.mostSeconds ?? command.mostSeconds);
  const performed = await perform(world.machine, world.folders, command, script, seconds);
  return 'code' in performed ? performed : { ok: true, command, document, startedAt, endedAt: world.now(), ...performed };
}

/** Whether one would be run at `at` (RFC 3339), as far as that can be told now; runs and writes nothing. */
export function verifyWanted(
  world: CommandWorld,
  { ref, purpose, carried }: Pick<CommandWanted, 'ref' | 'purpose' | 'carried'>,
  at: string,
): CommandFound | CommandNotRun {
  const { limits, because } = world.limits;
  if (limits.mode === 'observe')
    return no(
      'command.scripts-never',
      `The command “${ref.name}” is not run: this agent only observes (${because ?? 'the limits say so'}).`,
    );
  if (limits.scripts !== 'signed')
    return no(
      'command.scripts-never',
      `The limits file of this device does not let the command “${ref.name}” run: scripts is never. Its owner may say "scripts": "signed".`,
    );
  if (world.authority === null)
    return no('command.no-authority', 'The authority that this device knows is over; a newer one has to come first.');
  const found = carried.find(({ envelope }) => documentOf(envelope) === ref.document);
  if (found === undefined)
    return no(
      'command.not-sent',
      `The server did not send the command “${ref.name}” along: it has none of that hash (${ref.document}) any more.`,
    );
  const script = Buffer.from(found.script, 'base64');
  const verified = verifyCommand(found.envelope, script, {
    root: world.authority,
    document: ref.document,
    purpose,
    clientId: world.clientId,
    withdrawn: world.authority.withdrawnCommands ?? [],
    now: at,
  });
  return verified.ok ? { ...verified, script } : no(verified.code, verified.detail);
}

/** One sentence and what it wrote. */
export function runInWords({ command, document, exitCode, how, seconds, output }: CommandRun): string {
  const ended =
    how === 'timed-out'
      ? `did not end within its ${seconds} seconds and was ended`
      : exitCode === null
        ? 'was ended by a signal'
        : `ended with exit code ${exitCode}`;
  return `The signed command “${command.name}” (${document.slice(0, 16)}…) ${ended}.${output === '' ? ' It wrote nothing.' : ` It wrote: ${output}`}`;
}

function no(code: string, detail: string): CommandNotRun {
  return { ok: false, code, detail };
}
