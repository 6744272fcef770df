/** What one contact is told, from the records of the deployment: facts for the core's words. Pure. */
import { describeHold, describeRun, rulesOf } from '@fettle/core/deployment';
import type { DeploymentState, Words } from '@fettle/core/deployment';
import type { NoticeFacts, NoticeKind } from '@fettle/core/messages';
import { openingAt } from '@fettle/core/windows';
import type { ContactRow, PlacedDevice } from './audience.ts';
import { openingAhead } from './expected.ts';
import type { Expecting, Span } from './expected.ts';
import type { Occasion } from './occasions.ts';

export type TellAbout = Expecting & {
  readonly occasion: Occasion;
  readonly contact: ContactRow;
  /** The contact's devices among those of the deployment. */
  readonly devices: readonly PlacedDevice[];
  readonly names: { readonly client: string; readonly provider: string };
  /** Names of people and of all devices of the deployment by id. */
  readonly nameOf: (id: string) => string;
  /** The opening that this contact was told last; null: that it is not known; not there: they were told nothing. */
  readonly announced?: Span;
  /** How many invitations to the change this contact was sent. */
  readonly invited: number;
};

const mostReasons = 10;

export function factsOf(about: TellAbout): NoticeFacts {
  const { occasion, contact, devices, names, state } = about;
  const sites = sitesOf(about);
  const first = sites.toSorted((a, b) => (a.window?.opensAt ?? '~').localeCompare(b.window?.opensAt ?? '~'))[0];
  const outcome = (id: string) => (tellsAhead(occasion.kind) ? null : (state.runs[id]?.outcome ?? null));
  const expectedMinutes = minutesOf(about);
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
    ...(expectedMinutes === null ? {} : { expectedMinutes }),
    ...(about.announced === undefined ? {} : { announced: about.announced }),
    contactName: contact.name,
    providerName: names.provider,
    counts: countsOf(devices, state),
    reasons: reasonsOf(about),
  };
}

/** Before it begins there are no outcomes to tell. */
export function tellsAhead(kind: NoticeKind): boolean {
  return kind === 'planned' || kind === 'reminder' || kind === 'rescheduled';
}

/** Minutes that the slowest of the devices is expected to take, rounded up; null: no share says. */
function minutesOf({ devices, shares }: TellAbout): number | null {
  const seconds = devices.flatMap(({ id }) => shares.get(id)?.expectedSeconds ?? []);
  return seconds.length === 0 ? null : Math.max(1, Math.ceil(Math.max(...seconds) / 60));
}

function sitesOf(about: TellAbout): readonly { readonly name: string; readonly zone: string; readonly window: Span }[] {
  const bySite = Map.groupBy(about.devices, (device) => device.siteId);
  return [...bySite.values()]
    .map((devices) => ({ name: devices[0]?.siteName ?? '', zone: devices[0]?.zone ?? 'UTC', window: windowOf(about, devices) }))
    .toSorted((a, b) => a.name.localeCompare(b.name));
}

/** Before: the next opening. While it runs: the one that is open. Afterwards: from when devices were told to begin until the last one's end. */
function windowOf(about: TellAbout, devices: readonly PlacedDevice[]): Span {
  const { kind } = about.occasion;
  if (kind === 'finished' || kind === 'failed') return spanOfRuns(devices, about.state);
  if (kind === 'started') return spanUnderWay(about, devices);
  return openingAhead(about, devices);
}

/** The opening that is under way; outside of one, as where a missed window is made up for, the time that the devices were given. */
function spanUnderWay({ shares, state, now }: TellAbout, devices: readonly PlacedDevice[]): Span {
  const open = devices.flatMap(({ id }) => {
    const window = shares.get(id)?.window;
    const opening = window === undefined ? null : openingAt(window, now);
    return opening === null ? [] : [{ opensAt: opening.opensAt.toString(), closesAt: opening.closesAt.toString() }];
  });
  const given = devices.flatMap(({ id }) => {
    const { notBefore = null, notAfter = null } = state.runs[id] ?? {};
    return notBefore === null || notAfter === null ? [] : [{ opensAt: notBefore, closesAt: notAfter }];
  });
  const earliest = (spans: readonly NonNullable<Span>[]) => spans.toSorted((a, b) => a.opensAt.localeCompare(b.opensAt))[0];
  return earliest(open) ?? earliest(given) ?? null;
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
  if (occasion.kind !== 'failed' && occasion.kind !== 'cancelled') return [];
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
