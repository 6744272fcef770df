import { describe, expect, test } from 'vitest';
import type { Change, WayBack } from '../deployment/index.ts';
import { parsePolicyPart } from '../policy/index.ts';
import { chooseWay, snapshotInWords, wayRuleInWords } from './index.ts';
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
    snapshot: undefined,
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
      snapshot: undefined,
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
      snapshot: { possible: true, scope },
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
      [{ snapshot: undefined }, 'did not say'],
      [{ snapshot: { possible: false, because: '/ lies on ext4.' } }, 'ext4'],
      [{ byItself: false }, 'leaves going back to a person'],
      [{ restarts: false }, 'never lets it restart'],
    ] as const)('is passed over with its reason: %j', (part, because) => {
      expect(chooseWay({ ...given, ...part })).toMatchObject({
        kind: 'downgrade',
        passedOver: [{ way: 'snapshot', because: expect.stringContaining(because) as string }],
      });
    });
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
