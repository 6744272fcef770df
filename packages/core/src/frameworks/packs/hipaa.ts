/**
 * The HIPAA Security Rule (https://www.ecfr.gov/current/title-45/part-164) and, beside it, what was proposed in January 2025
 * (https://www.federalregister.gov/d/2024-30983), to which nobody is held yet.
 */
import { always, from, not, severityFrom } from '../conditions.ts';
import { days } from '../durations.ts';
import type { Framework } from '../types.ts';

const rights = 'Every system with electronic protected health information.';

export const hipaa: Framework = {
  id: 'hipaa',
  version: '2013',
  title: 'HIPAA Security Rule',
  aliases: ['hipaa-in-force', 'hipaa-security-rule', '45-cfr-164'],
  scopeText: rights,
  covers: 'vulnerabilities',
  rules: [
    {
      clause: '164.308(a)(1)(ii)(A)-(B), (a)(5)(ii)(B), (a)(8)',
      textVersion: '45 CFR 164, in force',
      confirmed: false,
      when: always,
      clock: from('detected'),
      duration: null,
      own: true,
      said: 'Risks are analysed and reduced to a reasonable level.',
    },
  ],
  duties: [],
};

const proposed = {
  clause: 'patch management, proposed',
  textVersion: 'Notice of proposed rulemaking of January 2025, not in force',
  /* The need is known when the device is seen to lack it, and there is nothing to install before the release: the later of the two. */
  clock: { pick: 'latest', of: ['released', 'detected'] },
} as const;

export const hipaaProposed: Framework = {
  id: 'hipaa-proposed',
  version: '2025-01 proposal',
  title: 'HIPAA Security Rule, proposed',
  aliases: ['hipaa-nprm', 'hipaa-2025', 'hipaa-proposal'],
  scopeText: rights,
  covers: 'vulnerabilities',
  rules: [
    {
      ...proposed,
      confirmed: true,
      when: severityFrom('critical'),
      duration: days(15),
      own: false,
      said: 'Critical fixes within 15 calendar days of knowing the need, or of the fix becoming available.',
    },
    {
      ...proposed,
      confirmed: false,
      when: severityFrom('high'),
      duration: days(30),
      own: false,
      said: 'High fixes within 30 calendar days of knowing the need, or of the fix becoming available.',
    },
    {
      ...proposed,
      confirmed: false,
      when: not(severityFrom('high')),
      duration: null,
      own: true,
      said: 'Other fixes in a reasonable time that the organisation sets.',
    },
  ],
  duties: [],
};
