/** What an earlier agent noted of its snapshots is still known: else they would hold on to what is deleted for good. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { foldersIn } from './folders.ts';
import { noteKept, readKept } from './snapshots.ts';

const name = `before-${'a'.repeat(32)}`;
const noted = { name, subvolume: '/@rootfs', source: '/dev/vda2', removeAt: '2026-01-08T00:00:00Z' };

function kept(text: string) {
  const root = mkdtempSync(join(tmpdir(), 'fettle-kept-'));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  const folders = foldersIn(root);
  writeFileSync(folders.snapshots, text);
  return folders;
}

test('a note without a file system is of a btrfs, and is replaced by a newer one of its name', () => {
  const folders = kept(JSON.stringify([noted]));
  expect(readKept(folders)).toEqual([{ ...noted, filesystem: 'btrfs' }]);
  const later = { ...noted, filesystem: 'btrfs' as const, removeAt: '2026-01-09T00:00:00Z' };
  noteKept(folders, later);
  expect(readKept(folders)).toEqual([later]);
});

test.each(['', '{', '[{"name":1}]', JSON.stringify([{ ...noted, filesystem: 'other' }])])(
  'what can not be read is begun anew: %j',
  (text) => {
    expect(readKept(kept(text))).toEqual([]);
  },
);
