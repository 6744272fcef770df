import { describe, expect, it } from 'vitest';
import { holdOf } from '../commands/deploy-release.ts';
import { progressOn } from '../output/progress.ts';
import { Refused } from '../refused.ts';
import { deploymentOf } from '../testing/deployment.ts';
import { testIo } from '../testing/io.ts';
import { exitOfStanding, isReached, untilStates } from './outcome.ts';
import { minutesOf, waitFor } from './patience.ts';
import type { Deployment } from './types.ts';
import { splitUpdate } from './updates.ts';
import { simulationLine } from './wait-for-plan.ts';

type Hold = Deployment['holds'][number];
const hold = (reason: Hold['reason'], id: string = reason): Hold => ({
  id,
  reason,
  since: '2026-03-02T09:00:00Z',
  ring: null,
  detail: 'x',
  by: 'engine',
});

describe('a watch', () => {
  // state, holds → reached for planned, approved, held, ended
  it.each<[Deployment['status'], Hold['reason'][], boolean[]]>([
    ['proposed', [], [false, false, false, false]],
    ['active', ['approval'], [true, false, false, false]],
    ['active', [], [true, true, false, false]],
    ['active', ['failure budget'], [true, true, true, false]],
    ['active', ['freeze'], [true, true, false, false]],
    ['succeeded', [], [true, true, true, true]],
    ['ended with failures', ['failure budget'], [true, true, true, true]],
    ['cancelled', [], [true, true, true, true]],
  ])('of a deployment that is %s with holds %j ends as %j', (status, reasons, reached) => {
    const standing = { status, holds: reasons.map((reason) => hold(reason)) };
    expect(untilStates.map((until) => isReached(standing, until))).toEqual(reached);
  });

  it.each<[Deployment['status'], Hold['reason'][], number]>([
    ['succeeded', [], 0],
    ['ended with failures', [], 6],
    ['cancelled', [], 7],
    ['active', [], 5],
    ['proposed', [], 5],
  ])('until the end, of one that is %s, has exit code %#', (status, reasons, exit) => {
    expect(exitOfStanding({ status, holds: reasons.map((reason) => hold(reason)) }, 'ended')).toBe(exit);
  });

  it('until it is held ends well when it is', () => {
    expect(exitOfStanding({ status: 'active', holds: [hold('inconclusive')] }, 'held')).toBe(0);
    expect(exitOfStanding({ status: 'active', holds: [] }, 'held')).toBe(5);
  });
});

describe('waiting', () => {
  const patience = (minutes: number | null, io = testIo()) => ({ io, minutes, progress: progressOn(io, {}) });
  const away = new Refused({ code: 'cli.unreachable', title: 't', detail: 'd', remedy: 'r', exit: 'unreachable' });

  it('ends when it is so', async () => {
    let looks = 0;
    expect(
      await waitFor(
        patience(null),
        async () => (looks += 1),
        (value) => value === 4,
      ),
    ).toEqual({ value: 4, late: false });
  });

  it('ends when the time is up, and says so', async () => {
    let looks = 0;
    const { value, late } = await waitFor(
      patience(1),
      async () => (looks += 1),
      () => false,
    );
    expect({ late, value }).toEqual({ late: true, value: looks });
    expect(looks).toBeGreaterThan(10);
  });

  it('goes through a short absence of the server', async () => {
    let looks = 0;
    const look = async (): Promise<number> => {
      looks += 1;
      if (looks > 1 && looks < 5) throw away;
      return looks;
    };
    expect(await waitFor(patience(null), look, (value) => value === 5)).toMatchObject({ value: 5 });
  });

  it.each([
    ['a server that was never there', away],
    ['any other refusal', new Refused({ code: 'permission.missing', title: 't', detail: 'd', remedy: 'r', exit: 'notAllowed' })],
  ])('ends at once with %s', async (_what, refusal) => {
    const look = async (): Promise<number> => {
      throw refusal;
    };
    await expect(waitFor(patience(null), look, () => true)).rejects.toBe(refusal);
  });

  it('ends when an absence outlasts the time', async () => {
    let looks = 0;
    const look = async (): Promise<number> => {
      looks += 1;
      if (looks > 1) throw away;
      return looks;
    };
    await expect(waitFor(patience(1), look, () => false)).rejects.toBe(away);
  });

  it.each(['soon', '', '-1', 'Infinity'])('does not take %j for minutes', (text) => {
    expect(() => minutesOf(text, '--wait')).toThrow(/--wait takes minutes/);
  });
});

describe('the hold that is released', () => {
  const with_ = (...holds: Hold[]): Pick<Deployment, 'holds' | 'title'> => ({ title: 'OpenSSL', holds });

  it('is the only one that a release can end', () => {
    expect(holdOf(with_(hold('approval'), hold('operator', 'operator:1')), undefined)).toBe('operator:1');
  });

  it('is named by id or reason where there are several', () => {
    const holds = with_(hold('operator', 'operator:1'), hold('inconclusive', 'inconclusive:0'));
    expect(holdOf(holds, 'inconclusive')).toBe('inconclusive:0');
    expect(holdOf(holds, 'operator:1')).toBe('operator:1');
    expect(() => holdOf(holds, undefined)).toThrow(/Which hold/);
  });

  it('must be there', () => {
    expect(() => holdOf(with_(hold('approval')), undefined)).toThrow(/has no hold like that/);
  });
});

it.each([
  ['openssl', 'openssl', null],
  ['openssl=3.0.17-1', 'openssl', '3.0.17-1'],
  ['libc6:i386=2.36-9+deb12u10', 'libc6:i386', '2.36-9+deb12u10'],
])('the update %s is %s in version %s', (text, name, version) => {
  expect(splitUpdate(text)).toEqual({ name, version });
});

it('the progress of simulations counts what answered and what can not', () => {
  const device = (state: 'asked' | 'answered' | 'failed' | 'no answer') => ({
    deviceId: 'x',
    deviceName: 'x',
    state,
    because: null,
    leftOut: [],
    simulation: null,
  });
  const devices = [device('asked'), device('answered'), device('failed'), device('no answer')];
  const { title } = deploymentOf();
  expect(simulationLine({ title, proposal: { devices, ready: false, warnings: [], problems: [] } })).toBe(
    'OpenSSL: 1 of 4 devices have simulated, 2 can not',
  );
});
