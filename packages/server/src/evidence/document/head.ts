/** What it was, how it ended, who approved it. */
import { statusLabels } from '@fettle/core/deployment';
import type { Tone } from '@fettle/core/deployment';
import { formatFingerprint } from '@fettle/proof/fingerprint';
import type { Clock } from '../report/times.ts';
import type { About, Counts, InstallationReport } from '../report/types.ts';
import { code, count, heading, known, muted, names, none, paragraph, plain, quoted, remark, status, strong, time } from './text.ts';
import type { Block, Figure, Text } from './types.ts';

const tones: Readonly<Record<About['status'], Tone>> = {
  active: 'running',
  succeeded: 'good',
  'ended with failures': 'failing',
  cancelled: 'neutral',
};
const waysBack = { automatic: 'automatic after a failure', 'by-person': 'by a person' } as const;
const restarts = { never: 'never', 'if-needed': 'if needed', always: 'always' } as const;

/** One rule for all devices, or several where some have their own. */
function each(words: readonly string[]): string {
  return words.length > 1 ? `by the device: ${words.join(', or ')}` : words.join('');
}

export function head(report: InstallationReport, clock: Clock): readonly Block[] {
  const { about, counts } = report;
  return [
    paragraph(status(tones[about.status], statusLabels[about.status].label), plain('  '), plain(statusLabels[about.status].means)),
    { kind: 'figures', items: figures(counts) },
    facts(report, clock),
    ...approvals(report, clock),
  ];
}

/** Each count of the whole; what is none and says nothing is left out. */
function figures(counts: Counts): readonly Figure[] {
  const of = counts.inSpec;
  const always: readonly Figure[] = [{ count: counts.verified, of, label: 'verified by a later scan', tone: 'good' }];
  const others: readonly Figure[] = [
    { count: counts.failed, of, label: 'failed', tone: 'failing' },
    { count: counts.rolledBack, of, label: 'rolled back', tone: 'failing' },
    { count: counts.refused, of, label: 'refused by the device', tone: 'attention' },
    { count: counts.missed, of, label: 'missed their window', tone: 'attention' },
    { count: counts.unknown, of, label: 'not known', tone: 'unknown' },
    { count: counts.cancelled, of, label: 'cancelled', tone: 'neutral' },
    { count: counts.notEnded, of, label: 'not ended yet', tone: 'running' },
    { count: counts.leftOut, of: counts.inSpec + counts.leftOut, label: 'left out of the spec', tone: 'neutral' },
  ];
  return [...always, ...others.filter((figure) => figure.count > 0)];
}

function facts({ about, client, upTo }: InstallationReport, clock: Clock): Block {
  const { policy } = about;
  const related = (one: { id: string; title: string; kind: string | null }): Text => [
    quoted(one.title),
    muted(` (${one.kind ?? 'related'}, `),
    code(one.id),
    muted(')'),
  ];
  return {
    kind: 'facts',
    rows: [
      { label: 'Reason', value: about.reason.trim() === '' ? none : [quoted(about.reason)] },
      { label: 'Direction', value: [plain(about.direction === 'back' ? 'back to older versions' : 'forward to newer versions')] },
      { label: 'Proposed', value: [time(clock.minute(about.createdAt)), plain(', by '), quoted(about.createdBy)] },
      { label: 'Ended', value: about.finishedAt === null ? [muted('not yet')] : [time(clock.minute(about.finishedAt))] },
      {
        label: 'Policy',
        value: [
          quoted(policy.name),
          plain(`, version ${policy.version}`),
          ...(policy.owner === null ? [] : [muted(', answered for by '), quoted(policy.owner)]),
        ],
      },
      { label: 'Windows', value: known(policy.window) },
      {
        label: 'Rules',
        value: [
          plain(
            `Restart ${each(policy.restart.map((one) => restarts[one]))}; way back ${each(policy.rollback.map((one) => waysBack[one]))}; `,
          ),
          plain(policy.failureBudget === 0 ? 'holds at the first failure' : `bears ${count(policy.failureBudget, 'failure')}`),
        ],
      },
      ...(about.predecessor === null ? [] : [{ label: 'Follows', value: related(about.predecessor) }]),
      ...about.successors.map((one) => ({ label: 'Followed by', value: related(one) })),
      { label: 'Deployment', value: [code(about.id)] },
      {
        label: 'Spec',
        value: [
          code(about.specHash),
          ...(about.specHashFits ? [] : [plain(' '), status('failing' as const, 'the stored spec has another hash')]),
        ],
      },
      { label: 'Records', value: [plain(`up to event ${upTo.events}, ${clock.second(upTo.at)}`)] },
      { label: 'Times', value: [plain(`on the clock of ${clock.zone}, with the distance from UTC behind each; client `), code(client.id)] },
    ],
  };
}

function approvals({ approvals: given, reviewers }: InstallationReport, clock: Clock): readonly Block[] {
  const table: Block = {
    kind: 'table',
    caption: 'Approvals of exactly this spec',
    columns: [
      { title: 'Who', width: 2 },
      { title: 'When', width: 0 },
      { title: 'Key', width: 4 },
    ],
    rows: given.map((one) => [[strong(one.name)], [time(clock.second(one.at))], [code(formatFingerprint(one.keyId))]]),
  };
  const statements = given.flatMap(({ name, statement }) =>
    statement === null ? [] : [[quoted(name), plain(' signed: '), quoted(statement)]],
  );
  return [
    heading(2, 'approved', plain('Who approved it')),
    ...(given.length === 0 ? [paragraph(muted('Nobody has approved this spec.'))] : [table]),
    ...(statements.length === 0 ? [] : [{ kind: 'list', items: statements } as const]),
    reviewers.length === 0
      ? remark('No person is named as responsible reviewer.')
      : paragraph(plain(reviewers.length === 1 ? 'Responsible reviewer: ' : 'Responsible reviewers: '), ...names(reviewers)),
  ];
}
