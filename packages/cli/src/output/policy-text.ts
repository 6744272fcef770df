/** One policy, for a terminal. */
import { parsePolicy, settingInWords } from '@fettle/core/policy';
import type { Ring } from '@fettle/core/policy';
import { describeWindow } from '@fettle/core/windows';
import type { CallOutput } from '@fettle/protocol/client';
import { clean } from './clean.ts';
import { blocks, count, facts, sentence } from './screen.ts';
import type { Screen } from './screen.ts';
import { inZone, local, time } from './times.ts';

type PolicyDetail = CallOutput<'getPolicy'>;

export function policyText(screen: Screen, policy: PolicyDetail): string {
  const read = parsePolicy(policy.body);
  const openings = policy.openings.slice(0, 12).map((one) => openingText(screen, one));
  return blocks(
    screen.paint(`${clean(policy.name)} of ${clean(policy.clientName)}`, 'strong'),
    facts(screen, [
      ['Version', `${policy.version}, saved ${time(screen, policy.savedAt)} by ${clean(policy.savedBy)}`],
      ['Owner', clean(policy.owner)],
      ['Review by', policy.reviewAt],
      ['Devices', String(policy.devices)],
      ['Selects', read.ok ? clean(settingInWords('select', read.policy.select)) : null],
      ['Window', read.ok ? describeWindow(read.policy.window) : 'can not be read: closed'],
      ['Rules', read.ok && read.policy.rules !== undefined ? clean(settingInWords('rules', read.policy.rules)) : null],
      ['Pins', read.ok && read.policy.pins !== undefined ? clean(settingInWords('pins', read.policy.pins)) : null],
      ['Lanes', read.ok && read.policy.lanes !== undefined ? clean(settingInWords('lanes', read.policy.lanes)) : null],
      ['Rings', read.ok ? read.policy.rings.map(ringText).join('; ') : null],
      ['Id', policy.id],
    ]),
    policy.lint.map(({ severity, sentence: text }) => screen.paint(sentence(screen, `${severity}: ${text}`), severity)).join('\n'),
    openings.length === 0 ? 'It does not open.' : ['Opens next:', ...openings].join('\n'),
  );
}

/** By the site's clock and, where that is another, by the viewer's; what closes it stands with it. */
function openingText(screen: Screen, { opensAt, zone, closed, shortenedBy }: PolicyDetail['openings'][number]): string {
  const at = Temporal.Instant.from(opensAt);
  const own = zone === screen.zone ? '' : ` (${local(at, screen.zone)} for you)`;
  const why =
    closed !== null
      ? `, closed: ${closed.kind} ${clean(closed.name)}`
      : shortenedBy === null
        ? ''
        : `, a part of it frozen: ${clean(shortenedBy)}`;
  return `  ${inZone(at, zone)}${own}${why}`;
}

function ringText({ name, members, soak }: Ring): string {
  return `${clean(name)} (${membersText(members)}, soak ${clean(soak)})`;
}

function membersText(members: Ring['members']): string {
  switch (members.kind) {
    case 'devices':
      return count(members.deviceIds.length, 'device');
    case 'share':
      return `${members.percent} %`;
    case 'group':
      return 'a group';
    case 'stand-ins':
      return 'stand-ins';
    case 'rest':
      return 'the rest';
  }
}
