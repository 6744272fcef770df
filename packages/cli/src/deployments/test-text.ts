/** The test plan of a deployment and what its rings had shown, for a terminal. */
import { attachedInWords, evidenceInWords } from '@fettle/core/deployment';
import { clean } from '../output/clean.ts';
import type { Tone } from '../output/paint.ts';
import { sentence } from '../output/screen.ts';
import type { Screen } from '../output/screen.ts';
import { time } from '../output/times.ts';
import type { Deployment } from './types.ts';

const tones: Readonly<Record<'good' | 'attention' | 'failing', Tone>> = { good: 'good', attention: 'attention', failing: 'failing' };

/** Whether it was tested, each step with its result, then the evidence of each ring that has passed. */
export function testText(screen: Screen, { tests = [], testStanding, rings }: Deployment): string {
  const standing = testStanding ?? null;
  const lines = [
    ...(standing === null ? [] : [screen.paint(sentence(screen, standing.sentence), tones[standing.level])]),
    ...tests.map(({ name, what, expected, said, whatToDo }) => {
      const result =
        said === null
          ? 'open'
          : `${said.result}${said.accepted ? ', accepted' : ''}, by ${clean(said.by)}: ${clean(said.detail)}${clean(attachedInWords(said.attachments))}`;
      const how = expected === null ? `check ${clean(what)}` : `${clean(what)} Expected: ${clean(expected)}`;
      return sentence(screen, `${clean(name)}: ${result}. ${how} Otherwise: ${clean(whatToDo)}`, '  ');
    }),
    ...rings.flatMap(({ name, evidence }) =>
      evidence === undefined
        ? []
        : [
            sentence(
              screen,
              `Ring ${clean(name)} passed with ${evidence.verified} of ${evidence.counted} verified. ${evidenceInWords(evidence, {
                time: (at) => time(screen, at),
                person: (by) => by,
              })
                .map((one) => clean(one))
                .join(' ')}`,
              '  ',
            ),
          ],
    ),
  ];
  return lines.length === 0 ? '' : ['Tested:', ...lines].join('\n');
}
