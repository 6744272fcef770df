import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parsePolicy, soakSeconds, startingPolicy } from './index.ts';

const good = startingPolicy({ name: 'Servers', owner: 'Ada', reviewAt: '2027-01-31' });
const [test10, pilot, broad] = good.rings;

function problemsOf(value: unknown): readonly string[] {
  const read = parsePolicy(value);
  return read.ok ? [] : read.problems.map((problem) => problem.path);
}

describe('reading a policy', () => {
  test('the starting policy is one, also after it went through JSON', () => {
    expect(parsePolicy(JSON.parse(JSON.stringify(good)))).toEqual({ ok: true, policy: good });
  });

  test('a window may name lists of holidays, in their order; a policy that names none is read as ever', () => {
    const window = { ...good.window, plusDays: 3, except: ['2026-12-25'], closedOn: ['b', 'a'] };
    const read = parsePolicy({ ...good, window });
    expect(read).toMatchObject({ ok: true, policy: { window: { plusDays: 3, except: ['2026-12-25'], closedOn: ['a', 'b'] } } });
    expect(read.ok && parsePolicy(read.policy)).toEqual(read);
  });

  test('all kinds of checks are read as they are', () => {
    const checks = [
      { kind: 'service', name: 'web', unit: 'nginx.service', timeoutSeconds: 30 },
      { kind: 'tcp', name: 'port', host: '::1', port: 443, timeoutSeconds: 5 },
      { kind: 'http', name: 'page', url: 'http://127.0.0.1:8080/health', expectStatus: 200, timeoutSeconds: 10 },
      { kind: 'http', name: 'text', url: 'http://127.0.0.1/', expectStatus: 200, contains: 'ready', timeoutSeconds: 10 },
      { kind: 'process', name: 'process', process: 'nginx', timeoutSeconds: 5 },
      { kind: 'dns', name: 'name', query: 'mail.example.com', timeoutSeconds: 5 },
      { kind: 'dns', name: 'address', query: 'mail.example.com', address: '192.0.2.7', timeoutSeconds: 5 },
      { kind: 'disk', name: 'room', path: '/var', least: 10, unit: 'percent', timeoutSeconds: 5 },
      { kind: 'mount', name: 'mount', path: '/srv', timeoutSeconds: 5 },
      { kind: 'certificate', name: 'file', path: '/etc/ssl/lab.pem', days: 14, timeoutSeconds: 5 },
      { kind: 'tls', name: 'shown', host: 'localhost', port: 443, days: 14, serverName: 'www.example.com', timeoutSeconds: 5 },
      { kind: 'journal', name: 'errors', priority: 'err', most: 3, timeoutSeconds: 5 },
      { kind: 'journal', name: 'errors of one', unit: 'nginx.service', priority: 'warning', most: 0, timeoutSeconds: 5 },
      { kind: 'boot', name: 'boot', mostSeconds: 120, timeoutSeconds: 5 },
    ];
    expect(parsePolicy({ ...good, checks })).toMatchObject({ ok: true, policy: { checks } });
  });

  test('names lose spaces around them, and the notice that goes out first stands first', () => {
    expect(parsePolicy({ ...good, name: '  Servers ', notices: { plannedHoursBefore: [1, 48, 24] } })).toMatchObject({
      ok: true,
      policy: { name: 'Servers', notices: { plannedHoursBefore: [48, 24, 1] } },
    });
  });

  const bad: readonly (readonly [why: string, change: Readonly<Record<string, unknown>>, ...paths: readonly string[]])[] = [
    ['a field that nothing reads', { colour: 'red' }, 'colour'],
    ['no name', { name: ' ' }, 'name'],
    ['a name of two lines', { name: 'a\nb' }, 'name'],
    ['a list of holidays twice', { window: { ...good.window, closedOn: ['a', 'a'] } }, 'window.closedOn[1]'],
    ['holidays as text', { window: { ...good.window, closedOn: 'a' } }, 'window.closedOn'],
    ['too many days after', { window: { ...good.window, plusDays: 30 } }, 'window.plusDays'],
    ['no classes', { select: { classes: [], exclude: [] } }, 'select.classes'],
    ['a class that does not exist', { select: { classes: ['urgent'], exclude: [] } }, 'select.classes[0]'],
    ['a class twice', { select: { classes: ['security', 'security'], exclude: [] } }, 'select.classes[1]'],
    ['a pattern with a space', { select: { classes: ['security'], exclude: ['linux image'] } }, 'select.exclude[0]'],
    ['no rings', { rings: [] }, 'rings'],
    ['rings of one name', { rings: [test10, { ...pilot, name: 'test' }, broad] }, 'rings[1].name'],
    ['a last ring that is not the rest', { rings: [test10] }, 'rings[0].members.kind'],
    ['a rest before the end', { rings: [{ ...test10, members: { kind: 'rest' } }, broad] }, 'rings[0].members.kind'],
    [
      'stand-ins in two rings',
      { rings: [{ ...test10, members: { kind: 'stand-ins' } }, { ...pilot, members: { kind: 'stand-ins' } }, broad] },
      'rings[1].members.kind',
    ],
    [
      'stand-ins by name',
      { rings: [{ ...test10, members: { kind: 'stand-ins', deviceIds: ['a'] } }, broad] },
      'rings[0].members.deviceIds',
    ],
    [
      'shares beyond the whole',
      { rings: [{ ...test10, members: { kind: 'share', percent: 60 } }, { ...pilot, members: { kind: 'share', percent: 60 } }, broad] },
      'rings',
    ],
    ['a share of nothing', { rings: [{ ...test10, members: { kind: 'share', percent: 0 } }, broad] }, 'rings[0].members.percent'],
    [
      'a device in two rings',
      {
        rings: [
          { ...test10, members: { kind: 'devices', deviceIds: ['a'] } },
          { ...pilot, members: { kind: 'devices', deviceIds: ['b', 'a'] } },
          broad,
        ],
      },
      'rings[1].members.deviceIds[1]',
    ],
    [
      'a device twice in a ring',
      { rings: [{ ...test10, members: { kind: 'devices', deviceIds: ['a', 'a'] } }, broad] },
      'rings[0].members.deviceIds[1]',
    ],
    ['a soak in months', { rings: [{ ...test10, soak: 'P1M' }, broad] }, 'rings[0].soak'],
    ['a gate beyond certainty', { rings: [{ ...test10, gate: { minVerified: 1, minRate: 1.1 } }, broad] }, 'rings[0].gate.minRate'],
    ['half a verified device', { rings: [{ ...test10, gate: { minVerified: 0.5, minRate: 1 } }, broad] }, 'rings[0].gate.minVerified'],
    ['a window that can not be read', { window: { ...good.window, rule: 'Sundays' } }, 'window.rule'],
    ['a window with a zone of its own', { window: { ...good.window, zone: 'UTC' } }, 'window'],
    ['a restart rule that does not exist', { restart: 'maybe' }, 'restart'],
    ['a negative budget', { failureBudget: -1 }, 'failureBudget'],
    ['a check of an unknown kind', { checks: [{ kind: 'script', name: 'x', timeoutSeconds: 1 }] }, 'checks[0].kind'],
    ['a unit that is an option', { checks: [{ kind: 'service', name: 'x', unit: '--all.service', timeoutSeconds: 1 }] }, 'checks[0].unit'],
    [
      'a check that is a file',
      { checks: [{ kind: 'http', name: 'x', url: 'file:///etc/passwd', expectStatus: 200, timeoutSeconds: 1 }] },
      'checks[0].url',
    ],
    [
      'a check with a password',
      { checks: [{ kind: 'http', name: 'x', url: 'http://a:b@localhost/', expectStatus: 200, timeoutSeconds: 1 }] },
      'checks[0].url',
    ],
    ['a process with arguments', { checks: [{ kind: 'process', name: 'x', process: 'sh -c x', timeoutSeconds: 1 }] }, 'checks[0].process'],
    ['a name that is an option', { checks: [{ kind: 'dns', name: 'x', query: '--x', timeoutSeconds: 1 }] }, 'checks[0].query'],
    ['a path that climbs', { checks: [{ kind: 'mount', name: 'x', path: '/srv/../etc', timeoutSeconds: 1 }] }, 'checks[0].path'],
    [
      'a file that is not called a certificate',
      { checks: [{ kind: 'certificate', name: 'x', path: '/etc/shadow', days: 1, timeoutSeconds: 1 }] },
      'checks[0].path',
    ],
    [
      'more percent than there are',
      { checks: [{ kind: 'disk', name: 'x', path: '/', least: 100, unit: 'percent', timeoutSeconds: 1 }] },
      'checks[0].least',
    ],
    [
      'a check with a field of another kind',
      { checks: [{ kind: 'tcp', name: 'x', host: 'a', port: 1, unit: 'b.service', timeoutSeconds: 1 }] },
      'checks[0].unit',
    ],
    [
      'a check that waits for ever',
      { checks: [{ kind: 'tcp', name: 'x', host: 'a', port: 1, timeoutSeconds: 0 }] },
      'checks[0].timeoutSeconds',
    ],
    ['a rollback that does not exist', { rollback: 'never' }, 'rollback'],
    ['yes as text', { startOffline: 'yes' }, 'startOffline'],
    ['nobody at once', { maxParallel: 0 }, 'maxParallel'],
    ['no pace', { devicesPerHour: Number.NaN }, 'devicesPerHour'],
    ['a notice after the fact', { notices: { plannedHoursBefore: [0] } }, 'notices.plannedHoursBefore[0]'],
    ['a notice demanded and never sent', { notices: { plannedHoursBefore: [], required: true } }, 'notices.plannedHoursBefore'],
    ['a notice demanded in words', { notices: { plannedHoursBefore: [5], required: 'yes' } }, 'notices.required'],
    ['no owner', { owner: null }, 'owner'],
    ['a review on 30 February', { reviewAt: '2027-02-30' }, 'reviewAt'],
    ['two things at once', { owner: '', reviewAt: 'soon' }, 'owner', 'reviewAt'],
  ];

  test.each(bad.map(([why, change, ...paths]) => ({ why, change, paths })))(
    '$why is refused, and the problem says where',
    ({ change, paths }) => {
      expect(problemsOf({ ...good, ...change })).toEqual(paths);
    },
  );

  test.each([null, [], 'policy', 7])('%j is not a policy', (value) => {
    expect(problemsOf(value)).toEqual(['']);
  });

  test('each field is required', () => {
    for (const field of Object.keys(good)) {
      expect(problemsOf(Object.fromEntries(Object.entries(good).filter(([name]) => name !== field)))[0]).toMatch(new RegExp(`^${field}`));
    }
  });

  test('whatever is given, the answer is a policy or sentences', () => {
    const almost = fc.record(
      Object.fromEntries(
        Object.entries(good).map(([field, value]) => [field, fc.oneof({ weight: 3, arbitrary: fc.constant(value) }, fc.jsonValue())]),
      ),
    );
    fc.assert(
      fc.property(fc.oneof(fc.anything(), almost), (value) => {
        const read = parsePolicy(value);
        if (read.ok) expect(parsePolicy(read.policy)).toEqual(read);
        else expect(read.problems.every((problem) => problem.message.endsWith('.'))).toBe(true);
        expect(read.ok || read.problems.length > 0).toBe(true);
      }),
    );
  });
});

test.each([
  ['PT0S', 0],
  ['PT2H', 7_200],
  ['P1DT30M', 88_200],
  ['P1W', 604_800],
  ['P60D', 5_184_000],
  ['P61D', null],
  ['P1M', null],
  ['P1Y', null],
  ['-PT2H', null],
  ['2 hours', null],
  ['P', null],
  ['', null],
  [`PT${'9'.repeat(38)}S`, null],
])('the soak %s is %s seconds', (text, seconds) => {
  expect(soakSeconds(text)).toBe(seconds);
});

describe('two approvers', () => {
  const whole = startingPolicy({ name: 'Standard', owner: 'Ops', reviewAt: '2027-01-01' });
  const fourEyes = { devices: 50, clients: null, missionCritical: true, removals: false };

  test('may be left out, as in every policy of before, and are read where they are said', () => {
    const without = parsePolicy(whole);
    expect(without.ok && Object.hasOwn(without.policy, 'fourEyes')).toBe(false);
    expect(parsePolicy({ ...whole, fourEyes })).toMatchObject({ ok: true, policy: { fourEyes } });
  });

  test.each([
    [{ ...fourEyes, devices: -1 }, 'fourEyes.devices'],
    [{ ...fourEyes, clients: 'all' }, 'fourEyes.clients'],
    [{ devices: 1 }, 'fourEyes'],
    [{ ...fourEyes, tiers: [] }, 'fourEyes'],
  ])('%j is refused with its place', (value, path) => {
    const read = parsePolicy({ ...whole, fourEyes: value });
    expect(!read.ok && read.problems.some((problem) => problem.path.startsWith(path))).toBe(true);
  });
});
