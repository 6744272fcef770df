/** What the made-up policy selects: a line of each kind. */
import type { CallOutput } from '@fettle/protocol/client';
import { at } from './world.ts';

type Selection = CallOutput<'previewSelection'>;
type Line = Selection['lines'][number];

const line = (n: number, name: string, says: Partial<Line>): Line => ({
  softwareId: String(900 + n),
  name,
  version: `${n}.4.2-1`,
  class: 'security',
  decision: 'select',
  sentence: 'Policy “Servers” selects security updates.',
  until: null,
  dateSource: null,
  lane: 'rest',
  devices: n,
  deviceNames: ['srv-web-01', 'srv-db-02'].slice(0, n),
  ...says,
});

const lines: readonly Line[] = [
  line(2, 'openssl', { lane: 'urgent', sentence: 'Selected: rule 1, “what is exploited goes first”.' }),
  line(3, 'tzdata', { class: 'normal' }),
  line(1, 'lab-viewer', {
    decision: 'unknown',
    sentence:
      'Release date unknown: rule 2, “viewers wait a fortnight” asks how old it is, and nobody published that. It waits for a person.',
  }),
  line(4, 'firefox-esr', {
    decision: 'defer',
    until: at(2 * 24 * 60),
    dateSource: 'advisory',
    sentence: 'Deferred until 4 Dec 2026: rule 3, “browsers wait a week” (released 2026-11-27, as its advisory says).',
  }),
  line(1, 'postgresql-17', {
    decision: 'pin',
    sentence: 'Kept by a pin: postgresql-* stays at 15.*. The maker of the till supports no other.',
  }),
  line(2, 'docker.io', { decision: 'block', sentence: 'Blocked: rule 4, “no containers here”. Nobody answers for them.' }),
];

export const selection: Selection = {
  asOf: at(0),
  problems: [],
  devices: { all: 8, looked: 8 },
  counts: (['select', 'unknown', 'defer', 'pin', 'block'] as const).map((decision) => {
    const own = lines.filter((one) => one.decision === decision);
    return { decision, updates: own.length, devices: own.reduce((sum, { devices }) => sum + devices, 0) };
  }),
  lanes: [
    { name: 'urgent', words: 'updates, urgency urgent', updates: 1, devices: 2 },
    { name: 'rest', words: 'all that no other lane takes', updates: 1, devices: 3 },
  ],
  lines: [...lines],
  more: 0,
};

export const deploymentSelection: CallOutput<'getDeploymentSelection'> = { lane: 'urgent', lines: [...lines], more: 0 };
