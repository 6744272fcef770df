import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { realMachine, recordedMachine, recordingMachine } from './index.ts';
import { collectOutput } from './output.ts';

const machine = realMachine();
const bounds = { timeoutMs: 20_000, maxOutputBytes: 65_536 };
let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fettle-machine-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('a program on the real machine', () => {
  it('gets its arguments as they are, without a shell', async () => {
    const result = await machine.run(['printf', '%s|', '$(id)', ';', '*'], bounds);
    expect(result).toMatchObject({ exitCode: 0, stdout: '$(id)|;|*|', timedOut: false, notStarted: null });
  });

  it('sees a fixed environment that never asks', async () => {
    const { stdout } = await machine.run(['env'], { ...bounds, env: { EXTRA: 'yes' } });
    expect(stdout).toContain('LC_ALL=C.UTF-8');
    expect(stdout).toContain('DEBIAN_FRONTEND=noninteractive');
    expect(stdout).toContain('EXTRA=yes');
    expect(stdout).not.toContain('VITEST');
  });

  it('is an answer too when it is missing, fails or is ended by a signal', async () => {
    expect(await machine.run(['fettle-no-such-program'], bounds)).toMatchObject({
      exitCode: null,
      notStarted: expect.stringContaining('ENOENT'),
    });
    expect(await machine.run(['false'], bounds)).toMatchObject({ exitCode: 1 });
    expect(await machine.run(['sh', '-c', 'kill -9 $$'], bounds)).toMatchObject({ exitCode: null, signal: 'SIGKILL' });
  });

  it('is ended with all that it started when time is up', async () => {
    const mark = join(folder, 'child.pid');
    const result = await machine.run(['sh', '-c', `sleep 300 & echo $! > ${mark}; wait`], { ...bounds, timeoutMs: 500 });
    expect(result).toMatchObject({ timedOut: true, signal: 'SIGTERM' });
    const child = (await machine.readFile(mark))?.trim();
    const state = await machine.readFile(`/proc/${child}/stat`);
    // Gone, or a zombie that its new parent has not collected yet.
    expect(state === null || / Z /.test(state)).toBe(true);
  });

  it('does not hold us up when a daemon that it started keeps its output open', async () => {
    const result = await machine.run(['sh', '-c', 'setsid sleep 45 & echo started'], bounds);
    expect(result).toMatchObject({ exitCode: 0, stdout: 'started\n', timedOut: false });
  });

  it('hands its input over and its lines out', async () => {
    const lines: string[] = [];
    const result = await machine.run(['cat'], { ...bounds, input: 'one\ntwo\r30%\r60%\nthree', onLine: (line) => lines.push(line) });
    expect(result.stdout).toBe('one\ntwo\r30%\r60%\nthree');
    expect(lines).toEqual(['one', '60%', 'three']);
  });

  it('is bounded in what it prints: the beginning and the end stay', async () => {
    const result = await machine.run(['sh', '-c', 'echo begin; yes | head -c 500000; echo end'], { ...bounds, maxOutputBytes: 10_000 });
    expect(result.truncated).toBe(true);
    expect(result.stdout.length).toBeLessThan(10_100);
    expect(result.stdout.startsWith('begin')).toBe(true);
    expect(result.stdout.endsWith('end\n')).toBe(true);
  });

  it('can read from another, and may stop early', async () => {
    expect(await machine.pipe([['printf', 'b\na\n'], ['sort'], ['cat']], bounds)).toMatchObject({ exitCode: 0, stdout: 'a\nb\n' });
    expect(await machine.pipe([['yes'], ['head', '-n', '1']], bounds)).toMatchObject({ exitCode: 0, stdout: 'y\n' });
    expect(await machine.pipe([['fettle-no-such-program'], ['cat']], bounds)).toMatchObject({
      notStarted: expect.stringContaining('ENOENT'),
    });
  });
});

describe('a program whose output goes to a file', () => {
  it('answers like any other', async () => {
    const lines: string[] = [];
    const outputTo = join(folder, 'output');
    const result = await machine.run(['sh', '-c', 'echo out; echo err >&2; exit 3'], {
      ...bounds,
      outputTo,
      onLine: (line) => lines.push(line),
    });
    expect(result).toMatchObject({ exitCode: 3, stdout: 'out\nerr\n', stderr: '', timedOut: false });
    expect(lines).toEqual(['out', 'err']);
    expect(await machine.run(['fettle-no-such-program'], { ...bounds, outputTo })).toMatchObject({
      exitCode: null,
      notStarted: expect.stringContaining('ENOENT'),
    });
    expect(await machine.run(['sleep', '300'], { ...bounds, outputTo, timeoutMs: 300 })).toMatchObject({
      timedOut: true,
      signal: 'SIGTERM',
    });
  });

  it('runs to its end though the process that started it is killed', async () => {
    const done = join(folder, 'done');
    const work = `echo begun; until [ -e ${done}.go ]; do sleep 0.05; done; echo more; echo more; : > ${done}`;
    const code = `import { realMachine } from ${JSON.stringify(join(import.meta.dirname, 'real.ts'))};
      await realMachine().run(['sh', '-c', ${JSON.stringify(work)}], { timeoutMs: 30000, maxOutputBytes: 9999, outputTo: ${JSON.stringify(`${done}.log`)}, onLine: console.log });`;
    const starter = spawn(process.execPath, ['--input-type=module', '-e', code], { stdio: ['ignore', 'pipe', 'inherit'] });
    await new Promise((resolve) => starter.stdout.once('data', resolve));
    starter.kill('SIGKILL');
    await new Promise((resolve) => starter.once('exit', resolve));
    await writeFile(`${done}.go`, '');
    for (let look = 0; look < 200 && !(await machine.exists(done)); look += 1) await machine.wait(50);
    expect(await machine.readFile(`${done}.log`)).toBe('begun\nmore\nmore\n');
    expect(await machine.exists(done)).toBe(true);
  });
});

describe('files on the real machine', () => {
  it('are null where there is nothing', async () => {
    const nowhere = join(folder, 'nowhere');
    expect(await machine.readFile(nowhere)).toBeNull();
    expect(await machine.readDir(nowhere)).toBeNull();
    expect(await machine.stat(nowhere)).toBeNull();
    expect(await machine.sha256(nowhere)).toBeNull();
    expect(await machine.exists(nowhere)).toBe(false);
  });

  it('are written whole, moved, hashed and removed', async () => {
    const at = join(folder, 'a/b');
    await machine.makeFolder(at);
    await machine.writeFile(join(at, 'x'), 'text');
    await machine.move(join(at, 'x'), join(at, 'y'));
    expect(await machine.readDir(at)).toEqual(['y']);
    expect(await machine.readFile(join(at, 'y'), 2)).toBe('te');
    expect(await machine.sha256(join(at, 'y'))).toBe('982d9e3eb996f559e633f4d194def3761d909f5a3b647d1a851fead67c32c9d1');
    expect(await machine.stat(join(at, 'y'))).toMatchObject({ kind: 'file', bytes: 4 });
    expect(await machine.freeBytes(at)).toBeGreaterThan(0);
    await machine.remove(join(folder, 'a'));
    await machine.remove(join(folder, 'a'));
    expect(await machine.exists(at)).toBe(false);
  });
});

describe('a recording', () => {
  it('replays what the recorder heard, in its order, and fails for what it does not know', async () => {
    await writeFile(join(folder, 'f'), 'first');
    const recorder = recordingMachine(machine, (text) => text.replaceAll(folder, '/somewhere'));
    await recorder.machine.run(['cat', join(folder, 'f')], bounds);
    await recorder.machine.readFile(join(folder, 'f'));
    await writeFile(join(folder, 'f'), 'second');
    await recorder.machine.readFile(join(folder, 'f'));
    await recorder.machine.pipe([['echo', folder], ['cat']], bounds);
    const recording = await recorder.finish('a test');
    expect(JSON.stringify(recording)).not.toContain(folder);

    const ran: (readonly string[])[] = [];
    const again = recordedMachine(recording, ran);
    expect((await again.run(['cat', '/somewhere/f'], bounds)).stdout).toBe('first');
    expect(await again.readFile('/somewhere/f')).toBe('first');
    expect(await again.readFile('/somewhere/f')).toBe('second');
    expect(await again.readFile('/somewhere/f')).toBe('second');
    expect((await again.pipe([['echo', '/somewhere'], ['cat']], bounds)).stdout).toBe('/somewhere\n');
    await expect(again.run(['rm', '-rf', '/'], bounds)).rejects.toThrow('does not know the command: rm -rf /');
    expect(ran).toHaveLength(3);
  });
});

describe('collected output', () => {
  it('loses nothing within its bound, however it is cut into pieces', () => {
    const text = 'Żółw — 亀\n'.repeat(50);
    const bytes = Buffer.from(text);
    for (const size of [1, 3, 7, 1000]) {
      const collector = collectOutput(bytes.length);
      for (let from = 0; from < bytes.length; from += size) collector.take(bytes.subarray(from, from + size));
      expect(collector.end()).toEqual({ text, truncated: false });
    }
  });
});
