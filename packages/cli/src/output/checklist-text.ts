/** The twelve steps of a client, and of all clients, for a terminal. */
import { standardRules, stepStates } from '@fettle/core/checklist';
import type { CallOutput } from '@fettle/protocol/client';
import { clean } from './clean.ts';
import { sentence } from './screen.ts';
import type { Screen } from './screen.ts';
import { table } from './table.ts';
import { age, local } from './times.ts';

/** A line for the step with its state in words and since when, and its reasons under it. */
export function checklistText(screen: Screen, { clientName, scope, day, at, steps }: CallOutput<'getChecklist'>): string {
  const when = day ?? (at === null ? '' : local(Temporal.Instant.from(at), screen.zone));
  const of = scope.kind === 'client' ? '' : `, ${scope.kind} ${clean(scope.name)}`;
  const undecided =
    scope.undecided === 0 ? [] : [sentence(screen, `Of ${scope.undecided} more it can not be said whether they are in the group.`, '')];
  const head = `${screen.paint(clean(clientName), 'strong')}${of}, ${when}`;
  const lines = steps.flatMap(({ step, title, state, since, sentence: why, reasons }) => [
    `${step}. ${title}: ${screen.paint(state, state === 'unknown' ? 'muted' : state)}${since === null ? '' : `, since ${local(Temporal.Instant.from(since), screen.zone)}`}`,
    ...(reasons.length === 0
      ? [sentence(screen, why, '   ')]
      : reasons.map((reason) => sentence(screen, `${reason.state}: ${reason.sentence}`, '   '))),
  ]);
  return [head, ...undecided, ...lines].join('\n');
}

/** A row a client: which steps are in which state, and when that was computed. */
export function checklistsText(screen: Screen, clients: CallOutput<'listChecklists'>['items']): string {
  if (clients.length === 0) return 'No client.';
  return table(
    screen,
    [{ title: 'client', atLeast: 12 }, ...stepStates.map((state) => ({ title: state, atLeast: 8 })), { title: 'computed', atLeast: 16 }],
    clients.map(({ clientName, at, steps }) => [
      clientName,
      ...stepStates.map((state) => {
        const own = steps.filter((one) => one.state === state).map(({ step }) => step);
        return own.length === 0 ? '-' : own.join(' ');
      }),
      at === null ? 'not computed' : local(Temporal.Instant.from(at), screen.zone),
    ]),
  );
}

/** Rules that hold, beside the standard ones, and who said so. */
export function checklistRulesText(screen: Screen, rules: CallOutput<'getChecklistRules'>): string {
  const lines = [
    `A device is to be scanned within ${rules.scanHours} hours (the standard is ${standardRules.scanHours}).`,
    `A deadline is at risk ${rules.riskDays} days ahead, where no deployment has it (the standard is ${standardRules.riskDays}).`,
    rules.attentionFails.length === 0
      ? 'What needs attention is not failing in any step.'
      : `What needs attention counts as failing in: ${rules.attentionFails.join(', ')}.`,
  ];
  const { changed } = rules;
  const by = changed === null ? [] : [`Set ${age(screen, changed.at)} by ${clean(changed.by)}: ${clean(changed.because)}`];
  return [...lines, ...by].join('\n');
}
