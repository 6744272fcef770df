/** Monthly reports for a terminal. */
import { latencySentence, monthWords, noNeedSentence, shareWords } from '@fettle/core/months';
import type { Attainment } from '@fettle/core/months';
import type { CallOutput } from '@fettle/protocol/client';
import { clean } from './clean.ts';
import { blocks, count, facts, sentence } from './screen.ts';
import type { Screen } from './screen.ts';
import { table } from './table.ts';
import type { Cell } from './table.ts';
import { age, local } from './times.ts';

export function monthText(screen: Screen, { made, missing, sentence: inShort, needs, report }: CallOutput<'getMonth'>): string {
  const { client, month, fleet, changes, byRule, latency, missed, moreMissed, steps } = report;
  const at = (instant: string) => local(Temporal.Instant.from(instant), client.zone);
  return blocks(
    `${screen.paint(clean(client.name), 'strong')}, ${monthWords(month)}`,
    missing === null ? null : sentence(screen, missing),
    sentence(screen, inShort),
    facts(screen, [
      ['Devices', `${fleet.withoutMissed} of ${fleet.devices} known to have nothing past its day, ${fleet.scanned} scanned lately`],
      ['Changed', `${count(changes.packages, 'package')} on ${count(changes.devices, 'device')}`],
      ['Urgent', latencySentence(latency.urgent)],
      ['Others', latencySentence(latency.normal)],
      ['Made', made === null ? 'not yet: this is how it stands so far' : age(screen, made.madeAt)],
      ['SHA-256', made?.digest ?? null],
    ]),
    needs.map((need) => sentence(screen, need, '  ')).join('\n'),
    needs.length > 0 && report.needsKnown
      ? null
      : sentence(screen, report.needsKnown ? 'Nothing waits for the client.' : noNeedSentence(report)),
    byRule.length === 0
      ? null
      : table(
          screen,
          [{ title: 'rule', atLeast: 12 }, ...['in time', 'late', 'open', 'share', 'not counted'].map(toTheRight)],
          byRule.map((one): Cell[] => [one.rule, one.met, one.late, one.open, shareCell(one), one.excluded]),
        ),
    missed.length === 0
      ? null
      : table(
          screen,
          [
            { title: 'device', atLeast: 10 },
            { title: 'not in by its day', atLeast: 12 },
            { title: 'due', atLeast: 16 },
            { title: 'in or gone', atLeast: 10 },
          ],
          missed.map((one): Cell[] => [
            one.device,
            one.update,
            at(one.due),
            one.endedAt === null ? { text: 'still open', tone: 'failing' } : at(one.endedAt),
          ]),
        ),
    moreMissed === 0 ? null : `And ${moreMissed} more.`,
    table(
      screen,
      [
        { title: 'step', align: 'right', atLeast: 2 },
        { title: 'what' },
        { title: 'end of month', atLeast: 9 },
        { title: 'before', atLeast: 9 },
      ],
      steps.map((one): Cell[] => [one.step, one.title, stateCell(one.state), stateCell(one.before)]),
    ),
  );
}

export function monthsText(screen: Screen, { running, items }: CallOutput<'listMonths'>): string {
  if (items.length === 0)
    return `No month is reported yet. ${monthWords(running)} is running: fettle month CLIENT shows how it stands so far.`;
  return table(
    screen,
    [{ title: 'month', atLeast: 7 }, ...attained, { title: 'made', atLeast: 9 }, { title: 'remark' }],
    items.map((one): Cell[] => [one.month, ...attainedCells(one.attainment), age(screen, one.madeAt), one.missing ?? '']),
  );
}

export function clientsOfMonthText(screen: Screen, { month, items }: CallOutput<'listClientsOfMonth'>): string {
  if (items.length === 0) return 'No client.';
  return blocks(
    monthWords(month),
    table(
      screen,
      [{ title: 'client', atLeast: 12 }, ...attained, { title: 'steps failing', align: 'right' }],
      items.map((one): Cell[] =>
        one.attainment === null
          ? [one.clientName, { text: 'no report', tone: 'muted' }, '', '', '', '']
          : [one.clientName, ...attainedCells(one.attainment), one.failingSteps],
      ),
    ),
  );
}

const toTheRight = (title: string) => ({ title, align: 'right' as const });
const attained = ['share', 'in time', 'late', 'open'].map(toTheRight);

function attainedCells(one: Attainment): Cell[] {
  return [shareCell(one), one.met, one.late, one.open];
}

function shareCell({ share }: Attainment): Cell {
  return share === null ? { text: 'none due', tone: 'muted' } : shareWords(share);
}

function stateCell(state: CallOutput<'getMonth'>['report']['steps'][number]['state']): Cell {
  return { text: state, tone: state === 'unknown' ? 'muted' : state };
}
