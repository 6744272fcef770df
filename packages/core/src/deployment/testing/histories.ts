/**
 * Random histories of a deployment: devices come and go, reports are late and repeated, servers crash and race, people wish, decisions and freezes come and go. The laws that
 * they are held to stand in `world.ts`: `mustBeAllowed` at each event, `mustExplainItself` and `mustAddNothing` at each commit, `mustMissNothing` at some, `mustBeSound` and `mustReplay` at the end.
 */
import type { Bandwidth } from '../bandwidth.ts';
import fc from 'fast-check';
import { acceptableDevices } from '../acceptable.ts';
import { approve, command, isRefusal } from '../command.ts';
import { day, hour, minute, toInstant, toMs } from '../instants.ts';
import type { CatchUp, MissedRule, Rolling } from '../../windows/index.ts';
import { currentRing } from '../rings.ts';
import { isInFlight, runsOf } from '../runs.ts';
import type { Spec, SpecHeader } from '../spec.ts';
import type { TestResult, TestStep } from '../test-steps.ts';
import type { Wish } from '../types.ts';
import { always, anyTime, buildSpec, nightly, serviceCheck, specHash, startOfTests, unreadable, weekly } from './build.ts';
import type { Behaviour } from './sim-device.ts';
import type { Outsider, World, WorldLimit } from './world.ts';
import {
  callBack,
  commit,
  decideOtherwise,
  declareFreeze,
  endFreezes,
  look,
  must,
  mustBeSound,
  mustReplay,
  newWorld,
  passTime,
  record,
  think,
} from './world.ts';

const expiresAt = toInstant(toMs(startOfTests) + 6 * day);

const manualStep: TestStep = {
  kind: 'manual',
  name: 'sign in',
  instruction: 'Sign in.',
  expected: 'It works.',
  onFailure: 'hold',
  whatToDo: 'Ask.',
};
const checkStep: TestStep = { kind: 'check', name: 'web is up', check: 'web', onFailure: 'hold', whatToDo: 'Ask.' };

const office = { days: ['MO', 'TU', 'WE', 'TH', 'FR'], from: '08:00', to: '17:00' } as const;
const catchUp: CatchUp = { kind: 'catch-up', onMains: true, maxLoadPercent: 80, notDuring: office };
const rolling: Rolling = { ...catchUp, kind: 'rolling', hours: 2, days: 2 };

export const spec: fc.Arbitrary<Spec> = fc
  .record({
    sizes: fc.array(fc.integer({ min: 1, max: 3 }), { minLength: 1, maxLength: 3 }),
    minRate: fc.constantFrom(0, 0.5, 1),
    soak: fc.constantFrom('PT0S', 'PT1H', 'PT8H'),
    failureBudget: fc.nat(2),
    maxParallel: fc.integer({ min: 1, max: 3 }),
    devicesPerHour: fc.integer({ min: 1, max: 4 }),
    startOffline: fc.boolean(),
    checked: fc.boolean(),
    ringHours: fc.constantFrom(0, 0, 5, 20),
    dependants: fc.array(fc.array(fc.integer({ min: 1, max: 6 }), { minLength: 1, maxLength: 3 }), { maxLength: 2 }),
    ownDependant: fc.boolean(),
    missed: mostly<MissedRule | undefined>(undefined, catchUp, rolling),
    eyes: mostly(null, 2),
    drill: mostly(false, true),
    ringPace: mostly<{ readonly maxParallel?: number; readonly devicesPerHour?: number } | undefined>(
      undefined,
      { maxParallel: 1 },
      { devicesPerHour: 1 },
      { maxParallel: 2, devicesPerHour: 2 },
    ),
    testSteps: mostly<SpecHeader['testSteps']>(
      undefined,
      [manualStep],
      [manualStep, checkStep],
      [{ ...manualStep, onFailure: 'stop' }],
      [{ ...checkStep, onFailure: 'stop' }],
      [{ ...manualStep, onFailure: 'go-on' }],
    ),
    windows: fc.array(mostly(anyTime, nightly, nightly, nightly, weekly, always, unreadable), { minLength: 1, maxLength: 4 }),
  })
  .map(
    ({
      sizes,
      minRate,
      soak,
      failureBudget,
      maxParallel,
      devicesPerHour,
      startOffline,
      checked,
      ringHours,
      dependants,
      ownDependant,
      missed,
      eyes,
      drill,
      ringPace,
      testSteps,
      windows,
    }) => {
      let number = 0;
      const rings = sizes.map((size, ring) => ({
        earliest: toInstant(toMs(startOfTests) + ring * ringHours * hour),
        devices: Array.from({ length: size }, () => `v${(number += 1)}`),
        gate: { minRate, soak },
        ...(ringPace === undefined ? {} : { pace: ringPace }),
      }));
      const all = rings.flatMap(({ devices }) => devices);
      const outside = dependants.map((of, index) => ({ deviceId: `x${index + 1}`, of: of.map((one) => `v${one}`) }));
      const named = [...(ownDependant ? [{ deviceId: 'v2', of: ['v1', 'v4'] }] : []), ...outside]
        .map(({ deviceId, of }) => ({ deviceId, of: all.filter((id) => id !== deviceId && of.includes(id)), checks: [serviceCheck] }))
        .filter(({ of }) => of.length > 0);
      const asked = named.length === 0 ? {} : { dependants: named };
      const header = {
        ...asked,
        ...(missed === undefined ? {} : { missed }),
        failureBudget,
        pace: { maxParallel, devicesPerHour },
        startOffline,
        checks: checked ? [serviceCheck] : [],
        expiresAt,
        ...(drill ? { drill: true as const } : {}),
        ...(eyes === null ? {} : { approvalsNeeded: eyes }),
        ...(testSteps === undefined ? {} : { testSteps }),
      };
      return buildSpec({ rings, header, window: (id) => windows[Number(id.slice(1)) % windows.length] ?? anyTime });
    },
  );

/** Mostly the first, now and then one of the others: histories that get far are the ones that have much to break. */
export function mostly<const T>(usual: T, ...others: readonly T[]): fc.Arbitrary<T> {
  return fc.oneof({ weight: 8, arbitrary: fc.constant(usual) }, { weight: 2, arbitrary: fc.constantFrom(...others) });
}

const behaviour: fc.Arbitrary<Behaviour> = fc.record({
  secures: mostly('yes', 'no', 'never answers', 'no rates'),
  answers: mostly('accepts', 'refuses', 'is busy'),
  ends: mostly('done', 'failed', 'rolled back', 'dies'),
  scan: mostly('verified', 'failed', 'unknown', 'none'),
  check: mostly('passed', 'failed', 'could not measure', 'cannot tell', 'none'),
  repeatsItself: fc.boolean(),
});
export const good: Behaviour = { secures: 'yes', answers: 'accepts', ends: 'done', scan: 'verified', check: 'passed', repeatsItself: true };

type Step =
  | { readonly do: 'time'; readonly halfHours: number; readonly server: 'up' | 'asleep' | 'down' | 'crashing' | 'two' }
  | { readonly do: 'contact'; readonly device: number; readonly online: boolean }
  | { readonly do: 'panic stop' | 'campaign stop'; readonly on: boolean }
  | { readonly do: 'freeze'; readonly device: number | null; readonly inHours: number; readonly hours: number }
  | { readonly do: 'end freezes' }
  | { readonly do: 'power'; readonly device: number; readonly onMains: boolean }
  | { readonly do: 'reports'; readonly device: number; readonly arrive: boolean }
  | { readonly do: 'bar'; readonly device: number; readonly on: boolean }
  | { readonly do: 'backup' | 'notice' | 'way back'; readonly device: number; readonly lacks: boolean }
  | { readonly do: 'busy'; readonly device: number; readonly on: boolean }
  | { readonly do: 'others'; readonly sent: number; readonly changing: number; readonly unwell: number }
  | { readonly do: 'say well'; readonly device: number }
  | { readonly do: 'outsider'; readonly number: number; readonly be: 'well' | 'hurt' | 'unwell' | 'away' | 'back' | 'silent' | 'gone' }
  | { readonly do: 'approve'; readonly by?: string }
  | { readonly do: 'hold' | 'cancel' | 'promote' }
  | { readonly do: 'test'; readonly step: number; readonly result: TestResult }
  | { readonly do: 'release'; readonly accept: number };

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 90,
    arbitrary: fc.record({
      do: fc.constant('time' as const),
      halfHours: fc.constantFrom(1, 1, 2, 6, 16),
      server: mostly('up', 'asleep', 'asleep', 'down', 'crashing', 'two'),
    }),
  },
  { weight: 60, arbitrary: fc.record({ do: fc.constant('contact' as const), device: fc.nat(8), online: mostly(true, false) }) },
  { weight: 10, arbitrary: fc.record({ do: fc.constant('power' as const), device: fc.nat(8), onMains: fc.boolean() }) },
  { weight: 40, arbitrary: fc.record({ do: fc.constant('reports' as const), device: fc.nat(8), arrive: fc.boolean() }) },
  { weight: 10, arbitrary: fc.record({ do: fc.constant('panic stop' as const), on: mostly(false, true) }) },
  { weight: 10, arbitrary: fc.record({ do: fc.constant('campaign stop' as const), on: mostly(false, true) }) },
  {
    weight: 12,
    arbitrary: fc.record({
      do: fc.constant('freeze' as const),
      device: fc.option(fc.nat(8), { freq: 3 }),
      inHours: fc.constantFrom(0, 0, 1, 5, 30),
      hours: fc.constantFrom(1, 3, 12, 40, 200),
    }),
  },
  { weight: 14, arbitrary: fc.record({ do: fc.constant('end freezes' as const) }) },
  { weight: 30, arbitrary: fc.record({ do: fc.constant('bar' as const), device: fc.nat(8), on: fc.boolean() }) },
  {
    weight: 12,
    arbitrary: fc.record({
      do: fc.constantFrom('backup' as const, 'notice' as const, 'way back' as const),
      device: fc.nat(8),
      lacks: fc.boolean(),
    }),
  },
  { weight: 20, arbitrary: fc.record({ do: fc.constant('busy' as const), device: fc.nat(8), on: fc.boolean() }) },
  {
    weight: 10,
    arbitrary: fc.record({
      do: fc.constant('others' as const),
      sent: fc.constantFrom(0, 0, 3, 5),
      changing: fc.constantFrom(0, 0, 0, 1, 2),
      unwell: fc.constantFrom(0, 0, 0, 1),
    }),
  },
  { weight: 6, arbitrary: fc.record({ do: fc.constant('say well' as const), device: fc.nat(8) }) },
  {
    weight: 20,
    arbitrary: fc.record({
      do: fc.constant('outsider' as const),
      number: fc.nat(2),
      be: fc.oneof(
        { weight: 20, arbitrary: fc.constantFrom('well' as const, 'back' as const) },
        { weight: 25, arbitrary: fc.constant('hurt' as const) },
        { weight: 12, arbitrary: fc.constantFrom('unwell' as const, 'away' as const, 'silent' as const) },
        { weight: 1, arbitrary: fc.constant('gone' as const) },
      ),
    }),
  },
  { weight: 20, arbitrary: fc.record({ do: fc.constant('approve' as const), by: fc.constantFrom('Ada', 'Ben') }) },
  { weight: 6, arbitrary: fc.record({ do: fc.constant('hold' as const) }) },
  { weight: 50, arbitrary: fc.record({ do: fc.constant('release' as const), accept: fc.constantFrom(0, 1, 9) }) },
  {
    weight: 40,
    arbitrary: fc.record({ do: fc.constant('test' as const), step: fc.nat(1), result: mostly<TestResult>('passed', 'failed', 'not done') }),
  },
  { weight: 6, arbitrary: fc.record({ do: fc.constant('promote' as const) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('cancel' as const) }) },
);

/** One step of a history. */
export function take(world: World, taken: Step): void {
  switch (taken.do) {
    case 'time':
      for (let half = 0; half < taken.halfHours; half += 1) passHalfHour(world, taken.server);
      return;
    case 'contact': {
      const device = world.devices[taken.device % world.devices.length];
      if (device !== undefined) device.online = taken.online;
      return;
    }
    case 'power': {
      const device = world.devices[taken.device % world.devices.length];
      if (device !== undefined) device.onMains = taken.onMains;
      return;
    }
    case 'reports': {
      const device = world.devices[taken.device % world.devices.length];
      if (device !== undefined) device.mute = !taken.arrive;
      return;
    }
    case 'freeze': {
      const device = taken.device === null ? null : (world.devices[taken.device % world.devices.length]?.share.deviceId ?? null);
      return declareFreeze(world, device, world.now + taken.inHours * hour, taken.hours * hour);
    }
    case 'end freezes':
      return endFreezes(world);
    case 'panic stop':
      world.panicStop = taken.on;
      return;
    case 'campaign stop':
      world.campaignStop = taken.on;
      return;
    case 'bar': {
      const device = world.devices[taken.device % world.devices.length];
      if (device === undefined) return;
      if (taken.on) decideOtherwise(world, device.share.deviceId);
      else world.barred.delete(device.share.deviceId);
      return;
    }
    case 'backup':
    case 'notice':
    case 'way back': {
      const id = world.devices[taken.device % world.devices.length]?.share.deviceId ?? '';
      const lacking = { backup: world.lacksBackup, notice: world.lacksNotice, 'way back': world.lacksWayBack }[taken.do];
      if (taken.lacks) lacking.add(id);
      else lacking.delete(id);
      return;
    }
    case 'busy': {
      const device = world.devices[taken.device % world.devices.length];
      if (device === undefined) return;
      if (taken.on) world.busy.add(device.share.deviceId);
      else world.busy.delete(device.share.deviceId);
      return;
    }
    case 'others':
      world.othersSent = taken.sent;
      world.othersChanging = taken.changing;
      world.othersUnwell = taken.unwell;
      return;
    case 'say well': {
      const device = world.devices[taken.device % world.devices.length];
      if (device !== undefined) world.saidWell.add(device.share.deviceId);
      return;
    }
    case 'outsider': {
      const other = [...world.others.values()][taken.number % Math.max(1, world.others.size)];
      if (other !== undefined) change(other, taken.be);
      return;
    }
    case 'approve':
      return say(
        world,
        approve(
          world.state,
          { specHash, keyid: `k-${taken.by ?? 'Ada'}`, name: taken.by ?? 'Ada', personId: `p-${taken.by ?? 'Ada'}` },
          toInstant(world.now),
        ),
      );
    case 'hold':
      return wish(world, { kind: 'hold', because: 'wait' });
    case 'promote':
      return wish(world, { kind: 'promote', ring: currentRing(world.state) ?? 0, because: 'it is urgent' });
    case 'cancel':
      wish(world, { kind: 'cancel', because: 'enough' });
      return callBack(world, () => world.state.cancelled !== null);
    case 'test': {
      const step = (world.spec.header.testSteps ?? [])[taken.step];
      return step === undefined ? undefined : wish(world, { kind: 'test', step: step.name, result: taken.result, detail: 'seen' });
    }
    case 'release': {
      const hold = world.state.holds.at(-1);
      if (hold === undefined) return;
      const acceptedDeviceIds = acceptableDevices(world.state, hold).slice(0, taken.accept);
      return wish(world, { kind: 'release', holdId: hold.id, content: { because: 'seen', acceptedDeviceIds } });
    }
  }
}

function change(other: Outsider, be: Extract<Step, { do: 'outsider' }>['be']): void {
  if (be === 'well') Object.assign(other, { isWell: true, isHurt: false });
  else if (be === 'unwell') other.isWell = false;
  else if (be === 'hurt') other.isHurt = true;
  else if (be === 'away') other.online = false;
  else if (be === 'silent') other.answers = false;
  else if (be === 'gone') other.retired = true;
  else Object.assign(other, { online: true, answers: true });
}

/** Half an hour passes, and one or two servers look at it, or none. */
export function passHalfHour(world: World, server: 'up' | 'asleep' | 'down' | 'crashing' | 'two'): void {
  passTime(world, 30 * minute, server !== 'down');
  if (server === 'up') look(world);
  if (server === 'asleep' && world.now >= world.wakeAt) look(world);
  if (server === 'crashing') think(world);
  if (server !== 'two') return;
  const [one, other] = [think(world), think(world)];
  commit(world, one);
  commit(world, other);
}

function wish(world: World, what: Wish): void {
  say(world, command(world.state, what, 'person-2', toInstant(world.now)));
}

function say(world: World, answer: ReturnType<typeof command>): void {
  if (!isRefusal(answer)) record(world, ...answer);
}

/** Nobody does anything any more: it must come to an end, by time alone. */
function leaveAlone(world: World): void {
  endFreezes(world);
  world.panicStop = false;
  world.campaignStop = false;
  world.othersSent = 0;
  world.othersChanging = 0;
  world.othersUnwell = 0;
  for (const device of world.devices) device.mute = false;
  // The end of the spec, then a week for the silent, a day for the last scan, and a day to spare.
  const latest = toMs(expiresAt) + 9 * day;
  while (world.state.status === 'active') {
    must(world.now <= latest, 'a deployment that was left alone does not end');
    passTime(world, stepAlone(world), true);
    look(world);
  }
}

/** Short while something may happen in a window; where a hold waits for a person who does not come, and after the end of the spec, no hour is unlike another. */
function stepAlone({ state, now }: World): number {
  if (now >= toMs(expiresAt)) return 12 * hour;
  const nothingMoves = state.holds.length > 0 && !runsOf(state).some(isInFlight);
  return nothingMoves ? day : 3 * hour;
}

const few = fc.constantFrom(null, null, 1, 2);
/** A megabyte takes seconds or a day. */
const bandwidths: readonly Bandwidth[] = [
  { zone: 'UTC', megabits: 0.1, hours: null },
  { zone: 'Europe/Berlin', megabits: 10, hours: { from: '20:00', to: '06:00', megabits: 100 } },
  { zone: 'Australia/Lord_Howe', megabits: 3, hours: { from: '01:30', to: '02:15', megabits: 0.2 } },
];
/** A device is at one site: it has one bandwidth at most. */
function ofOneSite(all: readonly WorldLimit[]): readonly WorldLimit[] {
  const first = all.findIndex(({ bandwidth }) => bandwidth !== undefined);
  return all.map(({ bandwidth, ...limit }, index) => (bandwidth === undefined || index !== first ? limit : { ...limit, bandwidth }));
}
/** Mostly none, so that most histories go as far as they did. */
const limits: fc.Arbitrary<readonly WorldLimit[]> = fc.oneof(
  { weight: 6, arbitrary: fc.constant([]) },
  {
    weight: 4,
    arbitrary: fc
      .array(
        fc
          .record({
            kind: fc.constantFrom('overall', 'site', 'cluster'),
            first: fc.integer({ min: 1, max: 6 }),
            atOnce: few,
            perHour: fc.constantFrom(null, null, 1, 3),
            disturbed: few,
            downloads: few,
            bandwidth: fc.constantFrom(undefined, undefined, ...bandwidths),
          })
          .map(({ first, kind, bandwidth, ...rest }) => ({
            ...(bandwidth === undefined || kind !== 'site' ? {} : { bandwidth }),
            kind,
            deviceIds: kind === 'overall' ? null : [0, 1, 2, 3].map((more) => `v${first + more}`),
            ...rest,
          })),
        { minLength: 1, maxLength: 3 },
      )
      .map(ofOneSite),
  },
);

/** Plays a history to its end. Throws where a law is broken. */
export const history = fc.property(
  spec,
  fc.array(behaviour, { minLength: 1, maxLength: 6 }),
  fc.boolean(),
  mostly(true, false),
  fc.array(step, { minLength: 1, maxLength: 60, size: 'max' }),
  limits,
  mostly({}, { v1: 'v2' }, { v1: 'v2', v4: 'v3', v5: 'v3' }),
  (someSpec, behaviours, knowsHandOut, approved, steps, limited, hostOf) => {
    const world = newWorld(someSpec, behaviours, {
      limits: limited,
      hostOf,
      knowsHandOut,
      apart: [['v1', 'v2'], ['v3', 'v4'], ...Object.entries(hostOf)],
    });
    if (approved) take(world, { do: 'approve' });
    for (const taken of steps) take(world, taken);
    mustBeSound(world);
    leaveAlone(world);
    mustBeSound(world);
    mustReplay(world);
  },
);
