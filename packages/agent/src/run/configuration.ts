/**
 * Configuration before a change, kept on the device until the run is over, and what differs after it. Marks and digests are keyed with a key that is made of the device's
 * own: contents never leave the device, and nobody can find out a secret by trying texts against what does.
 */
import { createHmac } from 'node:crypto';
import { compareConfiguration } from '@fettle/core/verification';
import type { ConfigurationLook } from '@fettle/core/verification';
import { readConfiguration } from '@fettle/managers/configuration';
import { toPem } from '@fettle/proof/keys';
import type { InstallResult } from '@fettle/protocol/agent';
import { z } from 'zod';
import type { JournalEntry } from '../journal/entry.ts';
import { cut } from '../journal/fitting.ts';
import { removeDurably, writeJson } from '../state/durable.ts';
import { readAs } from '../state/read-file.ts';
import { approvedOf } from './context.ts';
import type { RunContext } from './context.ts';

const Noted = z.object({
  instruction: z.string(),
  look: z.object({ digest: z.string(), files: z.array(z.object({ path: z.string(), mark: z.string() })), notLookedAt: z.number() }),
});

/** Notes how it stands, right before the change. One change at a time runs, so there is one file. That it fails keeps no change from its time. */
export async function noteConfiguration(context: RunContext, { instruction }: JournalEntry): Promise<void> {
  const { life } = context;
  const file = life.state.folders.configuration;
  try {
    const look = await lookAtConfiguration(context);
    if (look === null) removeDurably(file);
    else writeJson(file, { instruction: instruction.id, look });
  } catch (error) {
    life.log(`configuration could not be noted before the change: ${String(error)}`);
  }
}

/** What differs from then; undefined: nothing was noted for this run, so nothing can be compared. */
export async function configurationSince(context: RunContext, entry: JournalEntry): Promise<InstallResult['configuration']> {
  if (entry.startedAt === null) return undefined;
  const noted = readAs(context.life.state.folders.configuration, Noted);
  if (!noted.ok || noted.value === null || noted.value.instruction !== entry.instruction.id) return undefined;
  const names = approvedOf(entry).share.changes.map(({ name }) => name);
  try {
    const ofPackages = (await context.manager.configurationFiles?.(context.machine, names)) ?? null;
    const report = compareConfiguration(noted.value.look, await lookAtConfiguration(context), ofPackages);
    return {
      ...report,
      differs: report.differs.map((one) => ({ ...one, path: cut(one.path, 1000) })),
      kept: report.kept?.map((one) => ({ ...one, path: cut(one.path, 1000) })) ?? null,
    };
  } catch (error) {
    context.life.log(`configuration could not be compared: ${String(error)}`);
    return undefined;
  }
}

/** The run is over and told. */
export function forgetConfiguration({ life }: Pick<RunContext, 'life'>): void {
  removeDurably(life.state.folders.configuration);
}

async function lookAtConfiguration({ life, machine }: RunContext): Promise<ConfigurationLook | null> {
  const read = await readConfiguration(machine);
  if (read === null) return null;
  const key = createHmac('sha256', toPem(life.state.key)).update('fettle configuration marks').digest();
  const whole = createHmac('sha256', key);
  const files = read.files.map(({ path, facts, sha256 }) => {
    const mark = createHmac('sha256', key)
      .update(`${facts}\0${sha256 ?? ''}`)
      .digest('hex')
      .slice(0, 32);
    whole.update(`${path}\0${mark}\0`);
    return { path, mark };
  });
  return { digest: whole.digest('hex'), files, notLookedAt: read.notLookedAt };
}
