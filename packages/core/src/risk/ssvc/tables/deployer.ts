/** The table of those who run software. */
import * as point from '../points.ts';
import type { SsvcTable } from '../types.ts';

export const deployer: SsvcTable = {
  id: 'deployer',
  name: 'Deployer Patch Application Priority',
  namespace: 'ssvc',
  key: 'DT_DP',
  version: '1.0.0',
  aliases: ['deployer_patch_application_priority'],
  inputs: [point.exploitation, point.systemExposure, point.automatable, point.humanImpact],
  outcome: point.priority,
  grid: [
    'none, small, no | D D S S',
    'none, small, yes | D S S S',
    'none, controlled, no | D S S S',
    'none, controlled, yes | S S S S',
    'none, open, no | D S S S',
    'none, open, yes | S S S O',
    'public poc, small, no | D S S S',
    'public poc, small, yes | S S S S',
    'public poc, controlled, no | D S S S',
    'public poc, controlled, yes | S S S O',
    'public poc, open, no | S S S O',
    'public poc, open, yes | S S O O',
    'active, small, no | S S O O',
    'active, small, yes | S O O O',
    'active, controlled, no | S S O O',
    'active, controlled, yes | O O O O',
    'active, open, no | S O O I',
    'active, open, yes | O O I I',
  ],
  letters: { D: 'defer', S: 'scheduled', O: 'out-of-cycle', I: 'immediate' },
};

export const humanImpact: SsvcTable = {
  id: 'human-impact',
  name: 'Human Impact',
  namespace: 'ssvc',
  key: 'DT_HI',
  version: '1.0.0',
  aliases: ['human_impact'],
  inputs: [point.safetyImpact, point.missionImpact],
  outcome: point.humanImpact,
  grid: ['negligible | L L M V', 'marginal | L L M V', 'critical | M H H V', 'catastrophic | V V V V'],
  letters: { L: 'low', M: 'medium', H: 'high', V: 'very high' },
};

export const publicSafetyImpact: SsvcTable = {
  id: 'public-safety-impact',
  name: 'Public Safety Impact',
  namespace: 'ssvc',
  key: 'DT_PSI',
  version: '1.0.0',
  aliases: ['public_safety_impact'],
  inputs: [point.safetyImpact],
  outcome: point.publicSafetyImpact,
  grid: ['| M S S S'],
  letters: { M: 'minimal', S: 'significant' },
};

export const utility: SsvcTable = {
  id: 'utility',
  name: 'Utility',
  namespace: 'ssvc',
  key: 'DT_U',
  version: '1.0.0',
  aliases: [],
  inputs: [point.automatable, point.valueDensity],
  outcome: point.utility,
  grid: ['no | L E', 'yes | E S'],
  letters: { L: 'laborious', E: 'efficient', S: 'super effective' },
};
