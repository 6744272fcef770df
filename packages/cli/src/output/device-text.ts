/** One device, for a terminal. */
import { noRestartInContainer } from '@fettle/core/inventory';
import type { CallOutput } from '@fettle/protocol/client';
import { clean } from './clean.ts';
import { deadlineTable } from './deadline-table.ts';
import { exposureText } from './exposure-text.ts';
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
    deadlineTable(screen, offers),
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
          ? noRestartInContainer(system?.virtualisation ?? null)
          : pending.map(({ detail }) => clean(detail)).join('; '),
    ],
    ['Policy', device.policy === null ? 'none' : `${clean(device.policy.name)}, version ${device.policy.version}`],
    ['Tier', device.tier],
    ['Carries', device.service === null ? 'not set' : clean(device.service)],
    ['Its outage', device.outage === null ? 'what it means is not set' : clean(device.outage)],
    ['Exposure', clean(exposureText(device))],
    ['Depends on', device.dependsOn.map(({ name }) => clean(name)).join(', ')],
    ['Runs on', device.host === null ? null : clean(device.host.name)],
    ['Hosts', device.guests.map(({ name }) => clean(name)).join(', ')],
    ['Clusters', device.clusters.map(({ name, most }) => `${clean(name)} (${most} at once)`).join(', ')],
    ['Unwell', device.unwell === null ? null : `a change ended ${device.unwell.outcome}, ${time(screen, device.unwell.since)}`],
    ['Key', device.keyId],
    ['Id', device.id],
  ];
}

/** What could go wrong with each update; that nobody has checked for a way back is true of nearly all, and left out where it stands alone. */
function risks(screen: Screen, offers: Offers): string {
  const told = offers.filter(({ patchRisk }) =>
    patchRisk.reasons.some(({ code }) => code !== 'no-way-back' && code !== 'nothing-known-against'),
  );
  if (told.length === 0) return '';
  const lines = told.map(({ name, to, patchRisk: { level, reasons } }) =>
    sentence(screen, clean(`${name} ${to}: patch risk ${level}. ${reasons.map((reason) => reason.sentence).join(' ')}`), '  '),
  );
  return `\n\nWhat could go wrong:\n${lines.join('\n')}`;
}

/** What a person said of the urgency of some of them, and what the rules say. */
function saidOf(screen: Screen, offers: Offers): string {
  const lines = offers.flatMap(({ name, to, reasons, word }) => {
    if (word === null) return [];
    const rules =
      word.ruled === null ? 'By the rules it is the same.' : `By the rules it is ${word.ruled.urgency}: ${word.ruled.reasons.join(' ')}`;
    return [sentence(screen, clean(`${name} ${to}: ${word.notFollowed ?? reasons[0] ?? ''} ${rules}`), '  ')];
  });
  return lines.length === 0 ? '' : `\n\nWhat people said of their urgency:\n${lines.join('\n')}`;
}

function missingText(screen: Screen, device: Device, offers: Offers): string {
  if (device.missing === null) return 'What it misses is unknown.';
  if (offers.length === 0) return 'It misses nothing that its sources offer.';
  const security = offers.filter((offer) => offer.class === 'security').length;
  return `It misses ${count(offers.length, 'update')}, ${security} of them from a security pocket:\n${offerTable(screen, offers)}${saidOf(screen, offers)}${risks(screen, offers)}`;
}
