/** What the daily look found about policies of the made-up installation. */
import type { CallOutput } from '@fettle/protocol/client';
import { policy } from './world-settings.ts';
import { at, clients, devices, id } from './world.ts';

type Finding = CallOutput<'listPolicyFindings'>['items'][number];

const own = devices.filter(({ clientId }) => clientId === policy.clientId);
const names = own.slice(0, 8).map(({ id: deviceId, name }) => ({ id: deviceId, name, because: null }));
const gap: Finding = {
  id: id(33, 1),
  clientId: policy.clientId,
  clientName: policy.clientName,
  code: 'window-gap-beyond-deadline',
  severity: 'failing',
  policyId: policy.id,
  policyName: policy.name,
  policyLevel: 'client',
  path: 'window',
  sentence:
    'The longest wait between two openings in Europe/Berlin is 28 days (from 2026-03-29 to 2026-04-26); updates must be in within 14 days (Service level agreement, urgent: Urgent updates within 14 days).',
  evidence: { devices: own.length, names },
  openedAt: at(-60 * 50),
  seenAt: at(-120),
  goneAt: null,
};
export const policyFindings: readonly Finding[] = [
  gap,
  {
    ...gap,
    id: id(33, 2),
    code: 'automatic-updates-beside',
    severity: 'attention',
    policyId: null,
    policyName: '',
    policyLevel: null,
    path: '',
    sentence:
      'One device installs updates by the system’s own automatic updates beside Fettle, at any time: no window, ring, freeze or check holds for those. Switch them off there (unattended-upgrades: apt-daily-upgrade.timer is enabled).',
    evidence: { devices: 1, names: names.slice(0, 1) },
  },
];
export const policyStandings: CallOutput<'listPolicyStandings'>['items'] = clients.map((client, index) => ({
  clientId: client.id,
  clientName: client.name,
  state: client.id === policy.clientId ? 'failing' : index === 4 ? 'attention' : 'good',
  sentence:
    client.id === policy.clientId
      ? `${gap.sentence} And 1 more.`
      : index === 4
        ? 'Its policies were not looked at yet: it is not known how they stand.'
        : 'Each of its devices has one whole policy, and nothing in it contradicts.',
  lookedAt: index === 4 ? null : at(-120),
  trouble: null,
  devices: client.devices,
  failing: client.id === policy.clientId ? 1 : 0,
  attention: client.id === policy.clientId ? 1 : 0,
  links: client.id === policy.clientId ? [{ kind: 'policy', policyId: policy.id, sentence: gap.sentence }] : [],
}));
