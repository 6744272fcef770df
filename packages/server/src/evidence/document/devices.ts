/** The devices: first all of them in a table, then each by itself. */
import type { Clock } from '../report/times.ts';
import type { CheckLine, DeviceReport, InstallationReport } from '../report/types.ts';
import { code, heading, known, muted, notKnown, paragraph, plain, quoted, remark, sentence, status, time } from './text.ts';
import type { Block, Span, Text } from './types.ts';

/** Beyond this many devices only those that have something to tell get a place of their own, and of these as many at most: bad ends first. */
export const mostInDetail = 100;

const gravity: readonly DeviceReport['tone'][] = ['failing', 'unknown', 'attention', 'running', 'neutral', 'good'];

/** The devices that are told of one by one. */
export function inDetailOf({ devices: all }: InstallationReport): readonly DeviceReport[] {
  if (all.length <= mostInDetail) return all;
  return all
    .filter(hasToTell)
    .toSorted((a, b) => gravity.indexOf(a.tone) - gravity.indexOf(b.tone))
    .slice(0, mostInDetail);
}

export function devices(report: InstallationReport, clock: Clock): readonly Block[] {
  const { devices: all, changeSets } = report;
  const detailed = inDetailOf(report);
  return [
    heading(2, 'devices', plain('Devices')),
    overview(all, clock),
    ...(detailed.length === all.length
      ? []
      : [
          remark(
            `${detailed.length} of ${all.length} devices follow one by one: those with more to tell than that they are verified, bad ends first. The report.json attached to the PDF has all of them.`,
          ),
        ]),
    ...detailed.flatMap((device) => inDetail(device, changeSets.length, clock)),
  ];
}

function hasToTell({ label, troubles, attempts, checks }: DeviceReport): boolean {
  return (
    label !== 'verified' ||
    troubles.length > 0 ||
    attempts > 1 ||
    checks.some((check) => answersOf(check).some((answer) => answer !== null && answer !== 'passed'))
  );
}

function overview(all: readonly DeviceReport[], clock: Clock): Block {
  return {
    kind: 'table',
    caption: 'Every device of the spec',
    columns: [
      { title: 'Device', width: 3.4 },
      { title: 'Site', width: 2.4 },
      { title: 'Ring', width: 1.6 },
      { title: 'Ended', width: 2.6 },
      { title: 'Scan after the change', width: 0 },
      { title: 'Restarted', width: 1.8 },
    ],
    rows: all.map((device) => [
      [quoted(device.name)],
      [quoted(device.site)],
      [quoted(device.ring)],
      [status(device.tone, sentence(device.label))],
      device.scan === null ? [muted('none')] : [time(clock.second(device.scan.at))],
      [restartedWord(device)],
    ]),
  };
}

/** What never began restarted nothing. */
function restartedWord({ restart, startedAt, label }: DeviceReport): Span {
  if (restart.restarted !== 'not known') return plain(restart.restarted);
  return startedAt === null && label !== 'unknown' ? muted('–') : muted('not known');
}

function inDetail(device: DeviceReport, sets: number, clock: Clock): readonly Block[] {
  return [
    heading(3, `device-${device.id}`, quoted(device.name)),
    paragraph(status(device.tone, sentence(device.label)), plain('  '), quoted(device.why)),
    { kind: 'facts', compact: true, rows: facts(device, sets, clock) },
    ...device.troubles.flatMap(({ step, attempt, trouble }) => [
      {
        kind: 'facts' as const,
        compact: true as const,
        rows: [
          {
            label: 'What failed',
            value: [plain(`Step “${step}”${device.attempts > 1 ? `, attempt ${attempt}` : ''} `), code(trouble.code)],
          },
          { label: 'Cause', value: [quoted(trouble.cause)] },
          { label: 'Next step', value: [quoted(trouble.nextStep), muted(` Trying again: ${retryWords[trouble.retry]}.`)] },
        ],
      },
      ...(trouble.excerpt.trim() === ''
        ? []
        : [{ kind: 'log' as const, caption: 'What the program itself printed', lines: trouble.excerpt.trimEnd().split('\n') }]),
    ]),
    ...checks(device.checks),
  ];
}

const retryWords = {
  now: 'at once',
  later: 'later',
  'after-repair': 'after a repair',
  no: 'has no point',
  unknown: 'not known whether it helps',
} as const;

function facts(device: DeviceReport, sets: number, clock: Clock): readonly { label: string; value: Text }[] {
  const { scan, restart } = device;
  const at = (instant: string | null): Text => (instant === null ? notKnown : [time(clock.second(instant))]);
  return [
    {
      label: 'Place',
      value: [quoted(device.site), muted(' · '), quoted(device.os), ...(device.tier === null ? [] : [muted(' · '), plain(device.tier)])],
    },
    ...(sets > 1 ? [{ label: 'Changes', value: [plain(`change set ${device.changeSet}`)] }] : []),
    {
      label: 'Began',
      value:
        device.startedAt === null ? [muted(device.attempts === 0 ? 'not sent' : 'not begun, as far as it told')] : at(device.startedAt),
    },
    ...(device.appliedAt === null ? [] : [{ label: 'Change ended', value: at(device.appliedAt) }]),
    ...(device.startedAt === null ? [] : [{ label: 'Scan after', value: scanWords(device, clock) }]),
    ...(restart.due === null ? [] : [{ label: 'Restart', value: restartWords(device) }]),
    ...(scan === null
      ? []
      : [
          {
            label: 'Boot id',
            value: [...known(device.bootBefore, code), muted(' before, '), ...known(scan.bootId, code), muted(' at the scan')],
          },
        ]),
    ...(device.attempts > 1 ? [{ label: 'Attempts', value: [plain(String(device.attempts))] }] : []),
    { label: 'Way back', value: [quoted(device.wayBack)] },
  ];
}

function scanWords({ scan, label }: DeviceReport, clock: Clock): Text {
  if (scan === null) return [status('unknown', 'none'), plain('  no scan after the change is among the records')];
  const saw = (...words: Text): Text => [time(clock.second(scan.at)), plain('  '), ...words];
  if (scan.verdict === 'verified') {
    const words = label === 'rolled back' ? 'saw the approved versions' : 'saw every new version, and none offered any more';
    return saw(...(scan.from === 'check-in' ? [plain('the scan of a later check-in  ')] : []), status('good', words));
  }
  if (label === 'rolled back') return saw(status('neutral', 'saw the device after it had gone back'));
  return saw(
    status(scan.verdict === 'failed' ? 'failing' : 'unknown', scan.verdict === 'failed' ? 'did not see the change' : 'can not tell'),
    plain('. '),
    quoted(scan.reasons.join(' ')),
  );
}

function restartWords({ restart, scan }: DeviceReport): Text {
  const due = restart.due === true ? 'due' : 'not due';
  const done = { yes: 'restarted', no: 'not restarted', 'not known': 'not known whether it restarted' }[restart.restarted];
  const pending = scan?.restartPending === true ? [plain('; '), status('attention' as const, 'one is still pending')] : [];
  return [plain(`${due}; ${done}`), ...pending];
}

function answersOf({ before, after, afterRollback, afterSoak }: CheckLine): readonly (string | null)[] {
  return [before, after, afterRollback, afterSoak];
}

function checks(lines: readonly CheckLine[]): readonly Block[] {
  if (lines.every((line) => answersOf(line).every((answer) => answer === null))) return [];
  const back = lines.some(({ afterRollback }) => afterRollback !== null);
  const soak = lines.some(({ afterSoak }) => afterSoak !== null);
  const answer = (value: string | null): Text => {
    if (value === null) return [muted('not taken')];
    if (value === 'could-not-measure') return [status('unknown', 'could not measure')];
    return [status(value === 'passed' ? 'good' : 'failing', value)];
  };
  return [
    {
      kind: 'table',
      caption: 'Health checks',
      columns: [
        { title: 'Check', width: 3 },
        { title: 'Before', width: 2 },
        { title: 'After', width: 2 },
        ...(back ? [{ title: 'After going back', width: 2.4 }] : []),
        ...(soak ? [{ title: 'After the soak', width: 2.2 }] : []),
        { title: 'What it said', width: 5 },
      ],
      rows: lines.map((line) => [
        [quoted(line.name)],
        answer(line.before),
        answer(line.after),
        ...(back ? [answer(line.afterRollback)] : []),
        ...(soak ? [answer(line.afterSoak)] : []),
        line.detail === '' ? [] : [quoted(line.detail)],
      ]),
    },
  ];
}
