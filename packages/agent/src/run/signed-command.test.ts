import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { realMachine } from '@fettle/managers/machine';
import type { Authority } from '@fettle/proof/authority';
import { documentOf, signCommand } from '@fettle/proof/signed-command';
import { authority, rootKey, serverKeyPair } from '@fettle/proof/trust.fixture';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { foldersIn, makeFolders } from '../state/folders.ts';
import { manageLimits } from '../testing/quick.ts';
import { runInWords, runSignedCommand } from './signed-command.ts';
import type { CommandWorld } from './signed-command.ts';

const me = readFileSync('/etc/passwd', 'utf8')
  .split('\n')
  .find((line) => line.split(':')[2] === String(process.getuid?.()))
  ?.split(':')[0];
const now = '2026-03-01T12:00:00Z';
const signed = { ...manageLimits, limits: { ...manageLimits.limits, scripts: 'signed' as const } };

let root: string;
let world: CommandWorld;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'fettle-command-'));
  const folders = foldersIn(root);
  makeFolders(folders);
  world = { machine: realMachine(), folders, limits: signed, authority, clientId: 'client-a', now: () => now };
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

type Change = Partial<Parameters<typeof signCommand>[0]>;

function signedScript(text: string, change: Change = {}, key = rootKey) {
  const script = new TextEncoder().encode(text);
  const fields = {
    name: 'what',
    purpose: 'check',
    interpreter: ['/bin/sh'],
    arguments: [],
    clients: '*',
    mostSeconds: 30,
    runAs: me ?? 'root',
    issuedAt: '2026-01-01T00:00:00Z',
    expiresAt: '2027-01-01T00:00:00Z',
    ...change,
  } as const;
  const envelope = signCommand(fields, script, key);
  return {
    ref: { name: fields.name, document: documentOf(envelope) ?? '' },
    carried: { envelope, script: Buffer.from(script).toString('base64') },
  };
}

function run(text: string, change: Change = {}, mostSeconds?: number) {
  const { ref, carried } = signedScript(text, change);
  return runSignedCommand(world, { ref, purpose: 'check', carried: [carried], ...(mostSeconds === undefined ? {} : { mostSeconds }) });
}

describe('a signed command on a device', () => {
  it('is run with its arguments, and says how it ended and what it wrote', async () => {
    const ran = await run('echo "to $1"; echo "and $2" >&2; exit 75', { arguments: ['the $HOME', 'end'] });
    expect(ran).toMatchObject({ ok: true, how: 'ended', exitCode: 75, output: 'to the $HOME\nand end' });
    expect(ran.ok && runInWords(ran)).toContain('ended with exit code 75. It wrote: to the $HOME');
  });

  it('finds a small environment, no input, and its script in a place that is its owner’s alone and gone afterwards', async () => {
    process.env['FETTLE_TEST_SECRET'] = 'secret';
    const ran = await run('cat; env | cut -d= -f1 | sort | tr "\\n" " "; stat -c " %a %u" "$0" "$(dirname "$0")"');
    delete process.env['FETTLE_TEST_SECRET'];
    const { output } = ran as { output: string };
    expect(output).toMatch(/^FETTLE_COMMAND HOME LC_ALL PATH (?:PWD )?(?:SHLVL )?(?:_ )? ?700 \d+\s+700 \d+$/);
    expect(readdirSync(world.folders.commands)).toEqual([]);
    expect(statSync(root).isDirectory()).toBe(true);
  });

  it('is cut where it floods', async () => {
    const ran = await run('i=0; while [ $i -lt 20000 ]; do echo "line $i of very many of them"; i=$((i+1)); done; echo the end');
    const { output } = ran as { output: string };
    expect(output.length).toBeLessThan(2_001);
    expect(output).toMatch(/^line 0 [\s\S]+characters left out[\s\S]+the end$/);
  });

  it('is ended when its time is up, with all that it started, even what left its group', async () => {
    const flag = join(root, 'still-there');
    const ran = await run(`setsid sh -c 'while :; do date > ${flag}; sleep 0.05; done' >/dev/null 2>&1 & exec sleep 60`, {}, 1);
    expect(ran).toMatchObject({ ok: true, how: 'timed-out', exitCode: null, seconds: 1 });
    rmSync(flag, { force: true });
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(existsSync(flag)).toBe(false);
  });

  it('leaves nothing behind that runs', async () => {
    const flag = join(root, 'still-there');
    await run(`setsid sh -c 'while :; do date > ${flag}; sleep 0.05; done' >/dev/null 2>&1 &`);
    // What was being written when it was ended may still come; a loop that goes on comes again.
    await new Promise((resolve) => setTimeout(resolve, 200));
    rmSync(flag, { force: true });
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(existsSync(flag)).toBe(false);
  });

  it.runIf(process.getuid?.() === 0)('is run as the user that was signed, who can read the script and not change it', async () => {
    const ran = await run('id -un; test -r "$0" && ! test -w "$0" && echo read-only', { runAs: 'nobody' });
    expect(ran).toMatchObject({ ok: true, exitCode: 0, output: 'nobody\nread-only' });
  });

  it('is not run where its interpreter or its user is not there', async () => {
    expect(await run('', { interpreter: ['/no/such/program'] })).toMatchObject({ ok: false, code: 'command.not-started' });
    expect(await run('', { runAs: 'nosuchuser' })).toMatchObject({ ok: false, code: 'command.no-user' });
  });
});

describe('a command is refused, and nothing of it reaches the disk,', () => {
  const flagged = () => signedScript(`touch ${join(root, 'ran')}`);
  const withdrawn = (document: string): Authority => ({ ...authority, withdrawnCommands: [document] });

  it.each<[string, string, (given: ReturnType<typeof signedScript>) => Promise<unknown>]>([
    [
      'where the agent only observes',
      'command.scripts-never',
      ({ ref, carried }) =>
        runSignedCommand(
          { ...world, limits: { ...signed, limits: { ...signed.limits, mode: 'observe' } } },
          { ref, purpose: 'check', carried: [carried] },
        ),
    ],
    [
      'where the limits file does not allow scripts',
      'command.scripts-never',
      ({ ref, carried }) => runSignedCommand({ ...world, limits: manageLimits }, { ref, purpose: 'check', carried: [carried] }),
    ],
    [
      'where the server changed a letter of the script',
      'command.script-differs',
      ({ ref, carried }) =>
        runSignedCommand(world, { ref, purpose: 'check', carried: [{ ...carried, script: Buffer.from('id').toString('base64') }] }),
    ],
    [
      'where the server signed one itself',
      'command.not-by-root',
      () => {
        const { ref, carried } = signedScript(`touch ${join(root, 'ran')}`, {}, serverKeyPair);
        return runSignedCommand(world, { ref, purpose: 'check', carried: [carried] });
      },
    ],
    [
      'where the server sends another one than was approved',
      'command.not-sent',
      ({ ref }) => runSignedCommand(world, { ref, purpose: 'check', carried: [signedScript('id').carried] }),
    ],
    [
      'for another purpose',
      'command.other-purpose',
      ({ ref, carried }) => runSignedCommand(world, { ref, purpose: 'before-change', carried: [carried] }),
    ],
    [
      'after its end',
      'command.expired',
      ({ ref, carried }) =>
        runSignedCommand({ ...world, now: () => '2027-01-01T00:00:00Z' }, { ref, purpose: 'check', carried: [carried] }),
    ],
    [
      'once it is withdrawn',
      'command.withdrawn',
      ({ ref, carried }) =>
        runSignedCommand({ ...world, authority: withdrawn(ref.document) }, { ref, purpose: 'check', carried: [carried] }),
    ],
    [
      'without an authority in force',
      'command.no-authority',
      ({ ref, carried }) => runSignedCommand({ ...world, authority: null }, { ref, purpose: 'check', carried: [carried] }),
    ],
  ])('%s', async (_when, code, attempt) => {
    expect(await attempt(flagged())).toMatchObject({ ok: false, code });
    expect(existsSync(join(root, 'ran'))).toBe(false);
    expect(existsSync(world.folders.commands)).toBe(false);
  });

  it('for another client', async () => {
    expect(await run('id', { clients: ['client-b'] })).toMatchObject({ ok: false, code: 'command.other-client' });
  });
});
