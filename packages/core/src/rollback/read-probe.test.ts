import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parsePolicyPart } from '../policy/index.ts';
import { backupInWords, mostProbeOutput, readProbe } from './index.ts';
import type { BackupRule } from './index.ts';

const now = '2026-03-02T00:00:00Z';
const item = (more: object = {}) => ({ at: '2026-03-01T02:00:00Z', ok: true, ...more });
const line = (...backups: readonly unknown[]) => JSON.stringify({ backups });

describe('what a probe wrote', () => {
  test('is one line of JSON, whatever stands around it', () => {
    const text = `reading /var/backups\n${line(item({ kind: 'image', tool: 'borg' }), item({ what: 'restore-test', seconds: 40 }))}\n`;
    expect(readProbe(text, now)).toEqual({
      ok: true,
      backups: [
        { at: '2026-03-01T02:00:00Z', ok: true, what: 'backup', kind: 'image', tool: 'borg' },
        { at: '2026-03-01T02:00:00Z', ok: true, what: 'restore-test', seconds: 40 },
      ],
    });
    expect(readProbe(line(), now)).toEqual({ ok: true, backups: [] });
  });

  test.each([
    ['', 'no line of JSON'],
    ['{"backups":', 'is not JSON'],
    ['{"backup":[]}', 'a member that nobody knows: “backup”'],
    ['{}', 'no list “backups”'],
    [line(item(), 'two'), 'Backup 2 of its list: it is no object'],
    [line(item({ ok: 'yes' })), '“ok” must be true or false'],
    [line(item({ at: '2026-03-01 02:00' })), 'is no time'],
    [line(item({ at: '2026-03-02T00:11:00Z' })), 'lies in the future'],
    [line(item({ device: 'db2' })), 'nobody knows its member “device”'],
    [line(item({ what: 'hope' })), 'neither backup nor restore-test'],
    [line(item({ kind: 'x'.repeat(61) })), 'its “kind” is longer than 60 characters'],
    [line(...Array.from({ length: 51 }, () => ({}))), 'lists 51 backups'],
    [line(item({ note: 'x'.repeat(mostProbeOutput) })), 'more than 2000 characters'],
  ])('%j is refused whole, with the reason', (text, because) => {
    const read = readProbe(text, now);
    expect(read.ok ? '' : read.because).toContain(because);
  });

  test('never throws, and says nothing of other devices', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.json(),
          fc.array(fc.object(), { maxLength: 3 }).map((all) => JSON.stringify({ backups: all })),
        ),
        (text) => {
          const read = readProbe(text, now);
          if (read.ok) expect(read.backups.every((one) => !('device' in one))).toBe(true);
          else expect(read.because).not.toBe('');
        },
      ),
    );
  });
});

const rule: BackupRule = { tiers: ['low'], maxAgeHours: 24, restoreTestDays: null, recoverWithinMinutes: null, missing: 'warn' };
const probe = { command: { name: 'last backup', document: 'a'.repeat(64) }, everyHours: 12 };

test.each([
  [{ probe }, 0],
  [{ probe: { ...probe, everyHours: 0 } }, 1],
  [{ probe: { ...probe, command: { name: 'x', document: 'y' } } }, 1],
  [{ probe: null }, 1],
  [{ probe: { command: probe.command } }, 1],
])('%j in a rule is read, or refused with its place', (part, problems) => {
  const read = parsePolicyPart({ name: 'n', owner: 'o', reviewAt: '2099-01-01', backup: [{ ...rule, ...part }] }, 'device');
  expect(read.ok ? 0 : read.problems.length).toBe(problems);
});

test('a probe is said in words', () => {
  expect(backupInWords({ ...rule, probe })).toContain('asked every 12 hours by the signed command “last backup”');
});
