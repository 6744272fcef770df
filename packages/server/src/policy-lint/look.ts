/** One look at a client's policies as they hold for its devices just now: each distinct policy is looked over with the zones, freezes, promises and devices that it has. */
import { shortestTime } from '@fettle/core/frameworks';
import { assignRings, lintPolicy, standInPlaceOf, standInPlaceSentence } from '@fettle/core/policy';
import type { LintWorld, Policy } from '@fettle/core/policy';
import { standInCodes } from '@fettle/core/stand-ins';
import type { StandInCode } from '@fettle/core/stand-ins';
import { sql } from 'kysely';
import { frameworksOf } from '../agreements/index.ts';
import type { HeldFramework } from '../agreements/index.ts';
import { aheadFor, layForClient, layForDevices, notCovered, notWhole, readAhead, readCovered, wholeOf } from '../policies/index.ts';
import type { LaidDevice } from '../policies/index.ts';
import { among } from '../platform/database/index.ts';
import type { Context, Tx } from '../platform/feature.ts';
import { standInStandings } from '../stand-ins/index.ts';
import type { StandInOf } from '../stand-ins/index.ts';
import { foundOf, make, merged } from './found.ts';
import type { Found, Named } from './found.ts';

type DeviceRow = {
  readonly id: string;
  readonly name: string;
  readonly zone: string;
  readonly exposure: string | null;
  readonly restart_pending: boolean | null;
  /** As the agent told it; null: an agent that does not look, or it could not be read. */
  readonly automatic: { readonly state: string; readonly detail: string } | null;
};
type Part = { readonly found: Found; readonly devices: readonly Named[] };
export type Look = { readonly devices: number; readonly found: readonly Found[] };

/** What it finds, of all devices or of these; nothing is written. */
export async function lookAtPolicies(
  tx: Tx,
  context: Context,
  clientId: string,
  deviceIds: readonly string[] | null = null,
): Promise<Look> {
  const devices = await readDevices(tx, clientId, deviceIds);
  // Rings are shared out among all of them.
  const all = await layForDevices(tx, clientId, null);
  const laid = deviceIds === null ? all : new Map([...all].filter(([id]) => devices.has(id)));
  const known = await readAhead(tx, context, [clientId]);
  const held = await frameworksOf(tx, clientId, context.now().slice(0, 10));
  const whole = wholeOf(await layForClient(tx, clientId));
  const from = context.clock.now();
  const rings = whole === null ? null : await ringsNow(tx, clientId, whole, [...all.keys()]);
  const standIns = (await standInStandings(tx, clientId, context.now())).filter(
    ({ deviceId }) => deviceIds === null || devices.has(deviceId),
  );
  const parts: Part[] = [...ungoverned(laid), ...automatic(devices), ...standInParts(standIns), ...notBefore(standIns, rings)];
  // Devices of which the same levels hold share what was laid together for them.
  for (const [effective, group] of Map.groupBy(laid, ([, one]) => one.effective)) {
    const own = group.flatMap(([id]) => devices.get(id) ?? []);
    const first = group[0]?.[1];
    const policy = first === undefined || notWhole(first) !== null ? null : wholeOf(first);
    const named = own.map(({ id, name }): Named => ({ id, name, because: null }));
    parts.push(...overdue(effective, named, from));
    if (policy === null) continue;
    const { freezes, lists, ofDevices } = aheadFor(known, clientId, policy);
    const world: LintWorld = {
      zones: [...new Set(own.map(({ zone }) => zone))].toSorted(),
      from,
      freezes,
      lists,
      took: ofDevices?.took ?? [],
      untriedWaysBack: (ofDevices?.untriedWaysBack ?? []).filter((name) => own.some((one) => one.name === name)),
      waitingForRestart: own.filter((one) => one.restart_pending === true).length,
      promised: promisedTo(own, held),
      ringDevices: rings?.counts,
      notCovered: rings?.lacking ?? [],
    };
    for (const lint of lintPolicy(policy, world)) {
      if (lint.code === 'review-overdue') continue;
      const about = lint.code === 'restart-never-and-waiting' ? named.filter((_, at) => own[at]?.restart_pending === true) : named;
      parts.push({ found: foundOf(lint, effective, about), devices: about });
    }
  }
  return { devices: laid.size, found: merged(parts) };
}

/** Rings are the client's, whatever narrower levels say: how many devices each has, and what the first ones do not stand for. */
async function ringsNow(tx: Tx, clientId: string, policy: Policy, deviceIds: readonly string[]) {
  const covered = await readCovered(tx, clientId, policy);
  const ringOf = assignRings(policy, deviceIds, covered.groups.members);
  const rings = [...ringOf.values()];
  return {
    counts: policy.rings.map((_, index) => rings.filter((ring) => ring === index).length),
    lacking: notCovered(policy, covered, deviceIds),
    names: policy.rings.map(({ name }) => name),
    ringOf,
  };
}

/** The tightest time on any of these devices; one that a framework does not speak of is not held to it. */
function promisedTo(devices: readonly DeviceRow[], held: readonly HeldFramework[]): LintWorld['promised'] {
  const all = held.flatMap(({ framework, own, outOfScope }) => {
    const bound = devices.filter(({ id }) => !outOfScope.has(id));
    const shortest = bound.length === 0 ? null : shortestTime([{ framework, own }], new Set(bound.map(({ exposure }) => exposure)));
    return shortest === null ? [] : [shortest];
  });
  return all.toSorted((a, b) => a.days - b.days)[0];
}

function ungoverned(laid: ReadonlyMap<string, LaidDevice>): readonly Part[] {
  const lacking = [...laid].flatMap(([id, one]): readonly Named[] => {
    const because = notWhole(one);
    return because === null ? [] : [{ id, name: one.name, because }];
  });
  const [first] = lacking;
  if (first === undefined) return [];
  const count =
    lacking.length === 1 ? `${first.name} has no whole policy` : `${lacking.length} of ${laid.size} devices have no whole policy`;
  const sentence = `${count}: nothing can be deployed to ${lacking.length === 1 ? 'it' : 'them'}. ${lacking.length === 1 ? '' : `${first.name}: `}${first.because ?? ''}`;
  return [{ found: make({ code: 'device-without-policy', severity: 'failing', path: '', sentence }, null, lacking), devices: lacking }];
}

/** Devices that install updates by themselves besides: no window, ring or freeze binds those. */
function automatic(devices: ReadonlyMap<string, DeviceRow>): readonly Part[] {
  const on = [...devices.values()].flatMap(({ id, name, automatic: told }): readonly Named[] =>
    told?.state === 'installs' ? [{ id, name, because: told.detail }] : [],
  );
  const [first] = on;
  if (first === undefined) return [];
  const who = on.length === 1 ? `${first.name} installs` : `${on.length} devices install`;
  const sentence = `${who} updates by the system’s own automatic updates beside Fettle, at any time: no window, ring, freeze or check holds for those. Switch them off there (${first.because ?? ''}).`;
  return [{ found: make({ code: 'automatic-updates-beside', severity: 'attention', path: '', sentence }, null, on), devices: on }];
}

const standInWords: Readonly<Record<StandInCode, string>> = {
  'stand-in.none': 'mission-critical, and no stand-in is named on which changes are tried first',
  'stand-in.gone': 'the stand-in was retired',
  'stand-in.silent': 'the stand-in is silent or in quarantine',
  'stand-in.differs': 'the stand-in differs from the device',
  'stand-in.not-told': 'whether the stand-in differs from the device can not be said',
  'stand-in.review': 'the stand-in should have been looked at again',
};

/** Mission-critical devices whose changes nobody can try first, or on something that is no longer like them: one record of a kind, with its devices. */
function standInParts(standings: readonly StandInOf[]): readonly Part[] {
  return standInCodes.flatMap((code): readonly Part[] => {
    const lacking = standings.flatMap(({ deviceId, deviceName, tier, standing }): readonly Named[] => {
      const own = tier === 'mission-critical' ? standing.reasons.filter((reason) => reason.code === code) : [];
      return own.length === 0 ? [] : [{ id: deviceId, name: deviceName, because: own.map(({ sentence }) => sentence).join(' ') }];
    });
    const [first] = lacking;
    if (first === undefined) return [];
    const remedy = standings.flatMap(({ standing }) => standing.reasons).find((reason) => reason.code === code)?.remedy ?? '';
    const who = lacking.slice(0, 3).map(({ name }) => name);
    const more = lacking.length - who.length;
    const said = lacking.length === 1 ? (first.because ?? '') : `${standInWords[code]}.`;
    const sentence = `${who.join(', ')}${more > 0 ? ` and ${more} more` : ''}: ${said} ${remedy}`;
    // Nothing of a policy contradicts itself: a person should know.
    return [{ found: make({ code: code.replace('.', '-'), severity: 'attention', path: '', sentence }, null, lacking), devices: lacking }];
  });
}

type Rings = { readonly names: readonly string[]; readonly ringOf: ReadonlyMap<string, number> };

/** Mission-critical devices whose stand-in is a device in their own ring or a later one: it shows nothing in time. Where there is one ring, nothing is tried first at all. */
function notBefore(standings: readonly StandInOf[], rings: Rings | null): readonly Part[] {
  if (rings === null || rings.names.length < 2) return [];
  const late = standings.flatMap(({ deviceId: id, deviceName: name, tier, record }): readonly Named[] => {
    const by = record === null ? null : { deviceId: record.stand_in_device_id, name: record.stand_in_name };
    const found = tier === 'mission-critical' ? standInPlaceOf(id, by, (device) => rings.ringOf.get(device)) : null;
    if (found === null || (found.place !== 'same' && found.place !== 'later')) return [];
    const standInRing = rings.names[found.standInRing ?? -1] ?? '';
    return [{ id, name, because: standInPlaceSentence({ name, by, place: found.place, standInRing }) }];
  });
  const [first] = late;
  if (first === undefined) return [];
  const who =
    late.length === 1 ? (first.because ?? '') : `${late.length} mission-critical devices have their stand-in in no ring before their own.`;
  const sentence = `${who} Put the stand-in in an earlier ring, or let a ring before have the stand-ins.`;
  return [{ found: make({ code: 'stand-in-not-before', severity: 'attention', path: '', sentence }, null, late), devices: late }];
}

/** Each level has a review of its own. */
function overdue(effective: LaidDevice['effective'], devices: readonly Named[], from: Temporal.Instant): readonly Part[] {
  const today = from.toString().slice(0, 10);
  return effective.from.flatMap((origin): readonly Part[] => {
    if (origin.reviewAt >= today) return [];
    const sentence = `It should have been reviewed by ${origin.reviewAt}; ${origin.owner} answers for it.`;
    return [{ found: make({ code: 'review-overdue', severity: 'attention', path: 'reviewAt', sentence }, origin, devices), devices }];
  });
}

async function readDevices(tx: Tx, clientId: string, deviceIds: readonly string[] | null): Promise<ReadonlyMap<string, DeviceRow>> {
  const found = await sql<DeviceRow>`
    select d.id, d.name, s.zone, d.exposure, v.restart_pending, v.runtime -> 'automaticUpdates' as automatic
    from device d join site s on s.client_id = d.client_id and s.id = d.site_id left join device_inventory v on v.device_id = d.id
    where d.client_id = ${clientId} and d.status <> 'retired' and ${among('d.id', deviceIds)} order by d.name, d.id`.execute(tx);
  return new Map(found.rows.map((row) => [row.id, row]));
}
