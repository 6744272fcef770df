/** What one contact is told, from the records of the deployment: facts for the core's words. Pure. */
import { describeHold, describeRun, rulesOf, without } from '@fettle/core/deployment';
import type { DeploymentState, FrozenSpan, Share, Words } from '@fettle/core/deployment';
import type { NoticeFacts } from '@fettle/core/messages';
import { nextOpenings, openingAt } from '@fettle/core/windows';
import type { WindowRule } from '@fettle/core/windows';
import type { ContactRow, PlacedDevice } from './audience.ts';
import type { Occasion } from './occasions.ts';

export type TellAbout = {
  readonly occasion: Occasion;
  readonly contact: ContactRow;
  /** The contact's devices among those of the deployment. */
  readonly devices: readonly PlacedDevice[];
  readonly shares: ReadonlyMap<string, Share>;
  readonly state: DeploymentState;
  readonly names: { readonly client: string; readonly provider: string };
  /** Names of people and of all devices of the deployment by id. */
  readonly nameOf: (id: string) => string;
  readonly now: Temporal.Instant;
  /** Freezes that bind a device in its ring. */
  readonly freezesOf: (device: PlacedDevice, ring: string) => readonly FrozenSpan[];
};

type Span = NoticeFacts['window'];

const mostReasons = 10;
/** Openings that are looked through for one that is not frozen: a deployment lasts 90 days at the most. */
const mostFrozen = 100;

export function factsOf(about: TellAbout): NoticeFacts {
  const { occasion, contact, devices, names, state } = about;
  const sites = sitesOf(about);
  const first = sites.toSorted((a, b) => (a.window?.opensAt ?? '~').localeCompare(b.window?.opensAt ?? '~'))[0];
  const outcome = (id: string) => (occasion.kind === 'planned' ? null : (state.runs[id]?.outcome ?? null));
  return {
    kind: occasion.kind,
    clientName: names.client,
    siteName: inShort(sites.map((site) => site.name)),
    zone: first?.zone ?? 'UTC',
    window: first?.window ?? null,
    ...(sites.length > 1 ? { sites } : {}),
    devices: devices.map(({ id, name }) => {
      const ended = outcome(id);
      return ended === null ? { name } : { name, outcome: ended };
    }),
    updates: updatesOf(about),
    restart: restartOf(about),
    contactName: contact.name,
    providerName: names.provider,
    counts: countsOf(devices, state),
    reasons: reasonsOf(about),
  };
}

/** When the planned change is expected to begin for this contact: the earliest opening of its devices; null: not known. */
export function expectedStart(about: TellAbout): string | null {
  const starts = sitesOf(about).flatMap(({ window }) => (window === null ? [] : [window.opensAt]));
  return starts.toSorted()[0] ?? null;
}

function sitesOf(about: TellAbout): readonly { readonly name: string; readonly zone: string; readonly window: Span }[] {
  const bySite = Map.groupBy(about.devices, (device) => device.siteId);
  return [...bySite.values()]
    .map((devices) => ({ name: devices[0]?.siteName ?? '', zone: devices[0]?.zone ?? 'UTC', window: windowOf(about, devices) }))
    .toSorted((a, b) => a.name.localeCompare(b.name));
}

/** Before: the next opening. While it runs: the one that is open. Afterwards: from when devices were told to begin until the last one's end. */
function windowOf({ occasion, shares, state, now, freezesOf }: TellAbout, devices: readonly PlacedDevice[]): Span {
  if (occasion.kind === 'finished' || occasion.kind === 'failed') return spanOfRuns(devices, state);
  const openings = devices.flatMap((device) => {
    const share = shares.get(device.id);
    if (share === undefined) return [];
    const earliest = Temporal.Instant.from(state.header.rings[share.ring]?.earliest ?? state.header.createdAt);
    const from = Temporal.Instant.compare(earliest, now) > 0 ? earliest : now;
    const closed = freezesOf(device, state.header.rings[share.ring]?.name ?? '').map(inMs);
    const part = firstFree(share.window, from, closed);
    return part === null ? [] : [part];
  });
  const [first] = openings.toSorted((a, b) => a.from - b.from);
  return first === undefined ? null : spanOf(first);
}

type Ms = { readonly from: number; readonly to: number };

/** Of the openings of a window that end after `from`, the first part in which no freeze stands (epoch milliseconds): nothing is announced for a time in which nothing will start. */
export function firstFree(window: WindowRule, from: Temporal.Instant, closed: readonly Ms[]): Ms | null {
  const current = openingAt(window, from);
  const ahead = [...(current === null ? [] : [current]), ...nextOpenings(window, from, closed.length === 0 ? 1 : mostFrozen)];
  const parts = ahead.flatMap(({ opensAt, closesAt }) =>
    without({ from: opensAt.epochMilliseconds, to: closesAt.epochMilliseconds }, closed),
  );
  return parts.find(({ to }) => to > from.epochMilliseconds) ?? null;
}

function inMs({ from, until }: FrozenSpan) {
  return { from: Temporal.Instant.from(from).epochMilliseconds, to: Temporal.Instant.from(until).epochMilliseconds };
}

function spanOf({ from, to }: Ms): NonNullable<Span> {
  const words = (ms: number) => Temporal.Instant.fromEpochMilliseconds(ms).toString();
  return { opensAt: words(from), closesAt: words(to) };
}

function spanOfRuns(devices: readonly PlacedDevice[], state: DeploymentState): Span {
  const runs = devices.flatMap(({ id }) => state.runs[id] ?? []);
  const begins = runs.flatMap((run) => run.notBefore ?? []).toSorted();
  const ends = runs.flatMap((run) => (run.notBefore === null ? [] : (run.settledAt ?? []))).toSorted();
  const [opensAt, closesAt] = [begins[0], ends.at(-1)];
  if (opensAt === undefined || closesAt === undefined || opensAt > closesAt) return null;
  return { opensAt, closesAt };
}

function updatesOf({ devices, shares }: TellAbout): NoticeFacts['updates'] {
  const distinct = new Map<string, NoticeFacts['updates'][number]>();
  for (const { id } of devices)
    for (const { name, from, to } of shares.get(id)?.changes ?? [])
      if (to !== null) distinct.set(`${name}\n${from ?? ''}\n${to}`, { name, from, to });
  return [...distinct.values()].toSorted((a, b) => a.name.localeCompare(b.name));
}

function restartOf({ devices, shares, state }: TellAbout): NoticeFacts['restart'] {
  const wills = devices.map(({ id, restart }) => {
    const rule = rulesOf(state.header, shares.get(id)).restart;
    return rule === 'never' ? 'not-needed' : rule === 'always' ? 'needed' : restart;
  });
  if (wills.includes('needed')) return 'needed';
  return wills.every((will) => will === 'not-needed') ? 'no' : 'possible';
}

function countsOf(devices: readonly PlacedDevice[], state: DeploymentState): NoticeFacts['counts'] {
  const outcomes = devices.map(({ id }) => state.runs[id]?.outcome ?? null);
  const count = (outcome: string) => outcomes.filter((one) => one === outcome).length;
  const [verified, failed, rolledBack] = [count('verified'), count('failed'), count('rolled back')];
  return { verified, failed, rolledBack, other: devices.length - verified - failed - rolledBack };
}

function reasonsOf(about: TellAbout): readonly string[] {
  const { occasion, state, devices } = about;
  if (occasion.kind !== 'failed') return [];
  const words = wordsOf(about);
  const { cancelled } = state;
  const first =
    occasion.hold !== null
      ? [describeHold(occasion.hold, words)]
      : cancelled === null
        ? []
        : [`${about.nameOf(cancelled.by)} cancelled it: ${cancelled.because}`];
  const bad = devices.flatMap(({ id }) => {
    const run = state.runs[id];
    return run === undefined || run.outcome === null || run.outcome === 'verified' ? [] : [describeRun(run, words)];
  });
  const more = bad.length - mostReasons;
  return [...first, ...bad.slice(0, mostReasons), ...(more > 0 ? [`${more} more devices did not end verified.`] : [])];
}

/** Times inside a sentence: in UTC and said so, since a reason may be about devices of several zones. */
function wordsOf({ nameOf, state }: TellAbout): Words {
  return {
    device: nameOf,
    person: nameOf,
    ring: (index) => state.header.rings[index]?.name ?? String(index + 1),
    time: (instant) => `${instant.slice(0, 16).replace('T', ' ')} UTC`,
  };
}

function inShort(names: readonly string[]): string {
  return names.length > 3 ? `${names.slice(0, 3).join(', ')}, …` : names.join(', ');
}
