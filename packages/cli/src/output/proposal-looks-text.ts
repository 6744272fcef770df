/** What is proposed by itself, for a terminal. */
import type { CallOutput } from '@fettle/protocol/client';
import { clean } from './clean.ts';
import { blocks, facts } from './screen.ts';
import type { Screen } from './screen.ts';
import { time } from './times.ts';

type Look = CallOutput<'listProposalLooks'>['items'][number];

/** One block a client; clients where a person proposes are counted in one line at the end. */
export function proposalLooksText(screen: Screen, looks: readonly Look[]): string {
  const byItself = looks.filter((look) => look.byItself);
  const byPerson = looks.length - byItself.length;
  const rest = byPerson === 1 ? 'At one client a person proposes.' : `At ${byPerson} clients a person proposes.`;
  return blocks(...byItself.map((look) => lookText(screen, look)), byPerson === 0 ? '' : rest);
}

function lookText(screen: Screen, { clientName, sentence, lookedAt, nextAt, trouble, lanes }: Look): string {
  return blocks(
    screen.paint(clean(clientName), 'strong'),
    facts(screen, [
      ['Policy', clean(sentence)],
      ['Looked at', time(screen, lookedAt, 'not yet')],
      ['Looks next', time(screen, nextAt)],
      ...lanes.map((lane): readonly [string, string] => [
        lane.lane === null ? 'It did' : clean(`Lane ${lane.lane}`),
        clean([lane.sentence, ...(lane.trouble === null ? [] : [lane.trouble]), ...lane.deploymentIds].join(' ')),
      ]),
      ...(trouble === null ? [] : [['Trouble', screen.paint(clean(trouble), 'attention')] as const]),
    ]),
  );
}
