/** What came of it besides: new offers, peculiarities, what was not applied, rollbacks, who was told, and what nobody could see. */
import type { Clock } from '../report/times.ts';
import type { InstallationReport, NotApplied } from '../report/types.ts';
import type { NoticeRecord } from '../records/types.ts';
import { code, count, heading, muted, names, paragraph, plain, quoted, remark, sentence, status, strong, time } from './text.ts';
import type { Block, Text } from './types.ts';

const longestList = 40;

export function afterwards(report: InstallationReport, clock: Clock): readonly Block[] {
  return [
    ...notApplied(report),
    ...appeared(report, clock),
    ...peculiarities(report),
    ...rollbacks(report, clock),
    ...checksAgain(report, clock),
    ...told(report, clock),
    heading(2, 'gaps', plain('What this report could not see')),
    { kind: 'list', items: report.gaps.map((gap) => [plain(gap)]) },
  ];
}

function notApplied({ notApplied: all }: InstallationReport): readonly Block[] {
  const title = heading(2, 'not-applied', plain('What was not applied, and why'));
  if (all.length === 0) return [title, paragraph(muted('Everything that was asked for is in, on every device that was asked.'))];
  const devices = all.filter(({ kind }) => kind === 'device');
  const updates = all.filter(({ kind }) => kind !== 'device');
  const table = (caption: string, what: string, rows: typeof all): readonly Block[] =>
    rows.length === 0
      ? []
      : [
          {
            kind: 'table',
            caption,
            columns: [
              { title: what, width: 4 },
              { title: 'Why', width: 6 },
              { title: 'Next step', width: 4 },
            ],
            rows: together(rows).map(({ subjects, because, nextStep }) => [
              names(subjects, 12),
              [quoted(because)],
              nextStep === null ? [muted('–')] : [quoted(nextStep)],
            ]),
          },
        ];
  return [
    title,
    ...table('Devices on which it is not in, as far as is known', 'Device', devices),
    ...table('Updates that were not part of it', 'Update', updates),
  ];
}

type Together = { readonly subjects: readonly string[]; readonly because: string; readonly nextStep: string | null };

/** A long list says each reason once. */
function together(rows: readonly NotApplied[]): readonly Together[] {
  if (rows.length <= longestList) return rows.map(({ subject, because, nextStep }) => ({ subjects: [subject], because, nextStep }));
  return [...Map.groupBy(rows, ({ because, nextStep }) => `${because}\n${nextStep ?? ''}`).values()].map((group) => ({
    subjects: group.map(({ subject }) => subject),
    because: group[0]?.because ?? '',
    nextStep: group[0]?.nextStep ?? null,
  }));
}

function appeared({ appeared: all }: InstallationReport, clock: Clock): readonly Block[] {
  const title = heading(2, 'appeared', plain('What newly appeared'));
  if (all.length === 0)
    return [
      title,
      paragraph(muted('No update that was not offered before is offered to the changed devices, as far as they have looked since.')),
    ];
  return [
    title,
    {
      kind: 'table',
      caption: 'Updates that are offered since the change',
      columns: [
        { title: 'Package', width: 3.6 },
        { title: 'Version', width: 3.4 },
        { title: 'Class', width: 2 },
        { title: 'Since', width: 0 },
        { title: 'On', width: 4 },
      ],
      rows: all.map((one) => [
        [code(one.name), ...(one.succeeds ? [muted(' newer than what came')] : [])],
        [code(one.version)],
        [one.security ? status('attention', 'security') : plain('normal')],
        [time(clock.minute(one.firstSeenAt))],
        names(one.devices, 4),
      ]),
    },
  ];
}

function peculiarities({ peculiarities: all }: InstallationReport): readonly Block[] {
  const title = heading(2, 'peculiarities', plain('Peculiarities'));
  if (all.length === 0) return [title, paragraph(muted('None were recorded.'))];
  const groups = [...Map.groupBy(all, ({ what, sentence: words }) => `${what}\n${words}`).values()];
  const lines = groups.map((group): Text => {
    const devices = group.flatMap(({ device }) => device ?? []);
    return [
      strong(sentence(group[0]?.what ?? '')),
      plain('  '),
      ...(devices.length === 0 ? [] : [...names(devices), plain(': ')]),
      quoted(group[0]?.sentence ?? ''),
    ];
  });
  return [title, { kind: 'list', items: lines }];
}

function rollbacks({ rollbacks: all }: InstallationReport, clock: Clock): readonly Block[] {
  if (all.length === 0) return [];
  return [
    heading(2, 'rollbacks', plain('What was taken back')),
    {
      kind: 'list',
      items: all.map(({ subject, at, sentence: words }): Text => [
        quoted(subject),
        plain(': '),
        quoted(words),
        ...(at === null ? [] : [muted(` ${clock.minute(at)}.`)]),
      ]),
    },
  ];
}

const answerWords = {
  failed: status('failing', 'failed'),
  'not measured': status('unknown', 'could not be measured'),
  refused: status('attention', 'refused by the device'),
  'no answer': status('unknown', 'no answer'),
} as const;

const decidedWords = { 'roll-back': 'taken back', accept: 'accepted', fixed: 'fixed otherwise' } as const;

/** Nothing where the policy asks nothing again and nothing turned out worse. */
function checksAgain({ checksAgain: { days, notWell, regressions } }: InstallationReport, clock: Clock): readonly Block[] {
  if (days.length === 0 && regressions.length === 0) return [];
  const after = (n: number | null) => (n === null ? 'end of the soak' : `${count(n, 'day')} after`);
  return [
    heading(2, 'checks-again', plain('Checks after the change')),
    ...tableOf(
      'Checks that were asked again',
      ['Asked', 'Devices', 'Passed', 'Failed', 'Not measured', 'No answer', 'Nothing to ask', 'Not asked yet'],
      days.map((day) => [
        [plain(after(day.days))],
        ...[day.devices, day.passed, day.failed, day.notMeasured, day.noAnswer, day.notAsked, day.notAskedYet].map((n) => [
          plain(String(n)),
        ]),
      ]),
    ),
    ...tableOf(
      'Devices that are not known to be well by them',
      ['Device', 'Asked', 'On', 'Answer'],
      notWell.map((one) => [[quoted(one.device)], [plain(after(one.days))], [time(clock.minute(one.askedAt))], [answerWords[one.state]]]),
    ),
    ...tableOf(
      'What passed before the change and failed later',
      ['Device', 'Check', 'Seen', 'What it said', 'Decided'],
      regressions.map((one) => [
        [quoted(one.device)],
        [quoted(one.check)],
        [plain(after(one.days))],
        [quoted(one.after)],
        one.decision === null
          ? [status('attention', 'by nobody yet')]
          : [plain(`${decidedWords[one.decision.what]} by `), quoted(one.decision.by), plain(': '), quoted(one.decision.because)],
      ]),
    ),
  ];
}

/** Columns of one width; nothing without rows. */
function tableOf(caption: string, titles: readonly string[], rows: readonly (readonly Text[])[]): readonly Block[] {
  if (rows.length === 0) return [];
  return [{ kind: 'table', caption, columns: titles.map((title) => ({ title, width: 2 })), rows }];
}

const noticeWords: Readonly<Record<string, string>> = {
  planned: 'planned',
  reminder: 'reminder',
  rescheduled: 'rescheduled',
  started: 'started',
  finished: 'finished',
  failed: 'failed or held',
  cancelled: 'cancelled',
};

function told({ notices }: InstallationReport, clock: Clock): readonly Block[] {
  const title = heading(2, 'told', plain('Who was told'));
  if (notices.length === 0)
    return [
      title,
      paragraph(muted('No notices were written: the client has no contact for these devices, or the policy announces nothing.')),
    ];
  const delivered = notices.filter((notice) => notice.delivered_at !== null).length;
  return [
    title,
    {
      kind: 'table',
      caption: 'Notices to the contacts of the client',
      columns: [
        { title: 'Contact', width: 4 },
        { title: 'Notice', width: 2.4 },
        { title: 'Due', width: 0 },
        { title: 'Delivery', width: 5 },
      ],
      rows: notices.map((notice) => [
        [quoted(notice.recipient_name)],
        [plain(noticeWords[notice.kind] ?? notice.kind)],
        [time(clock.minute(notice.due_at))],
        delivery(notice, clock),
      ]),
    },
    remark(`${delivered} of ${count(notices.length, 'notice')} delivered, which means that the mail server took them over.`),
  ];
}

function delivery(notice: NoticeRecord, clock: Clock): Text {
  if (notice.delivered_at !== null) return [status('good', 'delivered'), plain(`  ${clock.minute(notice.delivered_at)}`)];
  if (notice.withdrawn_at !== null) return [muted('not sent any more'), plain('  '), quoted(notice.last_trouble ?? '')];
  if (notice.rejected_at !== null) return [status('failing', 'not delivered'), plain('  '), quoted(notice.last_trouble ?? '')];
  return [status('unknown', 'not delivered yet'), ...(notice.last_trouble === null ? [] : [plain('  '), quoted(notice.last_trouble)])];
}
