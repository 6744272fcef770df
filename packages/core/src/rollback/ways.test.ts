import { describe, expect, test } from 'vitest';
import { goesByItself, wayWords } from '../deployment/index.ts';
import type { Change, WayBack } from '../deployment/index.ts';
import { parsePolicyPart } from '../policy/index.ts';
import { chooseWay, rebuildInWords, snapshotInWords, wayRuleInWords } from './index.ts';
import type { WayRule } from './index.ts';

const command = { name: 'put it back', document: 'a'.repeat(64) };
const change = (name: string, from: string | null): Change => ({ manager: 'apt', name, architecture: 'all', from, to: '2' });
const downgrade: WayBack = { kind: 'downgrade', changes: [{ ...change('app', '2'), to: '1' }], files: [] };
const none: WayBack = { kind: 'none', because: 'The archive has it no more.' };
const rule = (more: Partial<WayRule> = {}): WayRule => ({
  tiers: ['important'],
  packages: [],
  ways: [{ kind: 'downgrade' }, { kind: 'command', command }],
  ...more,
});
const changes = [change('app', '1'), change('lib', null)];
const choose = (rules: readonly WayRule[], simulated: WayBack, trouble: string | null = null) =>
  chooseWay({
    rules,
    tier: 'important',
    changes,
    byItself: true,
    said: { understands: wayWords },
    restarts: true,
    simulated,
    commandTrouble: () => trouble,
  });

describe('the way back', () => {
  test('is what the device simulated where no rule holds', () => {
    expect(choose([], downgrade)).toBe(downgrade);
    expect(choose([rule({ tiers: ['low', 'unsaid'] }), rule({ packages: ['other*'] })], none)).toBe(none);
  });

  test('is the first that there is, with those before it and why they were passed over', () => {
    expect(choose([rule()], downgrade)).toEqual(downgrade);
    expect(choose([rule({ packages: ['ap*'] })], none)).toEqual({
      kind: 'command',
      command,
      changes: [{ manager: 'apt', name: 'app', architecture: 'all', from: '2', to: '1' }],
      files: [],
      passedOver: [{ way: 'downgrade', because: none.because }],
    });
    const first = rule({ ways: [{ kind: 'command', command }, { kind: 'downgrade' }] });
    expect(choose([first], downgrade)).toMatchObject({ kind: 'command', command });
    expect(choose([first], downgrade, 'It was withdrawn.')).toMatchObject({
      kind: 'downgrade',
      passedOver: [{ because: 'It was withdrawn.' }],
    });
  });

  test('is none where none of them is there, with every reason', () => {
    expect(choose([rule()], none, 'It was withdrawn.')).toEqual({
      kind: 'none',
      because: 'downgrade: The archive has it no more; the signed command “put it back” (aaaaaaaaaaaa…): It was withdrawn',
    });
  });

  test('is no command where nothing would run it: the device does not go back by itself', () => {
    const left = {
      rules: [rule()],
      tier: 'important',
      changes,
      byItself: false,
      said: { understands: wayWords },
      restarts: true,
      commandTrouble: () => null,
    } as const;
    expect(chooseWay({ ...left, simulated: downgrade })).toEqual(downgrade);
    expect(chooseWay({ ...left, simulated: none })).toMatchObject({
      kind: 'none',
      because: expect.stringContaining('leaves going back to a person') as string,
    });
  });

  describe('by a snapshot', () => {
    const scope = { filesystem: 'btrfs', subvolume: '/@', alsoBack: ['/srv'], notCovered: ['/boot', '/home'] } as const;
    const given = {
      rules: [rule({ ways: [{ kind: 'snapshot' }, { kind: 'downgrade' }] })],
      tier: 'important',
      changes,
      byItself: true,
      restarts: true,
      said: { snapshot: { possible: true, scope }, understands: wayWords },
      simulated: downgrade,
      commandTrouble: () => null,
    } as const;

    test('says what it takes back and what not, and names the old versions', () => {
      const way = chooseWay(given);
      expect(way).toEqual({ kind: 'snapshot', scope, changes: [{ ...change('app', '2'), to: '1' }], files: [] });
      expect(snapshotInWords(scope).join(' ')).toMatch(/needs a restart.*Lost then: .*\/srv.*Not covered, stays as it is: \/boot, \/home/);
      expect(snapshotInWords({ ...scope, notCovered: [] }).at(-1)).toBe('It covers the whole system.');
    });

    test.each([
      [{ said: { understands: wayWords } }, 'did not say'],
      [{ said: { snapshot: { possible: false, because: '/ lies on ext4.' }, understands: wayWords } }, 'ext4'],
      [{ byItself: false }, 'leaves going back to a person'],
      [{ restarts: false }, 'never lets it restart'],
    ] as const)('is passed over with its reason: %j', (part, because) => {
      expect(chooseWay({ ...given, ...part })).toMatchObject({
        kind: 'downgrade',
        passedOver: [{ way: 'snapshot', because: expect.stringContaining(because) as string }],
      });
    });
  });

  describe('of the package manager’s own', () => {
    const own = { reinstall: { possible: true }, history: { possible: true }, understands: wayWords } as const;
    const given = {
      rules: [rule({ ways: [{ kind: 'history' }, { kind: 'reinstall' }, { kind: 'downgrade' }] })],
      tier: 'important',
      changes,
      byItself: true,
      restarts: true,
      said: own,
      simulated: downgrade,
      commandTrouble: () => null,
    } as const;

    test('undoes the transaction with what came new, or installs anew from what is secured', () => {
      expect(chooseWay(given)).toEqual({
        kind: 'history',
        files: [],
        changes: [
          { ...change('app', '2'), to: '1' },
          { ...change('lib', '2'), to: null },
        ],
      });
      expect(chooseWay({ ...given, said: { ...own, history: undefined } })).toEqual({
        ...downgrade,
        kind: 'reinstall',
        passedOver: [{ way: 'history', because: 'Its package manager has no such way.' }],
      });
    });

    test.each([
      [{ said: { ...own, history: { possible: false, because: 'No source has it.' } } }, 'No source has it.'],
      [{ byItself: false }, 'leaves going back to a person'],
      [{ said: { ...own, understands: ['passed-over', 'reinstall'] } }, 'too old'],
    ] as const)('is passed over with its reason: %j', (part, because) => {
      expect(chooseWay({ ...given, ...part })).toMatchObject({
        passedOver: expect.arrayContaining([{ way: 'history', because: expect.stringContaining(because) as string }]) as unknown,
      });
    });

    test('is not what nothing was secured for', () => {
      const rules = [rule({ ways: [{ kind: 'reinstall' }] })];
      expect(chooseWay({ ...given, rules, simulated: none })).toEqual({ kind: 'none', because: `reinstall: ${none.because.slice(0, -1)}` });
    });
  });

  describe('by a rebuild', () => {
    const rebuild = { by: 'Anna of operations', from: 'share images, web-2026', minutes: 90, steps: 'Wiki, page “web anew”' };
    const rules = [rule({ ways: [{ kind: 'downgrade' }, { kind: 'rebuild', rebuild }] })];
    const given = {
      rules,
      tier: 'important',
      changes,
      byItself: false,
      restarts: false,
      simulated: none,
      commandTrouble: () => null,
    } as const;

    test('is there where all before it is not, also where a person takes the device back, and is never tried in a drill', () => {
      expect(chooseWay({ ...given, said: { understands: wayWords } })).toEqual({
        kind: 'rebuild',
        rebuild,
        changes: [{ ...change('app', '2'), to: '1' }],
        files: [],
        passedOver: [{ way: 'downgrade', because: none.because }],
      });
      expect(chooseWay({ ...given, drill: true, said: { understands: wayWords } })).toMatchObject({
        kind: 'none',
        because: expect.stringContaining('a rebuild by Anna of operations: A drill') as string,
      });
      expect(chooseWay({ ...given, said: { understands: ['passed-over', 'command'] } })).toMatchObject({
        kind: 'none',
        because: expect.stringContaining('too old') as string,
      });
      expect(rebuildInWords(rebuild).join(' ')).toMatch(/Anna of operations, in about 90 minutes.*web-2026.*“web anew”/);
    });

    test('is for a person: a device goes by itself only what it can', () => {
      expect(goesByItself({ kind: 'rebuild', rebuild, changes: [], files: [] })).toBe(false);
      expect(goesByItself(none)).toBe(false);
      expect(goesByItself(downgrade)).toBe(true);
    });

    test.each([
      [{}, 0],
      [{ by: '' }, 1],
      [{ minutes: 0 }, 1],
      [{ minutes: 43_201 }, 1],
      [{ steps: 'one\ntwo' }, 1],
      [{ password: 'x' }, 1],
    ])('%j in its plan is read, or refused with its place', (part, problems) => {
      const ways = [{ kind: 'rebuild', rebuild: { ...rebuild, ...part } }];
      const read = parsePolicyPart({ name: 'n', owner: 'o', reviewAt: '2099-01-01', ways: [{ ...rule(), ways }] }, 'device');
      expect(read.ok ? [] : read.problems.map(({ path }) => path)).toEqual(
        Array.from({ length: problems }, () => expect.stringContaining(`ways[0].ways[0].rebuild.${Object.keys(part)[0] ?? ''}`) as string),
      );
    });
  });

  test('names nothing that the agent does not know: an older one gets what it always got, or none', () => {
    const first = rule({ ways: [{ kind: 'command', command }, { kind: 'downgrade' }] });
    const older = {
      rules: [first],
      tier: 'important',
      changes,
      byItself: true,
      restarts: true,
      said: {},
      commandTrouble: () => null,
    } as const;
    expect(chooseWay({ ...older, simulated: downgrade })).toEqual(downgrade);
    expect(chooseWay({ ...older, simulated: none })).toMatchObject({ because: expect.stringContaining('too old for it') as string });
  });

  test('is said in words', () => {
    expect(wayRuleInWords(rule({ packages: ['app'] }))).toBe(
      'important devices, app: downgrade, else the signed command “put it back” (aaaaaaaaaaaa…)',
    );
  });

  test.each([
    [{}, 0],
    [{ tiers: [] }, 1],
    [{ ways: [] }, 1],
    [{ ways: [{ kind: 'snapshot' }, { kind: 'downgrade' }] }, 0],
    [{ ways: [{ kind: 'snapshot' }, { kind: 'snapshot' }] }, 1],
    [{ ways: [{ kind: 'snapshot', of: '/home' }] }, 1],
    [{ ways: [{ kind: 'prayer' }] }, 1],
    [{ ways: [{ kind: 'downgrade' }, { kind: 'downgrade' }] }, 1],
    [{ ways: [{ kind: 'command', command: { name: 'x', document: 'y' } }] }, 1],
    [{ packages: ['two words'] }, 1],
  ])('%j in a rule is read, or refused with its place', (part, problems) => {
    const read = parsePolicyPart({ name: 'n', owner: 'o', reviewAt: '2099-01-01', ways: [{ ...rule(), ...part }] }, 'device');
    expect(read.ok ? 0 : read.problems.length).toBe(problems);
  });
});
