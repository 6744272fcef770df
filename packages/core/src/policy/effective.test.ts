import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { deviceSettingsOf, effectiveOf, wholePolicy } from './effective.ts';
import type { LevelPolicy } from './effective.ts';
import { parsePolicyPart, partBody } from './parse-part.ts';
import {
  deploymentSettings,
  isOptional,
  maySay,
  policyLevels,
  requiredSettings,
  settingNames,
  settingsOfPolicy,
  unsaidSettings,
} from './settings.ts';
import type { PolicyLevel, PolicySettings } from './settings.ts';
import { startingPolicy } from './starting.ts';
import type { Policy } from './types.ts';

const whole = {
  ...startingPolicy({ name: 'Standard', owner: 'Ops', reviewAt: '2027-01-01' }),
  ...unsaidSettings,
  rules: [{ name: 'a week', when: {}, action: { kind: 'defer', days: 7 } }],
  pins: [{ package: 'lab-app', version: '2.*', because: 'It must.' }],
  fourEyes: { devices: 50, clients: null, missionCritical: true, removals: false },
  lanes: [{ name: 'urgent', takes: { urgency: ['urgent'] } }],
} satisfies Policy;
const all = { ...unsaidSettings, ...settingsOfPolicy(whole) };
const about = { owner: 'Ops', reviewAt: '2027-01-01', savedAt: '2026-03-02T08:00:00Z', savedBy: 'Anna', version: 1 };

function at(level: PolicyLevel, settings: Partial<PolicySettings>, more: Partial<LevelPolicy> = {}): LevelPolicy {
  const group = level === 'group' ? { of: 'client' as const, rank: 1 } : null;
  return { ...about, level, policyId: level, name: level, subjectId: null, subject: level, group, settings, ...more };
}

describe('levels over each other', () => {
  test('the narrowest level that says a setting counts, and what it overrode is kept', () => {
    const effective = effectiveOf([
      at('provider', settingsOfPolicy(whole)),
      at('client', { restart: 'never', failureBudget: 2 }),
      at('device', { restart: 'always' }),
    ]);
    expect(effective.unsaid).toEqual([]);
    expect(effective.settings.restart).toMatchObject({
      value: 'always',
      origin: { level: 'device' },
      overrode: [
        { value: 'never', origin: { level: 'client' } },
        { value: 'if-needed', origin: { level: 'provider' } },
      ],
    });
    expect(effective.settings.failureBudget).toMatchObject({ value: 2, overrode: [{ value: 0 }] });
    expect(effective.settings.window).toMatchObject({ origin: { level: 'provider', version: 1, savedBy: 'Anna' }, overrode: [] });
    expect(wholePolicy(effective, whole)).toEqual({ ...whole, restart: 'always', failureBudget: 2 });
  });

  test('between groups the smaller rank counts, and a client’s before the provider’s', () => {
    const group = (id: string, of: 'provider' | 'client', rank: number, restart: PolicySettings['restart']) =>
      at('group', { restart }, { policyId: id, group: { of, rank } });
    const effective = effectiveOf([
      group('a', 'provider', 1, 'never'),
      group('b', 'client', 9, 'always'),
      group('c', 'client', 3, 'if-needed'),
    ]);
    expect(effective.settings.restart?.origin.policyId).toBe('c');
    expect(effective.settings.restart?.overrode.map(({ origin }) => origin.policyId)).toEqual(['b', 'a']);
  });

  test('a setting that nobody says is named, and then nothing is whole', () => {
    const { window: _window, ...rest } = settingsOfPolicy(whole);
    const effective = effectiveOf([at('client', rest)]);
    expect(effective.unsaid).toEqual(['window']);
    expect(wholePolicy(effective, whole)).toBeNull();
    expect(deviceSettingsOf(effective)).toBeNull();
    expect(effectiveOf([]).unsaid).toEqual(requiredSettings);
  });
});

const someSettings = fc
  .subarray([...settingNames])
  .chain((names) => fc.constantFrom(0, 1).map((n) => Object.fromEntries(names.map((name) => [name, valueOf(name, n)]))));
function valueOf(name: keyof PolicySettings, n: number): unknown {
  return name === 'failureBudget' || name === 'maxParallel' || name === 'devicesPerHour' ? n + 1 : all[name];
}
const someLevels = fc.uniqueArray(
  fc.tuple(fc.constantFrom(...policyLevels), someSettings, fc.integer({ min: 1, max: 4 })).map(([level, settings, rank]) =>
    at(level, settings, {
      policyId: `${level} ${level === 'group' ? rank : 0}`,
      group: level === 'group' ? { of: rank % 2 === 0 ? 'client' : 'provider', rank } : null,
    }),
  ),
  { selector: ({ policyId }) => policyId, maxLength: 8 },
);

test('a setting that came later needs not be said: without it a policy is whole, and reads as it was stored', () => {
  const older = Object.fromEntries(
    Object.entries(settingsOfPolicy(whole)).filter(([name]) => requiredSettings.some((one) => one === name)),
  );
  const effective = effectiveOf([at('client', older)]);
  expect(effective.unsaid).toEqual([]);
  expect(wholePolicy(effective, whole)).toEqual(startingPolicy({ name: 'Standard', owner: 'Ops', reviewAt: '2027-01-01' }));
});

describe('what must hold of every effective policy', () => {
  test('every setting has exactly one value, or is named as unsaid; those that nobody has to say are not', () => {
    fc.assert(
      fc.property(someLevels, (levels) => {
        const { settings, unsaid } = effectiveOf(levels);
        for (const name of settingNames.filter(isOptional)) expect(unsaid).not.toContain(name);
        for (const name of requiredSettings) expect((settings[name] !== undefined) !== unsaid.includes(name)).toBe(true);
      }),
    );
  });

  test('the order of reading never matters', () => {
    fc.assert(
      fc.property(someLevels, fc.func(fc.integer()), (levels, draw) => {
        const shuffled = levels.toSorted((a, b) => draw(a.policyId) - draw(b.policyId));
        expect(effectiveOf(shuffled)).toEqual(effectiveOf(levels));
      }),
    );
  });

  test('removing the level that counts restores what it overrode', () => {
    fc.assert(
      fc.property(someLevels, fc.constantFrom(...settingNames), (levels, name) => {
        const before = effectiveOf(levels).settings[name];
        if (before === undefined) return;
        const after = effectiveOf(levels.filter(({ policyId }) => policyId !== before.origin.policyId)).settings[name];
        const [next, ...rest] = before.overrode;
        expect(after).toEqual(next === undefined ? undefined : { ...next, overrode: rest });
      }),
    );
  });
});

describe('what one level may say', () => {
  test.each(policyLevels)('a %s says settings of a deployment only where it may', (level) => {
    for (const name of settingNames) {
      const read = parsePolicyPart({ name: 'P', owner: 'O', reviewAt: '2027-01-01', [name]: all[name] }, level);
      expect(read.ok).toBe(maySay(level, name));
      if (read.ok) expect(parsePolicyPart(partBody(read.part), level)).toEqual(read);
      else expect(read.problems[0]).toMatchObject({ path: name, message: expect.stringContaining('only the provider and the client') });
    }
    expect(deploymentSettings.every((name) => maySay(level, name))).toBe(level === 'provider' || level === 'client');
  });

  test('a policy of today is a client’s with every setting said', () => {
    expect(parsePolicyPart(whole, 'client')).toMatchObject({ ok: true, part: { settings: settingsOfPolicy(whole) } });
  });

  test('one that says nothing, or something unknown, is refused with the place', () => {
    expect(parsePolicyPart({ name: 'P', owner: 'O', reviewAt: '2027-01-01' }, 'site')).toMatchObject({
      ok: false,
      problems: [{ path: '' }],
    });
    expect(parsePolicyPart({ name: 'P', owner: 'O', reviewAt: '2027-01-01', restart: 'maybe' }, 'site')).toMatchObject({
      ok: false,
      problems: [{ path: 'restart' }],
    });
    expect(parsePolicyPart({ restart: 'never', reboot: true }, 'device').ok).toBe(false);
  });
});
