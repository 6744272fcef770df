import { mkdtemp, mkdir, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { realMachine } from '../machine/index.ts';
import { readConfiguration } from './index.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fettle-etc-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

describe('configuration', () => {
  test('is read with rights, owners and links, whatever its names are', async () => {
    await mkdir(join(folder, 'a b'));
    await writeFile(join(folder, 'a b', 'odd\n\tname'), 'x', { mode: 0o640 });
    await symlink('../elsewhere', join(folder, 'link'));
    const read = await readConfiguration(realMachine(), folder);
    expect(read).toMatchObject({ notLookedAt: 0, files: [{ path: join(folder, 'a b', 'odd\n\tname') }, { sha256: null }] });
    expect(read?.files[0]?.facts).toMatch(/^f 640 \d+:\d+ $/);
    expect(read?.files[1]?.facts).toMatch(/^l 777 \d+:\d+ \.\.\/elsewhere$/);
  });

  test('is bounded, and says what it left out; what programs derive is not compared', async () => {
    await writeFile(join(folder, 'a'), 'x'.repeat(100));
    await writeFile(join(folder, 'b'), 'x');
    await writeFile(join(folder, 'c'), 'x');
    await writeFile(join(folder, 'ld.so.cache'), 'x');
    const paths = async (bounds: { files: number; bytes: number }) => {
      const read = await readConfiguration(realMachine(), folder, bounds);
      return [read?.files.map(({ path }) => path.slice(folder.length + 1)), read?.notLookedAt];
    };
    expect(await paths({ files: 10, bytes: 10 })).toEqual([['b', 'c'], 1]);
    expect(await paths({ files: 2, bytes: 1000 })).toEqual([['a', 'b'], 1]);
  });

  test('that can not be listed whole is not known', async () => {
    expect(await readConfiguration(realMachine(), join(folder, 'none'))).toBeNull();
  });
});
