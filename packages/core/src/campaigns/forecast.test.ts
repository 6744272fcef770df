/** What a forecast reads off simulated futures, what it counts as touched, and the file that it makes. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Expected, Spread } from '../simulation/index.ts';
import { forecastCsv, forecastOf, futuresFor, restartFor, touchesOf, touchKinds } from './index.ts';
import type { ForecastRow, TouchedDevice } from './index.ts';

const never: Expected = { p10: null, p50: null, p90: null, of: 0 };
const done: Expected = { p10: '2026-03-02T01:00:00Z', p50: '2026-03-02T02:00:00Z', p90: '2026-03-02T03:00:00Z', of: 4 };
const deadline = { at: '2026-03-01T00:00:00Z', by: 'Cyber Essentials', what: 'openssl 2' };

function spread(devices: readonly Partial<Spread['devices'][number]>[]): Spread {
  return {
    runs: 4,
    from: '2026-03-02T00:00:00Z',
    complete: true,
    deployments: [{ deploymentId: 'd', title: 'T', devices: devices.length, finished: done, succeeded: 3, verified: 1, waiting: [] }],
    rings: [],
    devices: devices.map((one, n) => ({
      deploymentId: 'd',
      deviceId: `${n}`,
      ring: 0,
      verified: done,
      deadline: null,
      missed: 0,
      never: 0,
      why: null,
      ...one,
    })),
    deadlines: { devices: 1, met: 0, missed: 1 },
    holds: [
      { deploymentId: 'd', reason: 'approval', ring: null, at: done, detail: 'Approve it' },
      { deploymentId: 'd', reason: 'freeze', ring: null, at: { ...done, of: 2 }, detail: 'Fair' },
    ],
    windows: [{ deploymentId: 'd', from: '2026-03-02T00:00:00Z', to: '2026-03-02T04:00:00Z', devices: 1 }],
    clientVerified: done,
  };
}

describe('a forecast', () => {
  test('names who is late, the surest first, and leaves out who is well and the approval that it waits for', () => {
    const made = forecastOf(
      spread([{}, { missed: 1, deadline }, { never: 4, verified: never, why: 'It is away.' }, { missed: 3, deadline }]),
      new Map([['3', 'till']]),
    );
    expect(made.late.map(({ deviceName, missed, never: n }) => [deviceName, missed, n])).toEqual([
      ['till', 3, 0],
      ['1', 1, 0],
      ['2', 0, 4],
    ]);
    expect(made.holds).toEqual([{ reason: 'freeze', detail: 'Fair', of: 2 }]);
    expect(made).toMatchObject({ runs: 4, devices: 4, succeeded: 3, verified: done, windows: [{ devices: 1 }] });
  });

  test.each([
    ['a small one as asked', 10, 50, 100, 10],
    ['a large one with fewer, so that all of it can be played', 10, 200, 10_000, 6],
    ['a very large one with three', 10, 200, 100_000, 3],
    ['never more than was asked for', 1, 200, 100_000, 1],
    ['one large client with fewer', 10, 8_000, 8_000, 2],
    ['too large a client with none', 10, 20_001, 20_001, 0],
  ])('plays %s', (_what, asked, client, campaign, futures) => {
    expect(futuresFor(asked, { client, campaign }, { each: 20_000, total: 60_000 })).toBe(futures);
  });

  test('stays within what one client may take, whatever is asked', () => {
    const size = fc.integer({ min: 1, max: 1_000_000 });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 50 }), size, size, (asked, client, others) => {
        const runs = futuresFor(asked, { client, campaign: client + others }, { each: 20_000, total: 60_000 });
        expect(runs * client).toBeLessThanOrEqual(20_000);
        expect(runs).toBeLessThanOrEqual(asked);
      }),
    );
  });
});

const usual: TouchedDevice = { deviceId: 'a', name: 'till', tier: null, service: null, wayBack: true, restart: 'not-needed' };

describe('what is touched', () => {
  test('is nothing where a device neither restarts nor carries anything', () => {
    expect(touchesOf([usual], [], () => false)).toEqual({ touches: [], services: [] });
  });

  test('tells each kind once, with the devices behind it, in the order of the kinds', () => {
    const devices: TouchedDevice[] = [
      { ...usual, deviceId: 'h', name: 'host', restart: 'needed', service: 'Files' },
      { ...usual, deviceId: 'g', name: 'guest', restart: 'unknown', wayBack: false },
      { ...usual, deviceId: 'm', name: 'db', tier: 'mission-critical', service: 'Files' },
      { ...usual, deviceId: 's', name: 'spared', tier: 'mission-critical' },
    ];
    const neighbours = [
      { deviceId: 'g', name: 'guest', on: 'h', kind: 'host' as const },
      { deviceId: 'x', name: 'other guest', on: 'h', kind: 'host' as const },
      { deviceId: 'x', name: 'other guest', on: 'm', kind: 'needs' as const },
      { deviceId: 'y', name: 'elsewhere', on: 'not of it', kind: 'needs' as const },
    ];
    const { touches, services } = touchesOf(devices, neighbours, (id) => id === 's');
    expect(touches.map(({ kind, deviceName, detail }) => [kind, deviceName, detail])).toEqual([
      ['restart', 'host', 'It restarts. It carries Files.'],
      ['restart-unknown', 'guest', 'Nobody knows whether it restarts.'],
      ['host', 'host', 'On it run guest, other guest.'],
      ['dependant', 'other guest', 'It needs db, host.'],
      ['no-way-back', 'guest', 'There is no way back from the change.'],
      ['no-stand-in', 'db', 'It is mission-critical, and has no stand-in. It carries Files.'],
    ]);
    expect(services).toEqual([{ name: 'Files', devices: 2, restarts: 1 }]);
  });

  test.each([
    ['never', 'needed', 'not-needed'],
    ['always', 'not-needed', 'needed'],
    ['if-needed', 'needed', 'needed'],
    ['if-needed', null, 'unknown'],
  ] as const)('restarts by the rule %s and the device’s %s: %s', (restart, simulated, expected) => {
    expect(restartFor({ restart, rollback: 'automatic', startOffline: false, checks: [] }, {}, simulated)).toBe(expected);
  });
});

describe('the file', () => {
  const none: ForecastRow = { clientName: 'Bäcker, "Sohn"', state: 'none', why: '=cmd()', forecast: null };
  const touched = Object.fromEntries(touchKinds.map((kind, n) => [kind, n])) as Record<(typeof touchKinds)[number], number>;
  const full: ForecastRow = {
    clientName: 'Dental',
    state: 'computed',
    why: '',
    forecast: {
      ...forecastOf(spread([{ missed: 4, why: 'It is away.' }]), new Map([['0', '-till']])),
      asOf: '2026-03-02T00:00:00Z',
      computedAt: '2026-03-02T00:00:01Z',
      late: { count: 1, shown: [{ deviceName: '-till', why: 'It is away.' }] },
      windows: { count: 1 },
      touched,
      services: [{ name: 'Files', devices: 1, restarts: 0 }],
    },
  };

  test('has a line a client, quoted as RFC 4180 says, and no cell that is a formula', () => {
    const [titles, first, second, end] = forecastCsv([none, full]).split('\r\n');
    expect(first).toMatch(/^"Bäcker, ""Sohn""",none,'=cmd\(\),+$/);
    expect(second).toBe(
      "Dental,computed,,1,2026-03-02T01:00:00Z,2026-03-02T02:00:00Z,2026-03-02T03:00:00Z,2026-03-02T02:00:00Z,4,3,1,1,1,'-till,It is away.,1,0,1,2,3,4,5,Files,2026-03-02T00:00:00Z,2026-03-02T00:00:01Z",
    );
    expect(second?.split(',').length).toBe(titles?.split(',').length);
    // Two cells of the first line hold commas of their own.
    expect((first?.split(',').length ?? 0) - 1).toBe(titles?.split(',').length);
    expect(end).toBe('');
  });
});
