/** How stand-ins differ from what they stand for, and what keeps secrets out of their records. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { differences } from './differences.ts';
import { secretInText } from './secret.ts';
import { standInStanding } from './standing.ts';
import type { Machine } from './types.ts';

const now = '2026-03-02T08:00:00Z';
const machine: Machine = {
  name: 'db-1',
  status: 'active',
  osId: 'debian',
  osVersion: '12',
  architecture: 'x86_64',
  virtualisation: 'kvm',
  lastSeenAt: '2026-03-02T07:00:00Z',
};
const standIn = (changed: Partial<Machine> = {}, reviewAt = '2026-12-01') => ({
  name: 'db-1-test',
  machine: { ...machine, name: 'db-1-test', ...changed },
  reviewAt,
});

describe('a mission-critical device and its stand-in', () => {
  test.each([
    ['as it is', standIn(), 'good', []],
    ['none', null, 'failing', ['stand-in.none']],
    ['retired', standIn({ status: 'retired' }), 'failing', ['stand-in.gone']],
    ['in quarantine', standIn({ status: 'quarantined' }), 'attention', ['stand-in.silent']],
    ['never heard', standIn({ lastSeenAt: null }), 'attention', ['stand-in.silent']],
    ['silent for two days', standIn({ lastSeenAt: '2026-02-28T08:00:00Z' }), 'attention', ['stand-in.silent']],
    ['an older system', standIn({ osVersion: '11' }), 'attention', ['stand-in.differs']],
    [
      'another system and platform',
      standIn({ osId: 'ubuntu', virtualisation: 'lxc' }),
      'attention',
      ['stand-in.differs', 'stand-in.differs'],
    ],
    ['nothing told', standIn({ osId: null, osVersion: null }), 'attention', ['stand-in.not-told']],
    ['past its review', standIn({}, '2026-03-01'), 'attention', ['stand-in.review']],
    ['to be reviewed today', standIn({}, '2026-03-02'), 'good', []],
    ['outside', { name: 'the test rack', machine: null, reviewAt: '2026-12-01' }, 'good', []],
    ['outside, past its review', { name: 'the test rack', machine: null, reviewAt: '2026-01-01' }, 'attention', ['stand-in.review']],
  ] as const)('%s', (_what, given, standing, codes) => {
    const said = standInStanding(machine, given, now);
    expect([said.standing, said.reasons.map(({ code }) => code)]).toEqual([standing, codes]);
    expect(said.sentence).not.toBe('');
  });

  test.each([
    ['12', '11', 'an older version'],
    ['24.04', '24.10', 'a newer version'],
    ['3.20', '3.20.1', 'a newer version'],
    ['9.4', '10.0', 'a newer version'],
    ['trixie', 'sid', 'another version'],
  ])('of a device with %s, %s is %s', (device, its, word) => {
    expect(differences({ ...machine, osVersion: device }, { ...machine, osVersion: its })[0]?.sentence).toContain(word);
  });

  test('a device differs in nothing from itself, and two differ both ways or not at all', () => {
    const text = fc.option(fc.constantFrom('debian', '12', '12.1', 'kvm'), { nil: null });
    const any = fc
      .record({ osId: text, osVersion: text, architecture: text, virtualisation: text })
      .map((said) => ({ ...machine, ...said }));
    fc.assert(
      fc.property(any, any, (one, other) => {
        expect(differences(one, one)).toEqual([]);
        expect(differences(one, other).map(({ what }) => what)).toEqual(differences(other, one).map(({ what }) => what));
      }),
    );
  });
});

test.each([
  ['Vault, path client/db-1-test', false],
  ['https://vault.example.com/secret/db-1-test', false],
  ['Password manager, entry “db-1-test”', false],
  ['Safe in the server room; the PIN has the owner', false],
  ['password: hunter2', true],
  ['root, Passwort = geheim', true],
  ['pwd=hunter2', true],
  ['the password is hunter2', true],
  ['https://root:hunter2@db.example.com/', true],
  ['-----BEGIN OPENSSH PRIVATE KEY-----', true],
  ['AKIAIOSFODNN7EXAMPLE', true],
])('%s holds a secret: %s', (text, holds) => {
  expect(secretInText(text) !== null).toBe(holds);
});
