/** Regressions, and what depends on changed devices, for a terminal. */
import type { CallOutput } from '@fettle/protocol/client';
import { clean } from './clean.ts';
import type { Tone } from './paint.ts';
import { blocks, facts, sentence } from './screen.ts';
import type { Screen } from './screen.ts';
import { table } from './table.ts';
import type { Cell } from './table.ts';
import { local, time } from './times.ts';

type Regression = CallOutput<'decideRegression'>;
type Dependant = CallOutput<'getDeployment'>['dependants'][number];

const decisionWords = { 'roll-back': 'taken back', accept: 'accepted', fixed: 'fixed otherwise' } as const;

/** One row a regression. */
export function regressionsText(screen: Screen, rows: readonly Regression[]): string {
  const columns = [
    { title: 'device', atLeast: 12 },
    { title: 'check', atLeast: 10 },
    { title: 'deployment', atLeast: 12 },
    { title: 'found', atLeast: 16 },
    { title: 'state' },
    { title: 'now', atLeast: 12 },
    { title: 'id', atLeast: 8 },
  ] as const;
  const cells = rows.map((row): Cell[] => [
    row.deviceName,
    row.check,
    row.deploymentTitle,
    local(Temporal.Instant.from(row.foundAt), screen.zone),
    row.decision === null ? { text: 'open', tone: 'failing' } : decisionWords[row.decision.what],
    row.after,
    row.id,
  ]);
  return table(screen, columns, cells);
}

/** All that is known of one. */
export function regressionText(screen: Screen, one: Regression): string {
  const { decision } = one;
  return blocks(
    screen.paint(`${clean(one.check)} on ${clean(one.deviceName)}`, 'strong'),
    sentence(screen, one.sentence),
    facts(screen, [
      ['Client', clean(one.clientName)],
      ['Deployment', clean(one.deploymentTitle)],
      ['Before', clean(one.before)],
      ['Now', clean(one.after)],
      ['Found', time(screen, one.foundAt)],
      [
        'Decided',
        decision === null
          ? null
          : `${decisionWords[decision.what]}, ${time(screen, decision.at)} by ${clean(decision.by)}: ${clean(decision.because)}`,
      ],
      ['Taken back by', decision?.rollbackId ?? null],
      ['Id', one.id],
    ]),
  );
}

const answers: Readonly<Record<NonNullable<Dependant['answer']>, { readonly word: string; readonly tone: Tone }>> = {
  passed: { word: 'as well as before', tone: 'good' },
  failed: { word: 'WORSE than before', tone: 'failing' },
  'could not measure': { word: 'could not be measured', tone: 'attention' },
  'cannot tell': { word: 'fails, and nobody can tell since when', tone: 'attention' },
};

/** What depends on changed devices, and how it is. */
export function dependantsText(screen: Screen, dependants: readonly Dependant[]): string {
  if (dependants.length === 0) return '';
  const lines = dependants.slice(0, 30).map((one) => {
    const how = one.answer === null ? null : answers[one.answer];
    const state = how === null ? (one.beforeAt === null ? 'not asked yet' : 'asked before the change') : screen.paint(how.word, how.tone);
    const failing = one.after.filter(({ answer }) => answer !== 'passed').map(({ name, detail }) => `${name}: ${detail}`);
    const more = failing.length === 0 ? '' : ` (${clean(failing.join('; '))})`;
    return `  ${clean(one.deviceName)}, which depends on ${clean(one.changedName)}: ${state}${one.accepted ? ', accepted' : ''}${more}`;
  });
  const beyond = dependants.length > 30 ? [`  … and ${dependants.length - 30} more`] : [];
  return ['Devices that depend on these:', ...lines, ...beyond].join('\n');
}
