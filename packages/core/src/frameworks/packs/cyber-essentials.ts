/** UK Cyber Essentials, Requirements for IT Infrastructure 3.3 (https://www.ncsc.gov.uk/cyberessentials/resources). */
import { not, released, severityFrom } from '../conditions.ts';
import { days } from '../durations.ts';
import type { Framework } from '../types.ts';

/** No severity from anybody counts as high by the words of the scheme itself. It asks for the base score of CVSS 3. */
const serious = severityFrom('high', { score: 'base', neither: 'yes' });

const rule = { clause: 'A6.4, A6.5', textVersion: 'Cyber Essentials 3.3', confirmed: true, clock: released } as const;

export const cyberEssentials: Framework = {
  id: 'cyber-essentials-3.3',
  version: '3.3',
  title: 'Cyber Essentials 3.3',
  aliases: ['cyber-essentials', 'cyber-essentials-plus', 'ce', 'ce-3.3', 'ce-plus', 'uk-cyber-essentials', 'uk-cyber-essentials-3.3'],
  scopeText: 'All software and firmware in scope of the certificate; what is no longer supported is removed.',
  covers: 'vulnerabilities',
  rules: [
    {
      ...rule,
      when: serious,
      duration: days(14),
      own: false,
      said: 'Fixes that are critical or high, 7.0 or more by CVSS, or of no stated severity are installed within 14 days of release.',
    },
    { ...rule, when: not(serious), duration: null, own: true, said: 'Less severe fixes have no fixed time.' },
  ],
  duties: [],
};
