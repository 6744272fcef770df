/** The tables of CISA, as CERT/CC publishes them. */
import * as point from '../points.ts';
import type { SsvcTable } from '../types.ts';

export const cisaCoordinator: SsvcTable = {
  id: 'cisa-coordinator',
  name: 'CISA Coordinator',
  namespace: 'cisa',
  key: 'DT_CO',
  version: '2.0.3',
  aliases: ['cisa_coordinator', 'cisa'],
  inputs: [point.exploitation, point.automatable, point.technicalImpact, point.missionAndWellBeing],
  outcome: {
    name: 'CISA Levels',
    namespace: 'cisa',
    key: 'CISA',
    version: '1.1.0',
    values: [
      ['track', 'T'],
      ['track*', 'T*'],
      ['attend', 'AT'],
      ['act', 'AC'],
    ],
  },
  grid: [
    'none, no, partial | T T T',
    'none, no, total | T T *',
    'none, yes, partial | T T A',
    'none, yes, total | T T A',
    'public poc, no, partial | T T *',
    'public poc, no, total | T * A',
    'public poc, yes, partial | T T A',
    'public poc, yes, total | T * A',
    'active, no, partial | T T A',
    'active, no, total | T A !',
    'active, yes, partial | A A !',
    'active, yes, total | A ! !',
  ],
  letters: { T: 'track', '*': 'track*', A: 'attend', '!': 'act' },
};

export const cisaBod2604: SsvcTable = {
  id: 'bod-26-04',
  name: 'CISA BOD 26-04',
  namespace: 'cisa',
  key: 'DT_BOD2604',
  version: '1.0.0',
  aliases: ['cisa_bod_26_04', 'bod2604'],
  inputs: [point.inKev, point.publiclyExposed, point.automatable, point.technicalImpact],
  outcome: {
    name: 'CISA BOD 26-04 Remediation Timelines',
    namespace: 'cisa',
    key: 'BOD2604',
    version: '1.0.0',
    values: [
      ['fix on system upgrade', 'FSU'],
      ['60 days', '60D'],
      ['14 days', '14D'],
      ['3 days', '3D'],
      ['3 days & forensic investigation', '3DF'],
    ],
  },
  grid: [
    'no, no, no | u u',
    'no, no, yes | m m',
    'no, yes, no | m w',
    'no, yes, yes | w d',
    'yes, no, no | w w',
    'yes, no, yes | w F',
    'yes, yes, no | w F',
    'yes, yes, yes | d F',
  ],
  letters: { u: 'fix on system upgrade', m: '60 days', w: '14 days', d: '3 days', F: '3 days & forensic investigation' },
};

/**
 * How CISA's calculator joins the two halves of Mission and Well-Being. Minimal prevalence with material harm is left out of the
 * published words of the decision point; the calculator calls it medium.
 */
export const missionAndWellBeing: SsvcTable = {
  id: 'mission-and-well-being',
  name: 'Mission and Well-Being Impact',
  namespace: 'cisa',
  key: 'DT_MWI',
  version: '1.0.0',
  aliases: ['mission_well_being'],
  inputs: [point.missionPrevalence, point.publicWellBeing],
  outcome: point.missionAndWellBeing,
  grid: ['minimal | L M H', 'support | M M H', 'essential | H H H'],
  letters: { L: 'low', M: 'medium', H: 'high' },
};
