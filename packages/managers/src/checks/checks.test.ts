import type { HealthCheck } from '@fettle/core/deployment';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { recordedMachine } from '../machine/index.ts';
import type { RecordedCommand } from '../machine/index.ts';
import { runHealthChecks } from './index.ts';

function device(...commands: RecordedCommand[]) {
  return recordedMachine({ about: 'a device', isRoot: true, commands, reads: { file: { '/proc/sys/kernel/hostname': ['web-1\n'] } } });
}
function systemctl(unit: string, stdout: string, exitCode = 0): RecordedCommand {
  return { argv: ['systemctl', 'show', '--property=LoadState,ActiveState,SubState', '--', unit], exitCode, stdout, stderr: '' };
}

let port = 0;
let failuresLeft = 0;
const server = createServer((request, response) => {
  if (request.url === '/starting' && failuresLeft-- > 0) response.writeHead(503).end();
  else
    response
      .writeHead(request.url === '/broken' ? 500 : request.url === '/moved' ? 302 : 200, { location: 'http://192.0.2.1/' })
      .end('body');
});

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  port = (server.address() as AddressInfo).port;
});
afterAll(() => new Promise((resolve) => server.close(resolve)));

async function answerOf(check: HealthCheck, ...commands: RecordedCommand[]) {
  const [answer] = await runHealthChecks(device(...commands), [check]);
  return answer;
}
const unit = (name: string): HealthCheck => ({ kind: 'service', name: 'svc', unit: name, timeoutSeconds: 1 });
const http = (path: string, host = '127.0.0.1', timeoutSeconds = 1): HealthCheck => ({
  kind: 'http',
  name: 'page',
  url: `http://${host}:${port}${path}`,
  expectStatus: 200,
  timeoutSeconds,
});

describe('a service check', () => {
  it.each([
    ['active', 'running', 'passed'],
    ['failed', 'failed', 'failed'],
    ['inactive', 'dead', 'failed'],
    ['activating', 'start', 'failed'],
  ])('of a unit that is %s (%s) has %s', async (active, sub, answer) => {
    const got = await answerOf(
      unit('nginx.service'),
      systemctl('nginx.service', `LoadState=loaded\nActiveState=${active}\nSubState=${sub}\n`),
    );
    expect(got).toMatchObject({ answer });
    expect(got?.detail).toContain(active);
  });

  it('fails for a unit that the device does not have', async () => {
    expect(
      await answerOf(unit('nope.service'), systemctl('nope.service', 'LoadState=not-found\nActiveState=inactive\nSubState=dead\n')),
    ).toMatchObject({ answer: 'failed' });
  });

  it('can not measure without systemd, and never asks for a name that is an option', async () => {
    expect(await answerOf(unit('nginx'), systemctl('nginx', '', 1))).toMatchObject({ answer: 'could-not-measure' });
    expect(await answerOf(unit('--now'))).toMatchObject({ answer: 'could-not-measure' });
  });
});

describe('an http check', () => {
  it('passes on the expected status', async () => {
    expect(await answerOf(http('/'))).toMatchObject({ name: 'page', answer: 'passed' });
    expect(await answerOf(http('/', 'localhost'))).toMatchObject({ answer: 'passed' });
    expect(await answerOf(http('/', 'web-1'))).toMatchObject({ answer: 'passed' });
  });

  it('fails on another status, and does not follow a redirect', async () => {
    expect(await answerOf(http('/broken'))).toMatchObject({ answer: 'failed' });
    expect((await answerOf(http('/moved')))?.detail).toContain('answered 302');
  });

  it('waits for a service that is still starting', async () => {
    failuresLeft = 1;
    expect(await answerOf(http('/starting', '127.0.0.1', 10))).toMatchObject({ answer: 'passed' });
  });

  it('can not measure anything but this device', async () => {
    expect(await answerOf(http('/', '192.0.2.7'))).toMatchObject({ answer: 'could-not-measure' });
    expect(await answerOf(http('/', 'example.test'))).toMatchObject({ answer: 'could-not-measure' });
    expect(await answerOf({ ...http('/'), url: 'file:///etc/passwd' } as HealthCheck)).toMatchObject({ answer: 'could-not-measure' });
  });
});

describe('a tcp check', () => {
  it('passes where something listens and fails where nothing does', async () => {
    expect(await answerOf({ kind: 'tcp', name: 'port', host: 'localhost', port, timeoutSeconds: 1 })).toMatchObject({ answer: 'passed' });
    expect(await answerOf({ kind: 'tcp', name: 'port', host: '127.0.0.1', port: 1, timeoutSeconds: 1 })).toMatchObject({
      answer: 'failed',
    });
  });

  it('can not measure another device', async () => {
    expect(await answerOf({ kind: 'tcp', name: 'port', host: '192.0.2.7', port: 22, timeoutSeconds: 1 })).toMatchObject({
      answer: 'could-not-measure',
    });
  });
});
