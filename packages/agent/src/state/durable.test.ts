import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createOnce, writeDurably } from './durable.ts';
import { foldersIn, makeFolders, tidyFolders } from './folders.ts';
import { kept } from './read-file.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'fettle-durable-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

test('a write that fails leaves the old content, and nothing beside it', () => {
  const path = join(folder, 'state.json');
  const state = kept(path, { count: 0 });
  state.set({ count: 1 });
  // What stands where the new content is written first can not be overwritten: as a full disk, for whoever is root.
  mkdirSync(`${path}.new/inside`, { recursive: true });
  expect(() => state.set({ count: 2 })).toThrow();
  expect(state.get()).toEqual({ count: 1 });
  expect(readFileSync(path, 'utf8')).toBe('{"count":1}\n');
  rmSync(`${path}.new`, { recursive: true, force: true });
  state.set({ count: 3 });
  expect(readdirSync(folder)).toEqual(['state.json']);
});

test('an equal value is not written again', () => {
  const path = join(folder, 'state.json');
  const state = kept(path, { count: 0 });
  state.set({ count: 0 });
  expect(existsSync(path)).toBe(false);
});

test('of two that want to be first one is, and finds what it wrote', () => {
  const path = join(folder, 'claim.json');
  expect([createOnce(path, 'a'), createOnce(path, 'b')]).toEqual([true, false]);
  expect(readFileSync(path, 'utf8')).toBe('"a"\n');
  expect(readdirSync(folder)).toEqual(['claim.json']);
});

test('leftovers of interrupted writes go at the start, those of a step that goes on by itself stay', () => {
  const folders = foldersIn(folder);
  makeFolders(folders);
  const left = [
    'contact.json.new',
    'journal/0123.json.new',
    'journal/0123.forward.1.receipt.json.new',
    'journal/0123.forward.1.claim.json.77.new',
  ];
  for (const name of left) writeFileSync(join(folder, name), '{');
  tidyFolders(folders);
  expect(left.filter((name) => existsSync(join(folder, name)))).toEqual(left.slice(2));
  writeDurably(join(folder, 'contact.json'), '{}');
});
