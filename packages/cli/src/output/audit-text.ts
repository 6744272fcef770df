/** Audits of a client's process, for a terminal. */
import { stepTitles } from '@fettle/core/checklist';
import { changesSentence } from '@fettle/core/process-audit';
import type { CallOutput } from '@fettle/protocol/client';
import { clean } from './clean.ts';
import { blocks, count, facts, sentence } from './screen.ts';
import type { Screen } from './screen.ts';
import { table } from './table.ts';
import type { Cell } from './table.ts';
import { age } from './times.ts';

type Audits = CallOutput<'listProcessAudits'>;
type Audit = CallOutput<'getProcessAudit'>;
type Action = Audits['actions'][number];

/** When the next is due, the audits, open actions, and own steps. */
export function auditsText(screen: Screen, { standing, interval, audits, actions, ownSteps }: Audits): string {
  return blocks(
    sentence(screen, standing.sentence),
    facts(screen, [['Interval', `${count(interval.months, 'month')}${interval.own ? ', the client’s own' : ''}`]]),
    audits.length === 0
      ? ''
      : table(
          screen,
          [
            { title: 'audit', align: 'right' },
            { title: 'auditor', atLeast: 8 },
            { title: 'concluded', atLeast: 9 },
            { title: 'findings', align: 'right' },
            { title: 'open actions', align: 'right' },
          ],
          audits.map((one): Cell[] => [
            one.number,
            one.auditor,
            one.concludedAt === null ? { text: 'a draft', tone: 'attention' } : age(screen, one.concludedAt),
            one.findings,
            one.openActions,
          ]),
        ),
    actions.length === 0 ? '' : actionTable(screen, actions),
    ownSteps.length === 0
      ? ''
      : table(
          screen,
          [{ title: 'own step', atLeast: 12 }, { title: 'state' }, { title: 'judged by a person', atLeast: 20 }],
          ownSteps.map((one): Cell[] => [one.title, stateCell(one.state), one.sentence]),
        ),
  );
}

/** One audit, whole. */
export function auditText(screen: Screen, audit: Audit): string {
  const { number, clientName, auditor, concludedAt, conclusion, nextOn, digest, before, changed, steps, findings, actions, judged } = audit;
  return blocks(
    facts(screen, [
      ['Audit', `${number} of ${clean(clientName)}, by ${clean(auditor)}`],
      ['Concluded', concludedAt === null ? 'not yet: a draft' : age(screen, concludedAt)],
      ['Conclusion', conclusion === null ? null : clean(conclusion)],
      ['Next due', nextOn],
      ['SHA-256', digest],
      ['Since audit', before === null ? null : `${before}: ${changesSentence(changed)}`],
    ]),
    table(
      screen,
      [{ title: 'step', align: 'right' }, { title: 'what', atLeast: 14 }, { title: 'state' }, { title: 'why', atLeast: 20 }],
      steps.map((one): Cell[] => [one.step, one.title, stateCell(one.state), one.sentence]),
    ),
    judged.length === 0
      ? ''
      : table(
          screen,
          [{ title: 'own step', atLeast: 12 }, { title: 'judged' }, { title: 'note', atLeast: 12 }],
          judged.map((one): Cell[] => [one.title, stateCell(one.result), one.note ?? '']),
        ),
    findings.length === 0
      ? 'Nothing was found.'
      : table(
          screen,
          [
            { title: 'of', atLeast: 12 },
            { title: 'severity' },
            { title: 'finding', atLeast: 16 },
            { title: 'asks' },
            { title: 'id', atLeast: 8 },
          ],
          findings.map((one): Cell[] => [
            one.step === null ? 'the process' : `${one.step} ${stepTitles[one.step - 1] ?? ''}`,
            one.severity,
            one.text,
            one.asks ?? '',
            one.id,
          ]),
        ),
    actions.length === 0 ? '' : actionTable(screen, actions),
  );
}

export function auditRulesText(screen: Screen, { months, steps, changed }: CallOutput<'getProcessAuditRules'>): string {
  return blocks(
    `The process of each client is audited once in ${count(months, 'month')}.`,
    steps.length === 0
      ? 'No step is added to the twelve.'
      : table(
          screen,
          [
            { title: 'own step', atLeast: 12 },
            { title: 'good means', atLeast: 16 },
            { title: 'judged by' },
            { title: 'months', align: 'right' },
          ],
          steps.map((one): Cell[] => [one.title, one.good, one.judge, one.months]),
        ),
    changed === null ? '' : `Set ${age(screen, changed.at)} by ${clean(changed.by)}: ${clean(changed.because)}`,
  );
}

function actionTable(screen: Screen, actions: readonly Action[]): string {
  return table(
    screen,
    [
      { title: 'action', atLeast: 16 },
      { title: 'owner', atLeast: 8 },
      { title: 'due' },
      { title: 'end', atLeast: 10 },
      { title: 'id', atLeast: 8 },
    ],
    actions.map(({ id, text, owner, dueOn, overdue, end }): Cell[] => [
      text,
      owner,
      overdue ? { text: `${dueOn}, overdue`, tone: 'attention' } : dueOn,
      end === null ? 'open' : `${end.ended} by ${end.person}: ${end.note}`,
      id,
    ]),
  );
}

function stateCell(state: Audit['steps'][number]['state']): Cell {
  return { text: state, tone: state === 'unknown' ? 'muted' : state };
}
