/** A spec for a person who is to approve it: who, what exactly, in which order, when at the earliest, and the way back. All of it comes from the spec that was hashed. */
import { laterInWords, ownWayInWords, rebuildInWords, snapshotInWords } from '@fettle/core/rollback';
import { checkInWords, commandInWords, hooksInWords } from '@fettle/core/deployment';
import type { DeviceRules, HealthCheck, SpecHeader, TimingRules } from '@fettle/core/deployment';
import { restartWhenWords } from '@fettle/core/restarts';
import { describeWindow, missedWords, nextOpenings, openingAt } from '@fettle/core/windows';
import { formatFingerprint } from '@fettle/proof/fingerprint';
import { clean } from '../output/clean.ts';
import { blocks, count, facts, sentence } from '../output/screen.ts';
import type { Screen } from '../output/screen.ts';
import { inZone, span, time } from '../output/times.ts';
import { changeText, countChanges, groupShares } from './groups.ts';
import type { ShareGroup } from './groups.ts';
import type { CheckedSpec } from './read-spec.ts';

export type Names = { readonly client: string; readonly device: (deviceId: string) => string };

export function specText(screen: Screen, spec: CheckedSpec, names: Names): string {
  const { header, shares } = spec;
  const groups = groupShares(shares);
  const rings = header.rings.map((_, ring) =>
    ringText(
      screen,
      header,
      ring,
      groups.filter((group) => group.ring === ring),
      names,
    ),
  );
  return blocks(
    screen.paint(clean(header.title), 'strong'),
    facts(screen, factsOf(screen, spec, names)),
    ...rings,
    sentence(screen, 'Names are what the server calls these devices; what a device obeys is its own key, shown by its first characters.'),
  );
}

function factsOf(screen: Screen, { header, shares, hash }: CheckedSpec, names: Names): (readonly [string, string | null])[] {
  const { changes, installed, removed, withoutWayBack } = countChanges(shares);
  const more = [installed > 0 ? `${installed} of them new packages` : '', removed > 0 ? `${removed} REMOVALS` : ''].filter(
    (part) => part !== '',
  );
  return [
    ['Client', `${clean(names.client)} (${header.clientId})`],
    ['Reason', header.reason === '' ? null : clean(header.reason)],
    ['Devices', `${shares.length}, with ${[count(changes, 'change'), ...more].join(', ')}`],
    ['Way back', withoutWayBack === 0 ? 'every device can go back' : `NONE on ${count(withoutWayBack, 'device')}: see below`],
    ['Roll-back', header.rollback === 'automatic' ? 'a device whose change fails goes back by itself' : 'by a person'],
    ['Drill', header.drill === true ? 'each device goes back once it is changed and well' : null],
    ['Restarts', { never: 'never', 'if-needed': 'where a change asks for one', always: 'every device' }[header.restart]],
    ...timingFacts(header),
    [
      'Pace',
      `${header.pace.maxParallel} at once, ${header.pace.devicesPerHour} an hour; ${header.failureBudget === 0 ? 'holds at the first failure' : `bears ${count(header.failureBudget, 'failure')}, then holds`}`,
    ],
    ['Approvals', header.approvalsNeeded === undefined ? null : `${header.approvalsNeeded} different approvers`],
    ['Offline', header.startOffline ? 'a device out of contact may start as it was told' : 'a device out of contact does not start'],
    ['Checks', header.checks.length === 0 ? 'none' : header.checks.map(checkText).join('; ')],
    ['Dependants', dependantsOf(header, names)],
    ['Policy', `${header.policy.id}, version ${header.policy.version}`],
    ['Follows', header.predecessor === null ? null : `${header.predecessor.deploymentId} (${header.predecessor.kind})`],
    ['Ends', `nothing starts after ${time(screen, header.expiresAt)}`],
    ['Fingerprint', formatFingerprint(hash)],
  ];
}

/** Who is asked because a device changes that it depends on. */
function dependantsOf({ dependants = [] }: SpecHeader, names: Names): string | null {
  if (dependants.length === 0) return null;
  const told = dependants
    .slice(0, 10)
    .map(({ deviceId, checks }) => `${clean(names.device(deviceId))} (${checks.map(checkText).join('; ')})`);
  return `asked before and after: ${told.join(', ')}${dependants.length > 10 ? `, and ${dependants.length - 10} more` : ''}`;
}

/** Nothing where what holds anyway does. */
function timingFacts({ restartWhen, missed, hooks }: TimingRules): readonly (readonly [string, string])[] {
  return [
    ...(restartWhen === undefined ? [] : [['A restart', restartWhenWords(restartWhen)] as const]),
    ...(missed === undefined ? [] : [['Missed', `a device that misses its window ${missedWords(missed)}`] as const]),
    ...(hooks === undefined ? [] : [['Commands', hooksInWords(hooks)] as const]),
  ];
}

function ringText(screen: Screen, header: SpecHeader, index: number, groups: readonly ShareGroup[], names: Names): string {
  const ring = header.rings[index];
  if (ring === undefined) return '';
  const devices = groups.reduce((total, group) => total + group.shares.length, 0);
  const { minVerified, minRate, soak } = ring.gate;
  const gate = `then at least ${minVerified} and ${Math.round(minRate * 100)} % verified, and healthy for ${soakText(soak)}`;
  return [
    screen.paint(`Ring ${index + 1}, ${clean(ring.name)}: ${count(devices, 'device')}`, 'strong'),
    sentence(screen, `not before ${time(screen, ring.earliest)}; ${gate}`, '  '),
    ...groups.map((group) => groupText(screen, ring.earliest, group, names)),
  ].join('\n');
}

function groupText(screen: Screen, earliest: string, { like, shares }: ShareGroup, names: Names): string {
  const devices = shares.map((share) => `${clean(names.device(share.deviceId))} (${share.deviceKeyId.slice(0, 8)})`).join(', ');
  const longest = Math.max(...shares.map(({ expectedSeconds }) => expectedSeconds));
  return [
    sentence(screen, devices, '  '),
    ...like.changes.map((change) => screen.paint(`    ${clean(changeText(change))}`, change.to === null ? 'failing' : 'plain')),
    ...(like.by === undefined ? [] : [screen.paint(sentence(screen, laterInWords(like.by, like.changes), '    '), 'attention')]),
    sentence(screen, `start: ${startText(screen, earliest, like)}; takes about ${span(longest)}`, '    '),
    wayBackText(screen, like),
    ...(like.rules === undefined
      ? []
      : [screen.paint(sentence(screen, `by its own policy: ${rulesText(like.rules)}`, '    '), 'attention')]),
  ].join('\n');
}

/** When a device of this window can start first: at the ring's time (or now, if that is past) where the window is open then, else at its next opening. */
function startText(screen: Screen, earliest: string, { window }: ShareGroup['like']): string {
  const ring = Temporal.Instant.from(earliest);
  const from = Temporal.Instant.compare(ring, screen.now) > 0 ? ring : screen.now;
  const open = openingAt(window, from);
  const next = open === null ? nextOpenings(window, from, 1)[0] : undefined;
  const when =
    open !== null
      ? `open from ${inZone(from, window.zone)}, until ${inZone(open.closesAt, window.zone)}`
      : next === undefined
        ? 'it does not open any more'
        : `next ${inZone(next.opensAt, window.zone)}`;
  return `${describeWindow(window)}, ${window.zone}; ${when}`;
}

const byWords = {
  downgrade: '',
  snapshot: 'by a snapshot, ',
  reinstall: 'by installing anew, ',
  history: 'by the history of its package manager, ',
  rebuild: 'by a rebuild, by a person, ',
} as const;

function wayBackText(screen: Screen, { wayBack }: ShareGroup['like']): string {
  if (wayBack.kind === 'none') return screen.paint(sentence(screen, `way back: NONE, because ${wayBack.because}`, '    '), 'attention');
  const by = wayBack.kind === 'command' ? `by the signed command ${commandInWords(wayBack.command)}, ` : byWords[wayBack.kind];
  const over = (wayBack.passedOver ?? []).map(({ way, because }) => sentence(screen, `passed over: ${way}: ${because}`, '      '));
  const own = ownWayInWords(wayBack);
  const words =
    wayBack.kind === 'snapshot'
      ? snapshotInWords(wayBack.scope)
      : wayBack.kind === 'rebuild'
        ? rebuildInWords(wayBack.rebuild)
        : own === null
          ? []
          : [own];
  const scope = words.map((line) => sentence(screen, line, '      '));
  return [sentence(screen, `way back: ${by}${wayBack.changes.map(changeText).join(', ')}`, '    '), ...scope, ...over].join('\n');
}

function rulesText({ restart, restartWhen, missed, rollback, startOffline, checks }: DeviceRules): string {
  return [
    `restarts ${{ never: 'never', 'if-needed': 'where a change asks for one', always: 'after every change' }[restart]}`,
    ...(restartWhen === undefined ? [] : [restartWhenWords(restartWhen)]),
    ...(missed === undefined ? [] : [`where it missed its window, it ${missedWords(missed)}`]),
    rollback === 'automatic' ? 'goes back by itself' : 'goes back by a person',
    startOffline ? 'may start out of contact' : 'does not start out of contact',
    `checks: ${checks.length === 0 ? 'none' : checks.map(checkText).join('; ')}`,
  ].join('; ');
}

function checkText(check: HealthCheck): string {
  return clean(`${check.name}: ${checkInWords(check)}`);
}

/** `PT2H` as `2 h`; what can not be read stays as it is written. */
function soakText(soak: string): string {
  try {
    return span(Temporal.Duration.from(soak).total({ unit: 'seconds', relativeTo: '2026-01-01' }));
  } catch {
    return clean(soak);
  }
}
