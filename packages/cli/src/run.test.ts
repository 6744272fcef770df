import { chmodSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { runCli } from './run.ts';
import { testFolder, testIo } from './testing/io.ts';

type Answer = { readonly status: number; readonly body: string; readonly type?: string };
const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

/** Something that answers over HTTP, and what it was asked. */
async function listener(answer: Answer): Promise<{ url: string; asked: { url: string; authorization: string }[] }> {
  const asked: { url: string; authorization: string }[] = [];
  const server = createServer((request, response) => {
    asked.push({ url: request.url ?? '', authorization: request.headers.authorization ?? '' });
    response.writeHead(answer.status, { 'content-type': answer.type ?? 'application/problem+json' }).end(answer.body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closing.push(() => new Promise((resolve) => void server.close(() => resolve())));
  // A TCP server that listens has an address of this kind.
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked };
}

function problem(code: string, status: number): Answer {
  const body = { type: 'urn:x', title: 'Title', status, detail: 'The particulars.', code, remedy: 'What to do.', requestId: 'req-1' };
  return { status, body: JSON.stringify(body) };
}

const key = 'fettle_00000000-0000-7000-8000-000000000000_secret';

describe('the exit code', () => {
  it.each([
    ['of help', ['--help'], 0],
    ['of the version', ['--version'], 0],
    ['of an unknown command', ['stauts'], 2],
    ['of an unknown option', ['status', '--blue'], 2],
    ['of a missing argument', ['device'], 2],
    ['of no command at all', ['deploy'], 2],
    ['of a wrong choice', ['devices', '--health', 'splendid'], 2],
    ['without a server', ['status'], 2],
    ['of plain http across a network', ['status', '--server', 'http://192.0.2.7:8440'], 2],
    ['without an API key', ['status', '--server', 'http://127.0.0.1:9'], 4],
  ])('%s', async (_what, args, code) => {
    expect(await runCli(args, testIo())).toBe(code);
  });

  it.each([
    ['sign-in.required', 401, 4],
    ['permission.missing', 403, 4],
    ['not-found', 404, 1],
    ['deployment.not-ready', 409, 5],
    ['unavailable', 503, 3],
    ['internal', 500, 1],
  ])('of the refusal %s (%i) is %i', async (code, status, exit) => {
    const { url } = await listener(problem(code, status));
    expect(await runCli(['status', '--server', url], testIo({ env: { FETTLE_API_KEY: key } }))).toBe(exit);
  });

  it('of a server that is not there is 3, and the sentence says why', async () => {
    const { url } = await listener(problem('internal', 500));
    await closing.pop()?.();
    const io = testIo({ env: { FETTLE_API_KEY: key } });
    expect(await runCli(['status', '--server', url], io)).toBe(3);
    expect(io.told()).toContain(`${url} can not be reached: nothing listens there.`);
    expect(io.said()).toBe('');
  });

  it.each([
    ['a page of somebody else', { status: 200, body: '<h1>router</h1>', type: 'text/html' }, 1],
    ['broken JSON', { status: 200, body: '{"items":', type: 'application/json' }, 3],
    ['a proxy that fails', { status: 502, body: 'bad gateway', type: 'text/plain' }, 3],
    ['a redirect', { status: 302, body: '', type: 'text/plain' }, 3],
    ['another shape', { status: 200, body: '{"items":[]}', type: 'application/json' }, 1],
  ])('of %s is no success', async (_what, answer, exit) => {
    const { url } = await listener(answer);
    const io = testIo({ env: { FETTLE_API_KEY: key } });
    expect(await runCli(['status', '--server', url], io)).toBe(exit);
    expect(io.said()).toBe('');
  });
});

describe('a refusal', () => {
  it('speaks: title, sentence, what to do, code', async () => {
    const { url } = await listener(problem('permission.missing', 403));
    const io = testIo({ env: { FETTLE_API_KEY: key } });
    await runCli(['status', '--server', url], io);
    expect(io.told()).toBe('Title. [permission.missing]\nThe particulars.\nWhat to do.\nRequest req-1\n');
  });

  it('is one JSON object on standard error with --json, and standard output stays empty', async () => {
    const { url } = await listener(problem('permission.missing', 403));
    const io = testIo({ env: { FETTLE_API_KEY: key } });
    await runCli(['status', '--json', '--server', url], io);
    expect(JSON.parse(io.told())).toEqual({
      code: 'permission.missing',
      title: 'Title',
      detail: 'The particulars.',
      remedy: 'What to do.',
      status: 403,
      requestId: 'req-1',
      errors: [],
    });
    expect(io.said()).toBe('');
  });

  it('can not steer the terminal', async () => {
    const body = JSON.stringify({ ...(JSON.parse(problem('internal', 500).body) as object), detail: '\u001b]0;owned\u0007' });
    const { url } = await listener({ status: 500, body });
    const io = testIo({ env: { FETTLE_API_KEY: key } });
    await runCli(['status', '--server', url], io);
    expect(io.told()).not.toContain('\u001b');
  });
});

describe('a document', () => {
  const id = '0199aaaa-0000-7000-8000-000000000001';
  const env = { FETTLE_API_KEY: key };

  it('goes to a file whole, byte for byte', async () => {
    const { url, asked } = await listener({ status: 200, body: '%PDF-1.7 \u00e9', type: 'application/pdf' });
    const io = testIo({ env });
    expect(await runCli(['deploy', 'report', id, '--pdf', 'report.pdf', '--server', url], io)).toBe(0);
    expect(readFileSync(join(io.folder, 'report.pdf'), 'utf8')).toBe('%PDF-1.7 \u00e9');
    expect(asked.map((request) => request.url)).toEqual([`/api/v1/deployments/${id}/report.pdf`]);
    expect(readdirSync(io.folder)).toEqual(['report.pdf']);
  });

  it('goes to standard output as it is, and nothing else does', async () => {
    const { url } = await listener({ status: 200, body: '<!doctype html><p>Report', type: 'text/html' });
    const io = testIo({ env });
    expect(await runCli(['deploy', 'report', id, '--server', url], io)).toBe(0);
    expect(io.said()).toBe('<!doctype html><p>Report');
  });

  it.each([['--pdf'], ['--html']])('that is refused leaves no file behind (%s)', async (option) => {
    const { url } = await listener(problem('unavailable', 503));
    const io = testIo({ env });
    expect(await runCli(['deploy', 'report', id, option, 'report', '--server', url], io)).toBe(3);
    expect(readdirSync(io.folder)).toEqual([]);
  });

  it('of the audit trail is exported as it is', async () => {
    const { url, asked } = await listener({ status: 200, body: '{"format":"fettle-audit/1"}\n', type: 'application/jsonl' });
    const io = testIo({ env });
    expect(await runCli(['evidence', 'export', '--out', 'audit.jsonl', '--json', '--server', url], io)).toBe(0);
    expect(JSON.parse(io.said())).toEqual({ path: join(io.folder, 'audit.jsonl'), bytes: 28 });
    expect(asked.map((request) => request.url)).toEqual(['/api/v1/audit/export']);
  });

  it('that can not be written is told by its path', async () => {
    const { url } = await listener({ status: 200, body: 'x', type: 'text/html' });
    const io = testIo({ env });
    expect(await runCli(['deploy', 'report', id, '--html', 'no/such/folder/report.html', '--server', url], io)).toBe(1);
    expect(io.told()).toContain('can not be written: there is no such file or folder');
  });
});

describe('the API key', () => {
  function keysFolder(server: string, mode = 0o600): string {
    const folder = testFolder();
    mkdirSync(join(folder, 'keys'));
    writeFileSync(join(folder, 'keys', 'cli.json'), JSON.stringify({ server, key: `${key}-local`, rootKeyId: 'a'.repeat(64) }), { mode });
    chmodSync(join(folder, 'keys', 'cli.json'), mode);
    return folder;
  }

  it('comes from cli.json of the keys folder, and goes to the server that wrote it', async () => {
    const { url, asked } = await listener(problem('internal', 500));
    await runCli(['status'], testIo({ folder: keysFolder(url) }));
    expect(asked).toEqual([{ url: '/api/v1/today', authorization: `Bearer ${key}-local` }]);
  });

  it('of cli.json goes to no other server', async () => {
    const { url, asked } = await listener(problem('internal', 500));
    const io = testIo({ folder: keysFolder('http://127.0.0.1:1') });
    expect(await runCli(['status', '--server', url], io)).toBe(4);
    expect(io.told()).toContain('is sent nowhere else');
    expect(asked).toEqual([]);
  });

  it('from a file or the environment goes before cli.json', async () => {
    const { url, asked } = await listener(problem('internal', 500));
    const folder = keysFolder(url);
    writeFileSync(join(folder, 'api.key'), `${key}-file\n`, { mode: 0o600 });
    await runCli(['status', '--api-key', 'api.key'], testIo({ folder }));
    await runCli(['status', '--key', 'api.key'], testIo({ folder }));
    await runCli(['status'], testIo({ folder, env: { FETTLE_API_KEY: `${key}-env` } }));
    expect(asked.map(({ authorization }) => authorization)).toEqual([`Bearer ${key}-file`, `Bearer ${key}-file`, `Bearer ${key}-env`]);
  });

  it.each([[0o644], [0o640], [0o660]])('in a file of mode %o is refused with a sentence', async (mode) => {
    const { url, asked } = await listener(problem('internal', 500));
    const io = testIo({ folder: keysFolder(url, mode) });
    expect(await runCli(['status'], io)).toBe(1);
    expect(io.told()).toContain('can be read by others');
    expect(asked).toEqual([]);
  });
});
