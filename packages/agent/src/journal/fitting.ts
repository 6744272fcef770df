/**
 * Reports that the server can take, whatever a package manager printed: within the lengths of the protocol, and well-formed Unicode. A final
 * report that no server accepts would be a lost one.
 */
import type { StepReceipt } from '@fettle/core/deployment';
import type { Trouble } from '@fettle/core/inventory';
import { InstallResult, Report } from '@fettle/protocol/agent';
import type { JournalEntry, ReportBody } from './entry.ts';

type Receipts = JournalEntry['receipts'];
const mostReceipts = 90;
const mostCommands = 200;
const mostArguments = 2000;

/** Adds a receipt. The same step from the same moment is the same receipt: a look after a crash must not write it twice. */
export function withReceipt(receipts: Receipts, receipt: StepReceipt): Receipts {
  if (receipts.some((one) => one.step === receipt.step && one.startedAt === receipt.startedAt)) return receipts;
  const commands = receipt.commands.map(({ argv, exitCode }) => ({
    argv: argv.slice(0, mostArguments).map((word) => cut(word, 2000)),
    exitCode,
  }));
  const kept = [...commands.slice(0, mostCommands - 50), ...commands.slice(mostCommands - 50).slice(-50)];
  const { trouble, detail } = receipt;
  return [
    ...receipts,
    { ...receipt, commands: kept, detail: cut(detail, 4000), trouble: trouble === null ? null : fittingTrouble(trouble) },
  ].slice(-mostReceipts);
}

/** A report body within the protocol; what does not fit is cut, and said to be. */
export function fitting(body: ReportBody): ReportBody {
  const whole = wellFormed(cutTexts(body));
  if (Report.shape.body.safeParse(whole).success) return whole;
  return shortForm(whole);
}

/** The shortest form that still says how it ended. */
export function shortForm(body: ReportBody): ReportBody {
  const note = 'The full report did not fit or was not taken; it lies on the device.';
  if (body.status !== 'ended') return body;
  const { result } = body;
  if (result.verb === 'install') {
    const { configuration: _left, ...install } = result.install;
    const after = InstallResult.shape.after.safeParse(install.after);
    return {
      status: 'ended',
      result: {
        verb: 'install',
        install: {
          ...install,
          detail: cut(`${install.detail} ${note}`, 4000),
          receipts: [],
          after: after.success ? after.data : null,
        },
      },
    };
  }
  if (result.verb === 'simulate')
    return { status: 'ended', result: { verb: 'simulate', simulation: null, trouble: agentTrouble('agent.report-too-large', note) } };
  if (result.verb === 'get') return { status: 'ended', result: { ...result, receipts: [] } };
  return { status: 'refused', code: 'agent.report-too-large', detail: note };
}

/** A trouble of the agent itself, in the form in which package managers tell theirs. */
export function agentTrouble(code: string, cause: string, nextStep = 'See the log of the agent on the device.'): Trouble {
  return { code, cause: cut(cause, 1000), retry: 'unknown', nextStep, excerpt: '' };
}

/** At most `most` UTF-16 units, never half a character. */
export function cut(text: string, most: number): string {
  const whole = text.toWellFormed();
  return whole.length <= most ? whole : `${whole.slice(0, most - 1).replace(/[\ud800-\udbff]$/u, '')}…`.toWellFormed();
}

function fittingTrouble(trouble: Trouble): Trouble {
  return {
    ...trouble,
    code: cut(trouble.code, 100),
    cause: cut(trouble.cause, 1000),
    nextStep: cut(trouble.nextStep, 1000),
    excerpt: cut(trouble.excerpt, 4000),
  };
}

function cutTexts(body: ReportBody): ReportBody {
  switch (body.status) {
    case 'accepted':
      return body;
    case 'progress':
      return { ...body, line: cut(body.line, 500) };
    case 'refused':
      return { ...body, code: cut(body.code, 100), detail: cut(body.detail, 2000) };
    case 'ended': {
      const { result } = body;
      if (result.verb === 'check')
        return { ...body, result: { ...result, answers: result.answers.map((one) => ({ ...one, detail: cut(one.detail, 2000) })) } };
      if (result.verb === 'probe')
        return {
          ...body,
          result: { ...result, output: cut(result.output, 2000), code: cut(result.code, 100), detail: cut(result.detail, 2000) },
        };
      if (result.verb === 'install') {
        const { code, detail } = result.install;
        return { ...body, result: { ...result, install: { ...result.install, code: cut(code, 100), detail: cut(detail, 4000) } } };
      }
      return { ...body, result: { ...result, trouble: result.trouble === null ? null : fittingTrouble(result.trouble) } };
    }
  }
}

/** The same value with every text well-formed: half a surrogate pair can not be signed. */
export function wellFormed<T>(value: T): T {
  // What comes back has the shape of what went in: only texts are replaced, by texts.
  return mapTexts(value) as T;
}

function mapTexts(value: unknown): unknown {
  if (typeof value === 'string') return value.isWellFormed() ? value : value.toWellFormed();
  if (Array.isArray(value)) return value.map(mapTexts);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, mapTexts(member)]));
}
