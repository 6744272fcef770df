import { describe, expect, test } from 'vitest';
import { exitCodes, help, readOptions } from './options.ts';

describe('a wrong call is answered with a sentence', () => {
  test.each([
    [[], 'fettle-agent enrol'],
    [['bogus'], 'does not know "bogus"'],
    [['run', 'twice'], '"twice" is too much'],
    [['run', '--nonsense'], "Unknown option '--nonsense'"],
    [['run', '--scan-seconds', 'soon'], 'take whole seconds'],
    [['run', '--refresh-seconds', '0'], 'take whole seconds'],
    [['run', '--refresh-seconds', '-1'], 'ambiguous'],
  ])('%j', (args, words) => {
    const called = readOptions(args);
    expect(called).toMatchObject({ ok: false, code: exitCodes.usage });
    expect(!called.ok && called.text).toContain(words);
  });
});

test('help names every option of every command', () => {
  for (const option of [
    'server',
    'token',
    'trust',
    'state',
    'limits',
    'observe',
    'allow-http',
    'refresh-seconds',
    'scan-seconds',
    'once',
    'with-parent',
    'json',
    'version',
    'help',
  ])
    expect(help).toContain(`--${option}`);
  expect(readOptions(['--help'])).toMatchObject({ ok: false, code: exitCodes.done });
});

test('what is not said has its default', () => {
  expect(readOptions(['run'])).toMatchObject({
    ok: true,
    options: { state: '/var/lib/fettle-agent', limits: '/etc/fettle-agent/limits.json', refreshSeconds: 14_400, scanSeconds: 3600 },
  });
});
