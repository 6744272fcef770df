import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { isNeverChanged, readLimits } from './limits.ts';

const me = process.getuid?.() ?? 0;
let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'fettle-limits-'));
  path = join(folder, 'limits.json');
});
afterEach(() => rmSync(folder, { recursive: true }));

function read(text: string | null, mode = 0o644) {
  if (text !== null) {
    writeFileSync(path, text);
    chmodSync(path, mode);
  }
  return readLimits(path, false, me, me);
}

test('what is not said has its default', () => {
  expect(read('{"mode":"manage"}')).toEqual({
    because: null,
    limits: {
      mode: 'manage',
      windows: null,
      restarts: 'allowed',
      neverChange: [],
      changesPerDay: 2000,
      scripts: 'never',
      removals: 'never',
    },
  });
});

describe('an agent only observes, and says why,', () => {
  test.each<[string, string | null, RegExp]>([
    ['without the file', null, /ENOENT/],
    ['with an empty file', '', /can not be read/],
    ['with half a file', '{"mode":"man', /can not be read/],
    ['with a setting that it does not know', '{"mode":"manage","shell":true}', /shell/],
    ['with a file that allows scripts of anybody', '{"mode":"manage","scripts":"all"}', /scripts/],
    ['with a file that allows removals', '{"mode":"manage","removals":"allowed"}', /removals/],
    ['with a number that is none', '{"mode":"manage","changesPerDay":-1}', /changesPerDay/],
  ])('%s', (_, text, because) => {
    const limits = read(text);
    expect(limits.limits).toMatchObject({ mode: 'observe', restarts: 'never', changesPerDay: 0 });
    expect(limits.because).toMatch(because);
  });

  test('where the file says so', () => {
    expect(read('{"mode":"observe"}')).toMatchObject({ limits: { mode: 'observe' }, because: `${path} says observe` });
  });

  test('where others may write the file, or its folder', () => {
    expect(read('{"mode":"manage"}', 0o664).because).toContain('writable by root only');
    expect(read('{"mode":"manage"}', 0o644).because).toBeNull();
    chmodSync(folder, 0o777);
    expect(read('{"mode":"manage"}').because).toContain('writable by root only');
  });

  test('where it is not root, or was told to', () => {
    writeFileSync(path, '{"mode":"manage"}');
    expect(readLimits(path, false, me + 1, me).because).toBe('not running as root');
    expect(readLimits(path, true, me, me).because).toBe('started with --observe');
    expect(readLimits(path, false, me, me + 1).limits.mode).toBe('observe');
  });
});

test('packages that are never changed are named, or matched by a star', () => {
  const { limits } = read('{"mode":"manage","neverChange":["linux-*","sudo"]}');
  expect(['linux-image-amd64', 'sudo', 'sudo-ldap', 'nginx'].map((name) => isNeverChanged(limits, name))).toEqual([
    true,
    true,
    false,
    false,
  ]);
});
