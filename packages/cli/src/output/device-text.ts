/** One device, for a terminal. */
import type { CallOutput } from '@fettle/protocol/client';
import { clean } from './clean.ts';
import { offerTable } from './offer-table.ts';
import type { Tone } from './paint.ts';
import { blocks, count, facts, sentence } from './screen.ts';
import type { Screen } from './screen.ts';
import { time } from './times.ts';

type Device = CallOutput<'getDevice'>;
type Offers = CallOutput<'getDeviceUpdates'>['items'];

export const healthTone: Readonly<Record<Device['health'], Tone>> = {
  good: 'good',
  attention: 'attention',
  failing: 'failing',
  unknown: 'attention',
};

export function deviceText(screen: Screen, device: Device, offers: Offers): string {
  return blocks(
    screen.paint(`${clean(device.name)} of ${clean(device.clientName)}, ${clean(device.siteName)}`, 'strong'),
    facts(screen, factsOf(screen, device)),
    device.trouble === null ? null : sentence(screen, `${device.trouble.cause} ${device.trouble.nextStep}`),
    device.problems.map((problem) => sentence(screen, `${problem.cause} ${problem.nextStep}`, '  ')).join('\n'),
    device.waitingOn.map(({ title, sentence: why }) => sentence(screen, `${title}: ${why}`, '  ')).join('\n'),
    missingText(screen, device, offers),
  );
}

function factsOf(screen: Screen, device: Device): (readonly [string, string | null])[] {
  const { system, runtime } = device;
  const pending = runtime?.restartPending ?? null;
  return [
    ['Health', `${device.health}: ${clean(device.healthReason)}`],
    [
      'Status',
      device.status === 'active' ? null : `${device.status}${device.quarantine === null ? '' : `: ${clean(device.quarantine.because)}`}`,
    ],
    ['System', system === null ? 'unknown' : clean(`${system.os.prettyName}, Linux ${system.kernel}, ${system.architecture}`)],
    [
      'Agent',
      `${device.agentVersion === null ? 'version unknown' : clean(device.agentVersion)}, ${device.mode === 'manage' ? 'may change this device' : 'only observes'}`,
    ],
    ['Seen', time(screen, device.lastSeenAt)],
    ['Lists', `refreshed ${time(screen, device.listsRefreshedAt, 'at an unknown time')}`],
    [
      'Restart',
      pending === null
        ? 'unknown whether one is pending'
        : pending.length === 0
          ? null
          : pending.map(({ detail }) => clean(detail)).join('; '),
    ],
    ['Policy', device.policy === null ? 'none' : `${clean(device.policy.name)}, version ${device.policy.version}`],
    ['Tier', device.tier],
    ['Depends on', device.dependsOn.map(({ name }) => clean(name)).join(', ')],
    ['Key', device.keyId],
    ['Id', device.id],
  ];
}

function missingText(screen: Screen, device: Device, offers: Offers): string {
  if (device.missing === null) return 'What it misses is unknown.';
  if (offers.length === 0) return 'It misses nothing that its sources offer.';
  const security = offers.filter((offer) => offer.class === 'security').length;
  return `It misses ${count(offers.length, 'update')}, ${security} of them from a security pocket:\n${offerTable(screen, offers)}`;
}
