import { spawn } from 'node:child_process';
import type { ChildProcessByStdio } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { inCheckout } from './checkout.mjs';

/** A program that says what it hears, and ends a moment after the first signal so that a second one would be heard. */
const program = `
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => {
    console.log('heard ' + signal);
    setTimeout(() => { console.log('program ends'); process.exit(7); }, 400);
  });
  setInterval(() => {}, 1000);
  console.log('program runs as ' + process.pid);
`;

let scratch: string;
beforeEach(() => {
  scratch = mkdtempSync(join(tmpdir(), 'fettle-child-'));
});
afterEach(() => rmSync(scratch, { recursive: true, force: true }));

/** Starts a launcher like tools/start.mjs over the program, and waits until that runs. */
async function launch(options: { hasty?: true } = {}): Promise<{
  launcher: ChildProcessByStdio<null, Readable, null>;
  output: () => string;
  until: (text: string) => Promise<void>;
}> {
  const file = join(scratch, 'program.mjs');
  writeFileSync(file, program);
  const code = `
    import { runNode } from ${JSON.stringify(inCheckout('tools/setup/child.mjs'))};
    const { code } = await runNode(process.execPath, [${JSON.stringify(file)}], { cwd: ${JSON.stringify(scratch)}, hasty: ${options.hasty ?? false} });
    process.exitCode = code;
  `;
  const env = { ...process.env };
  delete env['npm_lifecycle_event']; // set when npm runs these tests; then a launcher also watches npm
  const launcher = spawn(process.execPath, ['--input-type=module', '-e', code], { env, stdio: ['ignore', 'pipe', 'inherit'] });
  let text = '';
  launcher.stdout.on('data', (chunk: Buffer) => (text += chunk.toString()));
  const until = async (wanted: string): Promise<void> => {
    while (!text.includes(wanted)) await once(launcher.stdout, 'data');
  };
  await until('program runs');
  return { launcher, output: () => text, until };
}

describe('a program under a launcher', () => {
  it('hears of a Ctrl-C once, although the terminal, npm and the shell all pass it on', async () => {
    const { launcher, output } = await launch();
    const ended = once(launcher, 'close');
    for (let times = 0; times < 3; times += 1) launcher.kill('SIGINT');
    launcher.kill('SIGTERM');
    const [code] = (await ended) as [number];
    expect(output().match(/heard/g)).toHaveLength(1);
    expect(output()).toContain('program ends');
    expect(code).toBe(7);
  });

  it('is asked to stop when its launcher is killed with -9', async () => {
    const { launcher, output, until } = await launch();
    launcher.kill('SIGKILL');
    await until('program ends');
    expect(output()).toContain('heard SIGTERM');
  });

  it('is killed with its launcher when it may be cut off anywhere', async () => {
    const { launcher, output } = await launch({ hasty: true });
    const pid = Number(/runs as (\d+)/.exec(output())?.[1]);
    launcher.kill('SIGKILL');
    await once(launcher.stdout, 'close'); // the program had the other end of it
    expect(pid).toBeGreaterThan(0);
    expect(output()).not.toContain('heard');
  });
});
