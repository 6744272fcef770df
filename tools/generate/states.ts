import { commandNames, commands, gateAnswers, holdReasons, runOutcomes, runPhases } from '@fettle/core/deployment';
import type { Generator } from './generator.ts';
import { code, page, table } from './markdown.ts';
import { wordsOf } from './types-of.ts';

const source = 'packages/core/src/deployment/types.ts';

/** docs/reference/states.md: the words of a deployment's state, and what a person may do in which. */
export const statesPage: Generator = {
  path: 'docs/reference/states.md',
  make: async () =>
    page(
      'Deployment states',
      `${source} and commands-table.ts`,
      'The words in which state is told, and the table of what a person may do. State is folded from [events](events.md) and never stored as such.',
      '## Words',
      table(
        ['of', 'words'],
        [
          ['deployment', list(await wordsOf(source, 'DeploymentStatus'))],
          ['ring', list(await wordsOf(source, 'RingPhase'))],
          ['ring, judged at its gate', list(gateAnswers)],
          ['run, in the order of a good one', list(runPhases)],
          ['run, settled', list(runOutcomes)],
          ['hold, its reason', list(holdReasons)],
        ],
      ),
      '## What a person may do',
      'The first reason that holds is the one that is told.',
      table(
        ['command', 'what it does', 'needs', 'while the deployment is', 'refused when'],
        commandNames.map((name) => {
          const { label, does, needs, statuses, refusals } = commands[name];
          return [
            label,
            does,
            code(needs),
            list(statuses),
            refusals.map((refusal) => `${refusal.sentence} (${code(refusal.code)})`).join('<br>'),
          ];
        }),
      ),
    ),
};

function list(words: readonly string[]): string {
  return words.map(code).join(', ');
}
