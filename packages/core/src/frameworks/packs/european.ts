/**
 * European law. None of it names a number of days: NIS2 with Implementing Regulation (EU) 2024/2690, DORA with Delegated Regulation
 * (EU) 2024/1774, and the GDPR (https://eur-lex.europa.eu).
 */
import { always, from, released } from '../conditions.ts';
import { days } from '../durations.ts';
import type { Framework } from '../types.ts';

export const nis2: Framework = {
  id: 'nis2',
  version: '2024/2690',
  title: 'NIS2',
  aliases: ['nis-2', 'nis2-art-21', 'cir-2024-2690', 'nis2-directive', 'eu-2022-2555'],
  scopeText: 'Providers of managed services, of managed security services, of cloud, DNS and others, directly.',
  covers: 'updates',
  rules: [
    {
      clause: 'art. 21(2)(e); annex 6.6',
      textVersion: 'Implementing Regulation (EU) 2024/2690, June 2024 draft wording',
      confirmed: true,
      when: always,
      clock: released,
      duration: null,
      own: true,
      said: 'Fixes are installed within a reasonable time after they become available, tested before; why one is not is documented.',
    },
  ],
  duties: [],
};

export const dora: Framework = {
  id: 'dora',
  version: '2024/1774',
  title: 'DORA',
  aliases: ['dora-rts', 'dora-rts-2024-1774', 'eu-2022-2554', 'dora-art-10'],
  scopeText: 'Financial entities of the European Union and those who provide their technology.',
  covers: 'vulnerabilities',
  rules: [
    {
      clause: 'art. 10(4)',
      textVersion: 'Delegated Regulation (EU) 2024/1774',
      confirmed: true,
      when: always,
      clock: from('detected'),
      duration: null,
      own: true,
      said: 'The entity sets deadlines itself and escalates when one is missed.',
    },
  ],
  duties: [
    {
      clause: 'art. 10',
      confirmed: true,
      when: always,
      every: days(7),
      said: 'Scan automatically what supports critical or important functions.',
    },
  ],
};

export const gdpr: Framework = {
  id: 'gdpr-32',
  version: '2016/679',
  title: 'GDPR, article 32',
  aliases: ['gdpr', 'gdpr-art-32', 'gdpr-article-32', 'dsgvo', 'eu-2016-679'],
  scopeText: 'Processing of personal data.',
  covers: 'vulnerabilities',
  rules: [
    {
      clause: 'art. 32',
      textVersion: 'Regulation (EU) 2016/679',
      confirmed: false,
      when: always,
      clock: released,
      duration: null,
      own: true,
      said: 'Measures are appropriate to the risk and the state of the art, and are tested and evaluated regularly.',
    },
  ],
  duties: [],
};
