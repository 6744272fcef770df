/** How a run ends: by its result, after one more look, or by a refusal. State and report are one write, so there is one end and it is told. */
import type { InstallResult } from '@fettle/protocol/agent';
import type { JournalEntry } from '../journal/entry.ts';
import type { Fields } from '../journal/journal.ts';
import { cut } from '../journal/fitting.ts';
import { afterScan } from './after-scan.ts';
import { configurationSince, forgetConfiguration } from './configuration.ts';
import { approvedOf } from './context.ts';
import type { RunContext } from './context.ts';
import { keepAfterRun, keepRootThatRuns } from './snapshot.ts';
import { afterChange, settleHooks } from './hooks.ts';

/** Ends a run with what `fields` add to it, after the commands that are due once it is over. */
export async function end(context: RunContext, entry: JournalEntry, how: InstallResult['how'], fields: Fields = {}): Promise<JournalEntry> {
  const ended = { ...entry, ...fields };
  const hooked = await afterChange(context, ended);
  const told = { ...fields, receipts: hooked.receipts, hooksOwed: false };
  const after = await afterScan(context, approvedOf(entry).share.changes);
  const configuration = await configurationSince(context, ended);
  const root = await keepRootThatRuns(context.life, ended);
  const last = endWith(context, { ...ended, ...told }, how, told, after, [hooked.failed, root], configuration);
  forgetConfiguration(context);
  keepAfterRun(context, ended);
  return last;
}

/** Ends a run that could not even be looked at. What commands before it stopped is started all the same. */
export async function endBlind(
  context: Pick<RunContext, 'record' | 'life'>,
  entry: JournalEntry,
  failure: { code: string; detail: string },
): Promise<JournalEntry> {
  const hooked = await afterChange(context, entry);
  const told = { failure, receipts: hooked.receipts, hooksOwed: false };
  const root = await keepRootThatRuns(context.life, entry);
  return endWith(context, { ...entry, ...told }, 'failed', told, null, [hooked.failed, root]);
}

function endWith(
  context: Pick<RunContext, 'record' | 'life'>,
  entry: JournalEntry,
  how: InstallResult['how'],
  fields: Fields,
  after: InstallResult['after'],
  afterwards: readonly (string | null)[],
  configuration?: InstallResult['configuration'],
): JournalEntry {
  const install: InstallResult = {
    how,
    code: entry.failure?.code ?? 'ok',
    // What went wrong after it is told, and changes nothing of how it ended.
    detail: cut([entry.failure?.detail ?? 'The approved changes are in.', ...afterwards].filter(Boolean).join(' '), 4000),
    bootIdBefore: entry.bootIdBefore ?? '',
    startedAt: entry.startedAt,
    appliedAt: entry.appliedAt,
    restartDue: entry.restartDue,
    ...(entry.people.length === 0 ? {} : { people: entry.people }),
    checksBefore: entry.checksBefore,
    checksAfter: entry.checksAfter,
    checksRolledBack: entry.checksRolledBack,
    receipts: entry.receipts,
    after,
    ...(configuration === undefined ? {} : { configuration }),
  };
  context.life.log(`run ${entry.instruction.id} ended: ${how} (${install.code})${how === 'done' ? '' : ` ${install.detail}`}`);
  return context.record(entry, { ...fields, phase: 'ended' }, { status: 'ended', result: { verb: 'install', install } });
}

/** Ends an instruction of which nothing was done, and nothing will be; after the commands that are due where those before it have run. */
export async function refuse(
  context: Pick<RunContext, 'record' | 'life'>,
  given: JournalEntry,
  code: string,
  detail: string,
): Promise<JournalEntry> {
  const entry = await settleHooks(context, given);
  context.life.log(`run ${entry.instruction.id} refused: ${code} ${detail}`);
  return context.record(entry, { phase: 'ended' }, { status: 'refused', code, detail });
}
