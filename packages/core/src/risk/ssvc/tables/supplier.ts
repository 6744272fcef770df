/** The tables of those who make software and of those who coordinate reports about it. */
import * as point from '../points.ts';
import type { DecisionPoint, SsvcTable } from '../types.ts';

export const supplier: SsvcTable = {
  id: 'supplier',
  name: 'Supplier Patch Development Priority',
  namespace: 'ssvc',
  key: 'DT_SP',
  version: '1.0.0',
  aliases: ['supplier_patch_development_priority'],
  inputs: [point.exploitation, point.utility, point.technicalImpact, point.publicSafetyImpact],
  outcome: point.priority,
  grid: [
    'none, laborious, partial | D S',
    'none, laborious, total | S O',
    'none, efficient, partial | S O',
    'none, efficient, total | S O',
    'none, super effective, partial | S O',
    'none, super effective, total | O O',
    'public poc, laborious, partial | S O',
    'public poc, laborious, total | S I',
    'public poc, efficient, partial | S I',
    'public poc, efficient, total | O I',
    'public poc, super effective, partial | O I',
    'public poc, super effective, total | O I',
    'active, laborious, partial | O I',
    'active, laborious, total | O I',
    'active, efficient, partial | O I',
    'active, efficient, total | O I',
    'active, super effective, partial | I I',
    'active, super effective, total | I I',
  ],
  letters: { D: 'defer', S: 'scheduled', O: 'out-of-cycle', I: 'immediate' },
};

export const coordinatorPublish: SsvcTable = {
  id: 'coordinator-publish',
  name: 'Coordinator Publish Decision Table',
  namespace: 'ssvc',
  key: 'DT_COORD_PUBLISH',
  version: '1.0.0',
  aliases: ['coordinator_publish_decision_table'],
  inputs: [
    ssvcPoint('Supplier Involvement', 'SINV', 'fix ready FR, cooperative C, uncooperative/unresponsive UU'),
    point.exploitation,
    ssvcPoint('Public Value Added', 'PVA', 'limited L, ampliative A, precedence P'),
  ],
  outcome: ssvcPoint('Publish, Do Not Publish', 'PUBLISH', 'do not publish N, publish P'),
  grid: [
    'fix ready, none | - - P',
    'fix ready, public poc | - - P',
    'fix ready, active | - P P',
    'cooperative, none | - - P',
    'cooperative, public poc | - - P',
    'cooperative, active | - P P',
    'uncooperative/unresponsive, none | - - P',
    'uncooperative/unresponsive, public poc | - P P',
    'uncooperative/unresponsive, active | P P P',
  ],
  letters: { '-': 'do not publish', P: 'publish' },
};

/** Anything known in public, or not yet with the supplier, is declined, but for what is wide, easy to use and dangerous to the public. */
const declined = ['laborious', 'efficient'].flatMap((word) => [`multiple, active, ${word} | D D`, `multiple, unresponsive, ${word} | D D`]);
const notOurs = [
  ...['active', 'unresponsive'].flatMap((engagement) =>
    ['laborious', 'efficient', 'super effective'].map((word) => `one, ${engagement}, ${word} | D D`),
  ),
  ...declined,
  'multiple, active, super effective | D C',
  'multiple, unresponsive, super effective | D C',
];

export const coordinatorTriage: SsvcTable = {
  id: 'coordinator-triage',
  name: 'Coordinator Triage',
  namespace: 'ssvc',
  key: 'DT_COORD_TRIAGE',
  version: '1.0.0',
  aliases: ['coordinator_triage'],
  inputs: [
    ssvcPoint('Report Public', 'RP', 'yes Y, no N'),
    ssvcPoint('Supplier Contacted', 'SCON', 'no N, yes Y'),
    ssvcPoint('Report Credibility', 'RC', 'not credible NC, credible C'),
    ssvcPoint('Supplier Cardinality', 'SC', 'one O, multiple M'),
    ssvcPoint('Supplier Engagement', 'SE', 'active A, unresponsive U'),
    point.utility,
    point.publicSafetyImpact,
  ],
  outcome: { ...ssvcPoint('Decline, Track, Coordinate', 'COORDINATE', 'decline D, track T, coordinate C'), version: '1.0.1' },
  grid: [
    ...['yes, no', 'yes, yes', 'no, no'].flatMap((report) =>
      ['not credible', 'credible'].flatMap((credibility) => notOurs.map((line) => `${report}, ${credibility}, ${line}`)),
    ),
    'no, yes, not credible, one, active, laborious | D D',
    'no, yes, not credible, one, active, efficient | D T',
    'no, yes, not credible, one, active, super effective | D T',
    'no, yes, not credible, one, unresponsive, laborious | D D',
    'no, yes, not credible, one, unresponsive, efficient | D T',
    'no, yes, not credible, one, unresponsive, super effective | D T',
    'no, yes, not credible, multiple, active, laborious | D T',
    'no, yes, not credible, multiple, active, efficient | D T',
    'no, yes, not credible, multiple, active, super effective | T C',
    'no, yes, not credible, multiple, unresponsive, laborious | D T',
    'no, yes, not credible, multiple, unresponsive, efficient | D T',
    'no, yes, not credible, multiple, unresponsive, super effective | T C',
    'no, yes, credible, one, active, laborious | D D',
    'no, yes, credible, one, active, efficient | D T',
    'no, yes, credible, one, active, super effective | D T',
    'no, yes, credible, one, unresponsive, laborious | T C',
    'no, yes, credible, one, unresponsive, efficient | C C',
    'no, yes, credible, one, unresponsive, super effective | C C',
    'no, yes, credible, multiple, active, laborious | D T',
    'no, yes, credible, multiple, active, efficient | D T',
    'no, yes, credible, multiple, active, super effective | C C',
    'no, yes, credible, multiple, unresponsive, laborious | C C',
    'no, yes, credible, multiple, unresponsive, efficient | C C',
    'no, yes, credible, multiple, unresponsive, super effective | C C',
  ],
  letters: { D: 'decline', T: 'track', C: 'coordinate' },
};

/** `words` are `word KEY`, separated by commas. */
function ssvcPoint(name: string, key: string, words: string): DecisionPoint {
  const values = words.split(', ').map((value): readonly [string, string] => {
    const at = value.lastIndexOf(' ');
    return [value.slice(0, at), value.slice(at + 1)];
  });
  return { name, namespace: 'ssvc', key, version: '1.0.0', values };
}
