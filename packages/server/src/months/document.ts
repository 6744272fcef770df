/** The monthly report as a document: a first page for whoever runs the business, then the detail. */
import {
  attainmentSentence,
  latencySentence,
  monthWords,
  needSentence,
  noNeedSentence,
  partlyRecorded,
  shareWords,
} from '@fettle/core/months';
import type { MonthReport } from '@fettle/core/months';
import type { StepState } from '@fettle/core/checklist';
import { pieces } from '../evidence/index.ts';
import type { Block, Document, Text } from '../evidence/index.ts';

const { clockOf, code, count, heading, muted, paragraph, plain, quoted, remark, status, strong, time } = pieces;

/** Null: the month is not over, and this is how it stands so far. */
export type MadeMonth = { readonly madeAt: string; readonly digest: string };

export function composeMonth(report: MonthReport, made: MadeMonth | null): Document {
  const clock = clockOf(report.client.zone);
  const title = `Patch management in ${monthWords(report.month)}`;
  return {
    language: 'en',
    kind: 'Monthly report',
    title,
    lead: [quoted(report.client.name), plain(' · by '), quoted(report.provider)],
    author: report.provider,
    foot:
      made === null
        ? `${report.month}, so far`
        : `${report.month}, made ${clock.minute(made.madeAt)}, SHA-256 ${made.digest.slice(0, 16)}…`,
    asOf: report.asOf,
    blocks: [...firstPage(report), ...detail(report, clock), ...basis(report, made, clock)],
  };
}

type Clock = ReturnType<typeof clockOf>;

function firstPage(report: MonthReport): readonly Block[] {
  const { attainment, fleet, changes, needs } = report;
  const partly = partlyRecorded(report);
  const failed = changes.rows.reduce((sum, row) => sum + row.failed + row.takenBack, 0);
  return [
    ...(partly === null ? [] : [paragraph(status('attention', partly))]),
    heading(2, 'in-short', plain('In short')),
    {
      kind: 'figures',
      items: [
        ...(attainment.owed === 0
          ? []
          : [
              {
                count: attainment.met,
                of: attainment.owed,
                label: 'updates in by their day',
                tone: attainment.met === attainment.owed ? ('good' as const) : ('attention' as const),
              },
            ]),
        {
          count: fleet.withoutMissed,
          of: fleet.devices,
          label: 'devices known to have nothing past its day',
          tone: fleet.withoutMissed === fleet.devices ? ('good' as const) : ('attention' as const),
        },
        { count: changes.packages, of: null, label: 'packages updated and seen by a scan', tone: 'neutral' as const },
        ...(failed === 0 ? [] : [{ count: failed, of: null, label: 'changes failed or taken back', tone: 'failing' as const }]),
      ],
    },
    paragraph(plain(attainmentSentence(attainment))),
    heading(2, 'needs', plain('What we need from you')),
    ...(needs.length === 0 ? [] : [{ kind: 'list' as const, items: needs.map((need): Text => [plain(needSentence(need))]) }]),
    ...(needs.length > 0 && report.needsKnown ? [] : [paragraph(status(report.needsKnown ? 'good' : 'unknown', noNeedSentence(report)))]),
    ...trend(report),
  ];
}

function trend({ trend: months }: MonthReport): readonly Block[] {
  if (months.length < 2) return [];
  return [
    {
      kind: 'table',
      caption: 'The months before',
      columns: [
        { title: 'Month', width: 2 },
        { title: 'In by their day', width: 1, align: 'end' },
        { title: 'Of', width: 1, align: 'end' },
        { title: 'Share', width: 1, align: 'end' },
      ],
      rows: months.map(({ month, met, owed }): readonly Text[] => [
        [plain(monthWords(month))],
        [met === null ? muted('no report') : plain(String(met))],
        [owed === null ? muted('–') : plain(String(owed))],
        [met === null || owed === null || owed === 0 ? muted('–') : plain(shareWords(met / owed))],
      ]),
    },
  ];
}

function detail(report: MonthReport, clock: Clock): readonly Block[] {
  return [...deadlines(report, clock), ...changed(report, clock), ...steps(report)];
}

function deadlines({ byRule, latency, missed, moreMissed }: MonthReport, clock: Clock): readonly Block[] {
  const end = (title: string) => ({ title, width: 1, align: 'end' as const });
  return [
    heading(2, 'deadlines', plain('Deadlines')),
    ...(byRule.length === 0
      ? [paragraph(muted('No update had to be in this month.'))]
      : [
          {
            kind: 'table' as const,
            caption: 'By the rule that set the day',
            columns: [{ title: 'Rule', width: 3 }, end('In time'), end('Late'), end('Open'), end('Share'), end('Not counted')],
            rows: byRule.map(({ rule, met, late, open, share, excluded }): readonly Text[] => [
              [quoted(rule)],
              ...[met, late, open].map((n): Text => [plain(String(n))]),
              [share === null ? muted('–') : plain(shareWords(share))],
              [plain(String(excluded))],
            ]),
          },
        ]),
    paragraph(strong('How long urgent updates took: '), plain(latencySentence(latency.urgent))),
    paragraph(strong('How long other security updates and those with a deadline took: '), plain(latencySentence(latency.normal))),
    ...(missed.length === 0
      ? []
      : [
          {
            kind: 'table' as const,
            caption: `${count(missed.length + moreMissed, 'update')} not in by ${missed.length + moreMissed === 1 ? 'its' : 'their'} day`,
            columns: [
              { title: 'Device', width: 2 },
              { title: 'Update', width: 3 },
              { title: 'Rule', width: 2 },
              { title: 'Due', width: 0 },
              { title: 'In or gone', width: 0 },
            ],
            rows: missed.map(({ device, update, rule, due, endedAt }): readonly Text[] => [
              [quoted(device)],
              [code(update)],
              [quoted(rule)],
              [time(clock.minute(due))],
              [endedAt === null ? status('failing', 'still open') : time(clock.minute(endedAt))],
            ]),
          },
          ...(moreMissed === 0 ? [] : [remark(`And ${moreMissed} more; the attached records have them counted.`)]),
        ]),
  ];
}

function changed({ changes: { rows, more, packages, devices } }: MonthReport, clock: Clock): readonly Block[] {
  return [
    heading(2, 'changes', plain('What was done')),
    paragraph(plain(`${count(packages, 'package')} on ${count(devices, 'device')}, each seen by a scan after the change.`)),
    ...(rows.length === 0
      ? []
      : [
          {
            kind: 'table' as const,
            caption: 'Deployments of which devices were over in this month',
            columns: [
              { title: 'Deployment', width: 3 },
              { title: 'Last device over', width: 0 },
              ...['Verified', 'Failed', 'Taken back', 'Otherwise'].map((title) => ({ title, width: 1, align: 'end' as const })),
            ],
            rows: rows.map(({ title, at, verified, failed, takenBack, otherwise }): readonly Text[] => [
              [quoted(title)],
              [time(clock.minute(at))],
              ...[verified, failed, takenBack, otherwise].map((n): Text => [plain(String(n))]),
            ]),
          },
          ...(more === 0 ? [] : [remark(`And ${count(more, 'more deployment')}.`)]),
        ]),
  ];
}

const tones = { failing: 'failing', attention: 'attention', unknown: 'unknown', good: 'good' } as const satisfies Record<StepState, string>;

function steps({ steps: twelve }: MonthReport): readonly Block[] {
  return [
    heading(2, 'steps', plain('The twelve steps')),
    {
      kind: 'table',
      caption: 'At the end of the month, and of the month before',
      columns: [
        { title: 'Step', width: 3 },
        { title: 'Now', width: 0 },
        { title: 'Before', width: 0 },
        { title: 'Why', width: 4 },
      ],
      rows: twelve.map(({ step, title, state, before, sentence }): readonly Text[] => [
        [plain(`${step}. ${title}`)],
        [status(tones[state], state)],
        [status(tones[before], before)],
        [pieces.said(sentence)],
      ]),
    },
  ];
}

function basis({ asOf, from, until, client, fleet }: MonthReport, made: MadeMonth | null, clock: Clock): readonly Block[] {
  return [
    heading(2, 'basis', plain('What this is made from')),
    {
      kind: 'facts',
      rows: [
        { label: 'Month', value: [time(clock.minute(from)), plain(' until '), time(clock.minute(until)), plain(` (${client.zone})`)] },
        { label: 'Records read', value: [time(clock.minute(asOf))] },
        { label: 'Devices', value: [plain(`${fleet.scanned} of ${count(fleet.devices, 'device')} scanned within 48 hours before that`)] },
        {
          label: 'Counted',
          value: [
            plain(
              'An update on a device counts in the month in which it had to be in by the tightest rule that holds for the client. It is in once a scan saw its version or a newer one. Not counted: what was decided otherwise on that day, and what was no longer on offer, removed or on a retired device by then.',
            ),
          ],
        },
        ...(made === null
          ? []
          : [
              { label: 'SHA-256', value: [code(made.digest)] },
              {
                label: 'To verify',
                value: [
                  plain('The audit trail of the client holds this digest ('),
                  code('month.reported'),
                  plain('), bound by its checkpoints; the attached content gives it again.'),
                ],
              },
            ]),
      ],
    },
  ];
}
