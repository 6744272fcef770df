import { describe, expect, test } from 'vitest';
import { patchRiskOf, patchRiskOfUpdate, urgencyOf } from './index.ts';
import type { KnownIssue, PatchRiskInput } from './index.ts';

const plain: PatchRiskInput = {
  restartNeeded: false,
  kind: 'other',
  wayBack: true,
  results: { succeeded: 0, failed: 0 },
  knownIssues: [],
  rolledBackElsewhere: 0,
  rolledBackHere: 0,
  role: 'workstation',
  tier: 'standard',
};

/** Its maker wrote that after this update a kind of processor encrypts far slower until a later update is installed. */
const slowerEncryption: KnownIssue = {
  id: 'KB5999901-slow-aes',
  text: 'Encrypting and decrypting with AES takes up to twice as long.',
  condition: 'processors with vector AES instructions',
  affectsDevice: true,
  resolved: false,
  mendedIn: null,
  link: null,
};

const codes = (more: Partial<PatchRiskInput>): readonly string[] => patchRiskOf({ ...plain, ...more }).reasons.map((reason) => reason.code);

describe('how likely an update does harm', () => {
  const table: readonly (readonly [string, Partial<PatchRiskInput>, 'low' | 'raised' | 'high', readonly string[]])[] = [
    ['nothing against it', {}, 'low', ['nothing-known-against']],
    ['it went well elsewhere', { results: { succeeded: 200, failed: 0 } }, 'low', ['nothing-known-against']],
    ['a restart', { restartNeeded: true }, 'raised', ['restart']],
    ['perhaps a restart', { restartNeeded: null }, 'raised', ['restart']],
    ['a kernel with restart', { kind: 'kernel', restartNeeded: true }, 'raised', ['deep-in-the-system', 'restart']],
    ['a kernel on a server', { kind: 'kernel', restartNeeded: true, role: 'server' }, 'high', ['deep-in-the-system', 'restart', 'server']],
    ['firmware without a way back', { kind: 'firmware', wayBack: false }, 'high', ['no-way-back', 'deep-in-the-system']],
    ['an application without a way back', { wayBack: false }, 'raised', ['no-way-back']],
    ['a way back nobody checked', { wayBack: null }, 'raised', ['no-way-back']],
    ['one failure of a hundred', { results: { succeeded: 99, failed: 1 } }, 'raised', ['failed-before']],
    ['one failure of ten', { results: { succeeded: 9, failed: 1 } }, 'high', ['failed-before']],
    ['taken back elsewhere', { rolledBackElsewhere: 2 }, 'raised', ['rolled-back-elsewhere']],
    ['taken back by this client', { rolledBackHere: 1 }, 'raised', ['rolled-back-here']],
    ['a mission-critical server', { role: 'server', tier: 'mission-critical' }, 'raised', ['server', 'mission-critical']],
    ['a known issue', { knownIssues: [slowerEncryption] }, 'high', ['known-issue']],
    ['a known issue of other devices', { knownIssues: [{ ...slowerEncryption, affectsDevice: false }] }, 'low', ['nothing-known-against']],
    ['a known issue that was mended', { knownIssues: [{ ...slowerEncryption, resolved: true }] }, 'low', ['nothing-known-against']],
    ['a known issue, unknown here', { knownIssues: [{ ...slowerEncryption, affectsDevice: null }] }, 'high', ['known-issue']],
  ];

  test.each(table)('%s', (_what, more, level, expected) => {
    expect(patchRiskOf({ ...plain, ...more }).level).toBe(level);
    expect(codes(more)).toEqual(expected);
  });

  test('an update that made encryption slower: the known issue is told with its id, its condition and its text', () => {
    const { reasons } = patchRiskOf({ ...plain, knownIssues: [slowerEncryption] });
    expect(reasons[0]?.sentence).toBe(
      'An issue is known (KB5999901-slow-aes) on processors with vector AES instructions; this device is one: ' +
        'Encrypting and decrypting with AES takes up to twice as long.',
    );
  });

  test('of other clients only the number is told', () => {
    expect(patchRiskOf({ ...plain, rolledBackElsewhere: 1 }).reasons[0]?.sentence).toBe('It was taken back once at other clients.');
    expect(patchRiskOf({ ...plain, rolledBackElsewhere: 2 }).reasons[0]?.sentence).toBe('It was taken back twice at other clients.');
  });

  test('of an update nothing is told that hangs on the device; an issue of some devices raises it, one of all makes it high', () => {
    const of = (issue: Partial<KnownIssue>) =>
      patchRiskOfUpdate({ ...plain, kind: 'kernel', restartNeeded: false, knownIssues: [{ ...slowerEncryption, ...issue }] });
    expect(of({ affectsDevice: null }).reasons.map(({ code, weight }) => [code, weight])).toEqual([
      ['known-issue', 'raises'],
      ['deep-in-the-system', 'raises'],
    ]);
    expect(of({ affectsDevice: true, condition: null })).toMatchObject({ level: 'high' });
    expect(patchRiskOfUpdate(plain)).toMatchObject({ level: 'low' });
  });

  test('the fix of such a fault is urgent for a device that shows it; its own risk changes nothing about that', () => {
    const fault = {
      kind: 'performance',
      shownBy: 'vendor-class',
      reason: 'Disks are read at half the speed since the last update.',
    } as const;
    expect(urgencyOf({ cves: [], fault }).urgency).toBe('urgent');
    expect(patchRiskOf({ ...plain, kind: 'kernel', restartNeeded: true, role: 'server' }).level).toBe('high');
  });
});
