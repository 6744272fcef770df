import { createServer } from 'node:net';
import type { AddressInfo, Server, Socket } from 'node:net';
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { post, refuseAddress } from './transport.ts';

test.each([
  ['https://fettle.example', false, null],
  ['https://fettle.example:8441', false, null],
  ['http://127.0.0.1:8441', false, null],
  ['http://[::1]:8441', false, null],
  ['http://localhost:8441', false, null],
  ['http://fettle.example:8441', false, /plain http/],
  ['http://fettle.example:8441', true, null],
  ['http://127.0.0.1.example:8441', false, /plain http/],
  ['ftp://fettle.example', true, /neither http nor https/],
  ['fettle.example', true, /not an address/],
  ['https://fettle.example/fettle', true, /without path/],
  ['https://user:word@fettle.example', true, /without path, name/],
])('the address %s with --allow-http %s', (server, allowHttp, refused) => {
  const answer = refuseAddress({ server, allowHttp });
  if (refused === null) expect(answer).toBeNull();
  else expect(answer).toMatch(refused);
});

test('plain http beyond this machine is refused at every post, not only at enrolment', async () => {
  expect(await post({ server: 'http://192.0.2.1:9', allowHttp: false }, '/x', {})).toMatchObject({ ok: false, code: 'address' });
});

async function listen(listener: Server) {
  await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve));
  return { server: `http://127.0.0.1:${(listener.address() as AddressInfo).port}`, allowHttp: false };
}

test('a connection that the server closed meanwhile is no failure', async () => {
  // Answers once a connection, and closes when it is used again.
  const listener = createServer((socket: Socket) => {
    let asked = 0;
    socket.on('data', () => {
      asked += 1;
      if (asked === 1) socket.write('HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 4\r\n\r\ntrue');
      else socket.destroy();
    });
    socket.on('error', () => undefined);
  });
  const to = await listen(listener);
  for (let count = 0; count < 3; count += 1) expect(await post(to, '/x', {})).toEqual({ ok: true, body: true });
  listener.close();
});

test.each([
  ['HTTP/1.1 404 Not Found\r\ncontent-length: 2\r\n\r\nno', { ok: false, status: 404, code: 'unreadable' }],
  ['HTTP/1.1 500 Oops\r\ncontent-length: 4\r\n\r\nnull', { ok: false, status: 500, code: 'unknown' }],
  ['HTTP/1.1 403 No\r\ncontent-length: 27\r\n\r\n{"code":"x.y","detail":"z"}', { ok: false, status: 403, code: 'x.y', detail: 'z' }],
  ['nonsense\r\n\r\n', { ok: false, status: null, code: 'unreachable' }],
])('the answer %j is a value', async (answer, expected) => {
  const listener = createServer((socket: Socket) => {
    socket.once('data', () => socket.end(answer));
    socket.on('error', () => undefined);
  });
  const to = await listen(listener);
  expect(await post(to, '/x', {})).toMatchObject(expected);
  listener.close();
});

test('fetch is not loaded, which would cost every device 16 MiB', () => {
  const agent = fileURLToPath(new URL('../agent.ts', import.meta.url));
  const program = `await import(${JSON.stringify(agent)}); await import('@fettle/managers/list'); await import('@fettle/managers/machine');
    console.log(process.moduleLoadList.filter((name) => name.includes('undici')).length)`;
  const ran = spawnSync(process.execPath, ['--input-type=module', '-e', program], {
    cwd: fileURLToPath(new URL('..', import.meta.url)),
    encoding: 'utf8',
  });
  expect(ran.stdout.trim()).toBe('0');
});
