import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readInstruction } from '../obey/obey.ts';
import { foldersIn, makeFolders } from '../state/folders.ts';
import type { Folders } from '../state/folders.ts';
import { authorityOf, instructionOf, now } from '../testing/world.ts';
import { openJournal } from './journal.ts';

let folders: Folders;
beforeEach(() => {
  folders = foldersIn(mkdtempSync(join(tmpdir(), 'fettle-journal-')));
  makeFolders(folders);
});
afterEach(() => rmSync(folders.root, { recursive: true }));

const restart = { dueAt: 1, roundAt: 1, restartAt: 2, postponed: 0, shown: [] };
function taken() {
  const { journal } = openJournal(folders, now);
  const read = readInstruction(instructionOf(), authorityOf().authority);
  if (!read.ok) throw new Error(read.detail);
  return { journal, entry: journal.take(read.instruction, now) };
}

test('what the next life could not read back is refused, and what was there stays', () => {
  const { journal, entry } = taken();
  journal.change(entry.instruction.id, { phase: 'restarting', restart }, now);
  expect(() => journal.change(entry.instruction.id, { lockTimeoutSeconds: Infinity }, now)).toThrow('could not be read back');
  expect(journal.read('i-1')?.lockTimeoutSeconds).toBe(300);
  const again = openJournal(folders, now);
  expect(again.notices).toEqual([]);
  expect(again.journal.read('i-1')).toMatchObject({ phase: 'restarting', restart });
});

test('a restart that an earlier version wrote without its end begins anew, and the change is not lost', () => {
  const { journal, entry } = taken();
  journal.change(entry.instruction.id, { phase: 'restarting', restart }, now);
  const file = join(folders.journal, readdirSync(folders.journal)[0] ?? '');
  writeFileSync(file, readFileSync(file, 'utf8').replace('"restartAt":2', '"restartAt":null'));
  const again = openJournal(folders, now);
  expect(again.notices).toEqual([]);
  expect(again.journal.read('i-1')).toMatchObject({ phase: 'restarting', restart: null });
});
