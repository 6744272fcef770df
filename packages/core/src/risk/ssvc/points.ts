/** The decision points of SSVC (https://certcc.github.io/SSVC/reference/decision_points/) that the tables ask. */
import type { DecisionPoint } from './types.ts';

const yesNo = [
  ['no', 'N'],
  ['yes', 'Y'],
] as const;

export const exploitation: DecisionPoint = {
  name: 'Exploitation',
  namespace: 'ssvc',
  key: 'E',
  version: '1.1.0',
  values: [
    ['none', 'N'],
    ['public poc', 'P'],
    ['active', 'A'],
  ],
};

export const automatable: DecisionPoint = { name: 'Automatable', namespace: 'ssvc', key: 'A', version: '2.0.0', values: yesNo };

export const technicalImpact: DecisionPoint = {
  name: 'Technical Impact',
  namespace: 'ssvc',
  key: 'TI',
  version: '1.0.0',
  values: [
    ['partial', 'P'],
    ['total', 'T'],
  ],
};

export const missionAndWellBeing: DecisionPoint = {
  name: 'Mission and Well-Being Impact',
  namespace: 'ssvc',
  key: 'MWI',
  version: '1.0.0',
  values: [
    ['low', 'L'],
    ['medium', 'M'],
    ['high', 'H'],
  ],
};

export const missionPrevalence: DecisionPoint = {
  name: 'Mission Prevalence',
  namespace: 'cisa',
  key: 'MP',
  version: '1.0.0',
  values: [
    ['minimal', 'M'],
    ['support', 'S'],
    ['essential', 'E'],
  ],
};

export const publicWellBeing: DecisionPoint = {
  name: 'Public Well-Being Impact',
  namespace: 'ssvc',
  key: 'PWI',
  version: '1.0.0',
  values: [
    ['minimal', 'M'],
    ['material', 'A'],
    ['irreversible', 'I'],
  ],
};

export const inKev: DecisionPoint = { name: 'In KEV', namespace: 'cisa', key: 'KEV', version: '1.0.0', values: yesNo };

export const publiclyExposed: DecisionPoint = { name: 'Publicly Exposed', namespace: 'cisa', key: 'PE', version: '1.0.0', values: yesNo };

export const systemExposure: DecisionPoint = {
  name: 'System Exposure',
  namespace: 'ssvc',
  key: 'EXP',
  version: '1.0.1',
  values: [
    ['small', 'S'],
    ['controlled', 'C'],
    ['open', 'O'],
  ],
};

export const humanImpact: DecisionPoint = {
  name: 'Human Impact',
  namespace: 'ssvc',
  key: 'HI',
  version: '2.0.2',
  values: [
    ['low', 'L'],
    ['medium', 'M'],
    ['high', 'H'],
    ['very high', 'VH'],
  ],
};

export const safetyImpact: DecisionPoint = {
  name: 'Safety Impact',
  namespace: 'ssvc',
  key: 'SI',
  version: '2.0.1',
  values: [
    ['negligible', 'N'],
    ['marginal', 'M'],
    ['critical', 'R'],
    ['catastrophic', 'C'],
  ],
};

export const missionImpact: DecisionPoint = {
  name: 'Mission Impact',
  namespace: 'ssvc',
  key: 'MI',
  version: '2.0.0',
  values: [
    ['degraded', 'D'],
    ['mef support crippled', 'MSC'],
    ['mef failure', 'MEF'],
    ['mission failure', 'MF'],
  ],
};

export const publicSafetyImpact: DecisionPoint = {
  name: 'Public Safety Impact',
  namespace: 'ssvc',
  key: 'PSI',
  version: '2.0.1',
  values: [
    ['minimal', 'M'],
    ['significant', 'S'],
  ],
};

export const utility: DecisionPoint = {
  name: 'Utility',
  namespace: 'ssvc',
  key: 'U',
  version: '1.0.1',
  values: [
    ['laborious', 'L'],
    ['efficient', 'E'],
    ['super effective', 'S'],
  ],
};

export const valueDensity: DecisionPoint = {
  name: 'Value Density',
  namespace: 'ssvc',
  key: 'VD',
  version: '1.0.0',
  values: [
    ['diffuse', 'D'],
    ['concentrated', 'C'],
  ],
};

/** The outcome of deployers and suppliers. */
export const priority: DecisionPoint = {
  name: 'Defer, Scheduled, Out-of-Cycle, Immediate',
  namespace: 'ssvc',
  key: 'DSOI',
  version: '1.0.0',
  values: [
    ['defer', 'D'],
    ['scheduled', 'S'],
    ['out-of-cycle', 'O'],
    ['immediate', 'I'],
  ],
};
