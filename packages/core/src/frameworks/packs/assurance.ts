/** SOC 2 (AICPA Trust Services Criteria) and ISO/IEC 27001:2022. Both hold an organisation to times that it sets itself. */
import { always, from } from '../conditions.ts';
import type { Framework, Rule } from '../types.ts';

export const soc2: Framework = {
  id: 'soc-2',
  version: '2017, revised 2022',
  title: 'SOC 2',
  aliases: ['soc2', 'soc-2-cc7.1', 'soc-2-type-2', 'soc-2-type-ii', 'aicpa-tsc'],
  scopeText: 'The systems of the report.',
  covers: 'vulnerabilities',
  rules: [
    own(
      'CC7.1',
      'Trust Services Criteria 2017, points of focus of 2022',
      'Vulnerabilities are mended in the time of the organisation’s own policy.',
    ),
  ],
  duties: [
    {
      clause: 'CC8.1',
      confirmed: true,
      when: always,
      every: null,
      said: 'Changes are requested, justified, tested and approved by another person, with a way back.',
    },
  ],
};

export const iso27001: Framework = {
  id: 'iso-27001',
  version: '2022',
  title: 'ISO/IEC 27001:2022',
  aliases: ['iso27001', 'iso-27001-2022', 'iso-iec-27001', 'iso-27001-a.8.8', 'iso-27002'],
  scopeText: 'The systems in use of the management system.',
  covers: 'vulnerabilities',
  rules: [
    own(
      'A.8.8',
      'ISO/IEC 27001:2022',
      'Exposure is evaluated and appropriate measures are taken in the time of the organisation’s own policy.',
    ),
  ],
  duties: [
    {
      clause: 'A.8.32',
      confirmed: false,
      when: always,
      every: null,
      said: 'Changes follow a procedure with test, approval and fall-back.',
    },
  ],
};

function own(clause: string, textVersion: string, said: string): Rule {
  return { clause, textVersion, confirmed: true, when: always, clock: from('detected'), duration: null, own: true, said };
}
