/** CIS Critical Security Controls 8.1, control 7 (https://www.cisecurity.org/controls/v8-1). */
import { always, from, not } from '../conditions.ts';
import { months } from '../durations.ts';
import type { Clock, Framework, Rule, When } from '../types.ts';

const system: When = { kind: 'software', classes: ['os', 'driver', 'firmware'] };
/** The control asks for a monthly cycle and names no event: a device's own offer does where the release is not known. */
const cycle: Clock = { pick: 'first-known', of: ['released', 'offered'] };

export const cis81: Framework = {
  id: 'cis-8.1',
  version: '8.1',
  title: 'CIS Controls 8.1',
  aliases: ['cis', 'cis-v8.1', 'cis-controls', 'cis-controls-8.1', 'cis-controls-v8.1', 'cis-csc-8.1', 'cis-8', 'cis-controls-8'],
  scopeText: 'All enterprise assets.',
  covers: 'updates',
  rules: [
    rule('7.3', true, system, cycle, 'Operating systems are updated automatically, monthly or more often.'),
    rule('7.4', false, not(system), cycle, 'Applications are updated automatically, monthly or more often.'),
    rule('7.7', false, always, from('detected'), 'Detected vulnerabilities are mended monthly or more often.'),
  ],
  duties: [
    { clause: '7.2', confirmed: false, when: always, every: months(1), said: 'Review the risk-based strategy of remediation.' },
    { clause: '7.5', confirmed: false, when: always, every: months(3), said: 'Scan inside for vulnerabilities.' },
    { clause: '7.6', confirmed: false, when: always, every: months(1), said: 'Scan what is exposed for vulnerabilities.' },
  ],
};

function rule(clause: string, confirmed: boolean, when: When, clock: Clock, said: string): Rule {
  return { clause, textVersion: 'CIS Controls 8.1', confirmed, when, clock, duration: months(1), own: false, said };
}
