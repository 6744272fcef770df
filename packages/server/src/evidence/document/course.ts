/** How it went: rings with their gates, then what happened in order, then holds. */
import type { Clock } from '../report/times.ts';
import type { HoldReport, InstallationReport } from '../report/types.ts';
import { heading, known, muted, names, plain, quoted, said, status, strong, time } from './text.ts';
import type { Block, Text } from './types.ts';

export function course(report: InstallationReport, clock: Clock): readonly Block[] {
  return [heading(2, 'course', plain('How it went')), rings(report, clock), timeline(report, clock), ...holds(report, clock)];
}

function rings(report: InstallationReport, clock: Clock): Block {
  const at = (instant: string | null): Text => (instant === null ? [muted('–')] : [time(clock.minute(instant))]);
  return {
    kind: 'table',
    caption: 'Rings, in the order in which they were opened',
    columns: [
      { title: 'Ring', width: 2 },
      { title: 'Verified', width: 0, align: 'end' },
      { title: 'Opened', width: 0 },
      { title: 'Soaked until', width: 0 },
      { title: 'Gate', width: 4 },
    ],
    rows: report.rings.map((ring) => [
      [quoted(ring.name)],
      [plain(`${ring.verified} of ${ring.devices}`)],
      at(ring.openedAt),
      at(ring.soakUntil),
      ring.answer === null
        ? [muted('not judged')]
        : [status(ring.answerTone, ring.answer), ...(ring.detail === null ? [] : [plain(' '), muted(ring.detail)])],
    ]),
  };
}

function timeline(report: InstallationReport, clock: Clock): Block {
  return {
    kind: 'table',
    caption: 'What happened, in order',
    columns: [
      { title: 'When', width: 0 },
      { title: 'What', width: 9 },
      { title: 'Event', width: 0, align: 'end' },
    ],
    rows: report.timeline.map(({ at, sentence, tone, seq }) => [
      [time(clock.second(at))],
      tone === 'neutral' ? [said(sentence)] : [status(tone, ''), said(sentence)],
      [muted(String(seq))],
    ]),
  };
}

function holds({ holds: all }: InstallationReport, clock: Clock): readonly Block[] {
  if (all.length === 0) return [];
  return [
    {
      kind: 'table',
      caption: 'Holds: while one stands nothing new is sent',
      columns: [
        { title: 'Hold', width: 5 },
        { title: 'Since', width: 0 },
        { title: 'Released', width: 6 },
      ],
      rows: all.map((hold) => [
        [
          strong(hold.reason),
          ...(hold.ring === null ? [] : [plain(', ring '), quoted(hold.ring)]),
          plain(', by '),
          quoted(hold.by),
          plain('. '),
          quoted(hold.detail),
        ],
        [time(clock.minute(hold.since))],
        released(hold, clock),
      ]),
    },
  ];
}

function released({ released: end }: HoldReport, clock: Clock): Text {
  if (end === null) return [muted('not released')];
  const accepted = end.accepted.length === 0 ? [] : [plain(' Accepted as they stand: '), ...names(end.accepted), plain('.')];
  return [time(clock.minute(end.at)), plain(', by '), quoted(end.by), plain(': '), ...known(end.because, quoted), ...accepted];
}
