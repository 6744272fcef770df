/**
 * Whether a deployment, and what it does on one device, lies within a grant. The same rules decide on the server, whether a person has to be asked, and on every device,
 * whether it obeys: a device has no other word for it than the grant that was signed, the share that it was given, and its own package manager.
 */
import { approvalsNeeded } from '../deployment/approvals.ts';
import type { Change } from '../deployment/change.ts';
import { rulesOf, timingOf } from '../deployment/spec.ts';
import type { Share, SpecHeader } from '../deployment/spec.ts';
import { day, toInstant, toMs } from '../deployment/instants.ts';
import { blockOfNew, matchesPattern, soakSeconds } from '../policy/index.ts';
import { grantedTo } from './make.ts';
import { mayBeInLane, whyNotSelected } from './may-select.ts';
import type { KnownOffer } from './may-select.ts';
import { isSame } from './same.ts';
import type { Grant, GrantLane, GrantRules } from './types.ts';

/** So many different approvers must have signed the grant for this deployment. */
export function approvalsNeededUnder(grant: Grant, header: SpecHeader): number {
  return Math.max(grant.approvalsNeeded, approvalsNeeded(header));
}

/** Why the deployment as a whole is not within it, in sentences; empty: it is. `until`: the end of the standing approval (RFC 3339). */
export function headerOutside(grant: Grant, header: SpecHeader, until: string): readonly string[] {
  const { policy, predecessor } = header;
  return [
    header.clientId === grant.clientId ? null : 'It is of another client than what was granted.',
    policy.id === grant.policy.id && policy.version === grant.policy.version
      ? null
      : `It was made by version ${policy.version} of its policy, and version ${grant.policy.version}${policy.id === grant.policy.id ? '' : ' of another policy'} was granted.`,
    predecessor?.kind === 'rollback' ? 'It takes an earlier deployment back, and that is for a person to approve.' : null,
    header.drill === true ? 'It is a drill of ways back, and that is for a person to approve.' : null,
    toMs(header.expiresAt) <= toMs(until)
      ? null
      : `It may start until ${header.expiresAt}, and the standing approval ends before that, at ${until}.`,
    header.failureBudget <= grant.failureBudget
      ? null
      : `It bears ${header.failureBudget} failures, and ${grant.failureBudget} are granted.`,
  ].filter((one) => one !== null);
}

/** Why a share's rules are not within what is granted in this lane, as far as that can be told without the package manager; empty: they are. */
export function shareOutside(grant: Grant, laneAt: number, header: SpecHeader, share: Share, now: string): readonly string[] {
  const rules = grantedTo(grant, share.deviceId);
  const lane = grant.lanes[laneAt];
  if (rules === null || lane === undefined) return ['Nothing is granted for this device.'];
  return [
    share.direction === 'forward' ? null : 'It goes back, and that is for a person to approve.',
    share.by === undefined ? null : `It goes back by ${share.by}, which removes packages, and no standing approval grants that.`,
    ...ringsOutside(lane, header),
    windowOutside(rules, laneAt, header, share, now),
    ...rulesOutside(rules, header, share),
    ...share.changes.map((change) => (change.to === null ? `It removes ${change.name}.` : null)),
    wayBackOutside(share),
    filesOutside(share),
  ].filter((one) => one !== null);
}

/** Rings of the lane in their order, some of them left out where they have no device; none of them asking for less, none earlier than the soaks before it. */
function ringsOutside({ rings, pace, name }: GrantLane, header: SpecHeader): readonly (string | null)[] {
  const of = name === null ? '' : ` in lane “${name}”`;
  let from = 0;
  let earliest: number | null = null;
  const problems: (string | null)[] = [
    header.pace.maxParallel <= pace.maxParallel && header.pace.devicesPerHour <= pace.devicesPerHour
      ? null
      : `It may go faster than ${pace.maxParallel} devices at once and ${pace.devicesPerHour} an hour, which is granted${of}.`,
  ];
  for (const ring of header.rings) {
    const at = rings.findIndex((one, index) => index >= from && one.name === ring.name);
    const granted = rings[at]?.gate;
    const limits = rings[at]?.pace;
    if (granted === undefined || limits === undefined)
      return [...problems, `Its ring ${ring.name} is not one of those granted${of}, in their order.`];
    from = at + 1;
    const soak = soakSeconds(ring.gate.soak) ?? -1;
    if (
      soak < (soakSeconds(granted.soak) ?? Infinity) ||
      ring.gate.minRate < granted.minRate ||
      ring.gate.minVerified < Math.min(granted.minVerified, 1)
    )
      problems.push(`The gate of ring ${ring.name} asks for less than what is granted.`);
    if (isFaster(ring.pace?.maxParallel, limits.maxParallel) || isFaster(ring.pace?.devicesPerHour, limits.devicesPerHour))
      problems.push(`Ring ${ring.name} may go faster than what is granted for it.`);
    if (earliest !== null && toMs(ring.earliest) < earliest)
      problems.push(`Ring ${ring.name} may start before the ring ahead of it has soaked.`);
    earliest = toMs(ring.earliest) + Math.max(soak, 0) * 1_000;
  }
  return problems;
}

function isFaster(pace: number | undefined, granted: number | null): boolean {
  return granted !== null && (pace ?? Infinity) > granted;
}

/** The granted window, with at least the days on which that does not open, as far as they are still ahead. */
function windowOutside(rules: GrantRules, laneAt: number, header: SpecHeader, share: Share, now: string): string | null {
  const granted = rules.windows[laneAt];
  if (granted === undefined) return 'No window is granted for it.';
  const { zone, except = [], ...shape } = share.window;
  const { except: closed = [], ...grantedShape } = granted;
  if (zone !== rules.zone) return `Its window is read in ${zone}, and ${rules.zone} is granted.`;
  if (!isSame(shape, grantedShape)) return 'Its window is another than the one that is granted.';
  // An opening may have begun a week ago, and four weeks after the day of its rule.
  const first = toInstant(toMs(now) - 34 * day).slice(0, 10);
  const last = toInstant(toMs(header.expiresAt) + day).slice(0, 10);
  const open = closed.filter((one) => one >= first && one <= last && !except.includes(one));
  return open.length === 0 ? null : `Its window opens on ${open.slice(0, 3).join(', ')}, and is closed there in what is granted.`;
}

const restartOrder = ['never', 'if-needed', 'always'] as const;

function rulesOutside(granted: GrantRules, header: SpecHeader, share: Share): readonly (string | null)[] {
  const own = rulesOf(header, share);
  const { restartWhen, missed, hooks } = timingOf(granted);
  return [
    restartOrder.indexOf(own.restart) <= restartOrder.indexOf(granted.restart)
      ? null
      : `It restarts ${own.restart}, and ${granted.restart} is granted.`,
    isSame(own.restartWhen ?? null, restartWhen ?? null) ? null : 'Its restarts take place at another time than what is granted.',
    own.missed === undefined || isSame(own.missed, missed ?? null) ? null : 'What it does about a missed window is not what is granted.',
    isSame(own.checks, granted.checks) ? null : 'Its health checks are not those that are granted.',
    isSame(own.hooks ?? null, hooks ?? null) ? null : 'The commands that it runs around the change are not those that are granted.',
    granted.withoutWayBack === 'forbid' && share.wayBack.kind === 'none'
      ? 'It has no way back, and changes without one are not granted.'
      : null,
    own.rollback === granted.rollback ? null : `A failed change goes back ${own.rollback}, and ${granted.rollback} is granted.`,
    !own.startOffline || granted.startOffline ? null : 'It may start out of contact, which is not granted.',
  ];
}

/** A way back leads to what the device has before this very change, and to nothing else: else a failing check would bring an old version at will. */
function wayBackOutside({ changes, wayBack }: Share): string | null {
  if (wayBack.kind === 'none') return null;
  if (wayBack.kind === 'command')
    return `Its way back is the signed command “${wayBack.command.name}”, and no command is granted for that.`;
  if (wayBack.kind === 'snapshot')
    return 'Its way back is a snapshot, with which everything written since is lost, and no standing approval grants that.';
  if (wayBack.kind === 'rebuild') return 'Its way back is that a person builds it anew, and no standing approval grants that.';
  if (wayBack.kind === 'reinstall' || wayBack.kind === 'history')
    return `Its way back (${wayBack.kind}) removes packages, and no standing approval grants that.`;
  const other = wayBack.changes.find(
    (back) =>
      !changes.some(
        (one) =>
          one.manager === back.manager && one.name === back.name && one.from !== null && one.from === back.to && one.to === back.from,
      ),
  );
  return other === undefined
    ? null
    : `Its way back would bring ${other.name} ${other.to ?? '(removed)'}, which is not what it has before the change.`;
}

function filesOutside({ changes, files, wayBack }: Share): string | null {
  const isOf = (list: readonly Change[]) => (file: { readonly name: string; readonly version: string }) =>
    list.some(({ name, to }) => name === file.name && to === file.version);
  const other =
    files.find((file) => !isOf(changes)(file)) ??
    (wayBack.kind === 'none' ? undefined : wayBack.files.find((file) => !isOf(wayBack.changes)(file)));
  return other === undefined ? null : `It takes ${other.name} ${other.version}, which none of its changes asks for.`;
}

/** What a device's package manager offers, as it says itself. */
export type OfferHere = KnownOffer & { readonly manager: string; readonly architecture: string; readonly from: string };

/**
 * Why the changes are not what these offers bring under the grant, in sentences; empty: they are. Whether the others bring a package along that comes new is for a simulation
 * to say; here it is only held against the names that the grant keeps out, for whoever signed it was shown those.
 */
export function changesOutside(
  grant: Grant,
  laneAt: number,
  share: Pick<Share, 'deviceId' | 'changes'>,
  offers: readonly OfferHere[],
  now: string,
): readonly string[] {
  const rules = grantedTo(grant, share.deviceId);
  if (rules === null) return ['Nothing is granted for this device.'];
  const today = dayAt(now, rules.zone);
  const upgrades = share.changes.filter(({ from }) => from !== null);
  if (upgrades.length === 0) return ['It updates nothing that is installed, and new packages alone are not granted.'];
  const kept = share.changes.filter(({ from }) => from === null).flatMap((change) => keptOut(rules, change) ?? []);
  const others = upgrades.flatMap((change) => {
    const what = `${change.name} ${change.to ?? '(removed)'}`;
    const offer = offers.find((one) => isOffered(one, change));
    if (offer === undefined) return [`${what}: the package manager of the device does not offer it for ${change.from ?? ''}.`];
    const why = whyNotSelected(rules, offer, today);
    if (why !== null) return [`${what}: ${why}.`];
    return mayBeInLane(grant.lanes, laneAt, offer) ? [] : [`${what}: it does not go in lane “${grant.lanes[laneAt]?.name ?? ''}”.`];
  });
  return [...kept, ...others];
}

/** Why a package may not come new, by its name; null: its name is not kept out. Its class and its source are not known, so that a rule that blocks it under conditions blocks it. */
function keptOut({ select, rules, pins }: GrantRules, { name, to }: Change): string | null {
  const what = `${name} ${to ?? '(removed)'} would come new, and`;
  const excluded = select.exclude.find((pattern) => matchesPattern(pattern, name));
  if (excluded !== undefined) return `${what} packages named ${excluded} are excluded.`;
  const pin = pins.find((one) => matchesPattern(one.package, name));
  if (pin !== undefined && !matchesPattern(pin.version, to ?? '')) return `${what} ${pin.package} is pinned at ${pin.version}.`;
  const blocked = blockOfNew(rules, [name]);
  return blocked === null ? null : `${what} rule “${blocked.name}” blocks it.`;
}

function isOffered(offer: OfferHere, { manager, name, architecture, from, to }: Change): boolean {
  return offer.manager === manager && offer.name === name && offer.architecture === architecture && offer.from === from && offer.to === to;
}

function dayAt(now: string, zone: string): string {
  try {
    return Temporal.Instant.from(now).toZonedDateTimeISO(zone).toPlainDate().toString();
  } catch {
    // Where the zone can not be read the window is closed anyway.
    return now.slice(0, 10);
  }
}
