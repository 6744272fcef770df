import { expect, test } from 'vitest';
import { loadConfig } from './index.ts';
import type { Config } from './index.ts';

function load(env: Record<string, string>, files: Record<string, string> = {}) {
  return loadConfig(env, (path) => {
    const text = files[path];
    if (text === undefined) throw new Error(`ENOENT: ${path}`);
    return text;
  });
}

function accepted(env: Record<string, string>, files?: Record<string, string>): Config {
  const config = load(env, files);
  if (Array.isArray(config)) throw new Error(config.map((problem) => problem.sentence).join('\n'));
  return config;
}

function refused(env: Record<string, string>, files?: Record<string, string>): string {
  const problems = load(env, files);
  if (!Array.isArray(problems)) throw new Error('was accepted');
  return problems.map((problem) => problem.sentence).join('\n');
}

test('nothing said gives the defaults', () => {
  const config = accepted({});
  expect(config.people).toEqual({ host: '127.0.0.1', port: 8440 });
  expect(config.agents).toEqual({ host: '127.0.0.1', port: 8441 });
  expect(config.database).toEqual({ kind: 'embedded', binFolder: null });
  expect(config.localAgent).toBe(true);
  expect(config.dataFolder.startsWith('/')).toBe(true);
});

test.each([
  ['FETTLE_LISTEN', '[::1]:9000', (config: Config) => config.people, { host: '::1', port: 9000 }],
  ['FETTLE_AGENT_LISTEN', '0.0.0.0:0', (config: Config) => config.agents, { host: '0.0.0.0', port: 0 }],
  ['FETTLE_PUBLIC_URL', 'https://fettle.example/', (config: Config) => config.publicUrl, 'https://fettle.example'],
  ['FETTLE_NOTICE_NETWORKS', '10.0.0.0/8, ::1', (config: Config) => config.noticeNetworks, ['10.0.0.0/8', '::1']],
  ['FETTLE_TRUSTED_PROXIES', '10.0.0.0/8, ::1', (config: Config) => config.trustedProxies, ['10.0.0.0/8', '::1']],
  ['FETTLE_LOCAL_AGENT', 'off', (config: Config) => config.localAgent, false],
  ['FETTLE_FEEDS', '/srv/feeds', (config: Config) => config.feeds, { kind: 'folder', folder: '/srv/feeds' }],
  ['FETTLE_FEEDS', 'off', (config: Config) => config.feeds, { kind: 'off' }],
  ['FETTLE_CHECK_IN_SECONDS', '2', (config: Config) => config.checkInSeconds, 2],
  ['FETTLE_PROVIDER', ' Łódź IT ', (config: Config) => config.providerName, 'Łódź IT'],
  ['FETTLE_LOG_LEVEL', 'debug', (config: Config) => config.logLevel, 'debug'],
  ['FETTLE_MAIL_FROM', 'Fettle <it@example.org>', (config: Config) => config.mail.from, 'Fettle <it@example.org>'],
  [
    'DATABASE_URL',
    'postgresql://u:p@h/d',
    (config: Config) => config.database,
    { kind: 'external', url: 'postgresql://u:p@h/d', ownerUrl: null },
  ],
])('%s=%s is read', (name, value, read, expected) => {
  expect(read(accepted({ [name]: value }))).toEqual(expected);
});

test.each([
  ['FETTLE_LISTEN', '8440'],
  ['FETTLE_LISTEN', 'example.org:80'],
  ['FETTLE_LISTEN', '127.0.0.1:70000'],
  ['FETTLE_PUBLIC_URL', 'fettle.example'],
  ['FETTLE_PUBLIC_URL', 'https://fettle.example/console'],
  ['FETTLE_LOG_LEVEL', 'loud'],
  ['FETTLE_LOCAL_AGENT', 'yes'],
  ['FETTLE_FEEDS', 'onn'],
  ['FETTLE_TRUSTED_PROXIES', '10.0.0.0/33'],
  ['FETTLE_MAIL_FROM', 'nobody'],
])('%s=%s is refused with a sentence that names the setting, the value and what is allowed', (name, value) => {
  const sentence = refused({ [name]: value });
  expect(sentence).toContain(name);
  expect(sentence).toContain(JSON.stringify(value));
  expect(sentence).toContain('Allowed:');
});

test('a wrong database URL is refused without repeating its password', () => {
  const sentence = refused({ DATABASE_URL: 'mysql://u:hunter2@h/d' });
  expect(sentence).toContain('DATABASE_URL');
  expect(sentence).not.toContain('hunter2');
});

test('a setting that is spelt wrong is refused with the one that was meant', () => {
  expect(refused({ FETTLE_LISTN: 'x' })).toContain('Did you mean FETTLE_LISTEN?');
  expect(refused({ FETTLE_ZZZZZZZZZZZZZZZZ: 'x' })).toContain('Known are:');
});

test('names of the other programs of the house are left alone', () => {
  accepted({ FETTLE_TEST_DATABASE_URL: 'x', FETTLE_CLI_SERVER: 'y' });
});

test.each([
  [{ FETTLE_DATA: '/srv/fettle', FETTLE_KEYS: '/srv/fettle/keys' }, 'one lies in the other'],
  [{ FETTLE_DATA: '/srv/fettle/keys/data', FETTLE_KEYS: '/srv/fettle/keys' }, 'one lies in the other'],
  [{ FETTLE_DATA: '/srv/fettle', FETTLE_KEYS: '/srv/fettle' }, 'one lies in the other'],
  [{ FETTLE_LISTEN: '127.0.0.1:8440', FETTLE_AGENT_LISTEN: '127.0.0.1:8440' }, 'need a port each'],
  [{ DATABASE_OWNER_URL: 'postgresql://h/d' }, 'DATABASE_URL is not'],
  [{ FETTLE_SMTP_URL: 'smtp://h' }, 'FETTLE_MAIL_FROM is not'],
])('settings that contradict each other are refused: %j', (env, part) => {
  expect(refused(env)).toContain(part);
});

test('folders whose names only begin alike are not inside each other', () => {
  accepted({ FETTLE_DATA: '/srv/fettle', FETTLE_KEYS: '/srv/fettle-keys' });
  accepted({ FETTLE_DATA: '/srv/fettle', FETTLE_KEYS: '/srv/..keys' });
});

test('a file gives settings and the environment goes before it', () => {
  const files = { '/etc/fettle.json': '{"FETTLE_LISTEN":"0.0.0.0:1","FETTLE_LOG_LEVEL":"warn"}' };
  const config = accepted({ FETTLE_CONFIG: '/etc/fettle.json', FETTLE_LOG_LEVEL: 'error' }, files);
  expect(config.people).toEqual({ host: '0.0.0.0', port: 1 });
  expect(config.logLevel).toBe('error');
});

test.each([
  ['{"FETTLE_LISTN":"x"}', 'Did you mean FETTLE_LISTEN?'],
  ['{"FETTLE_LISTEN":8440}', 'text in quotes'],
  ['[]', 'no JSON object'],
  ['{', 'is no JSON'],
])('a file that holds %s is refused', (text, part) => {
  expect(refused({ FETTLE_CONFIG: '/f' }, { '/f': text })).toContain(part);
});

test('a file that is not there is refused', () => {
  expect(refused({ FETTLE_CONFIG: '/missing' })).toContain('cannot be read');
});

test('all problems are told at once', () => {
  expect(refused({ FETTLE_LISTEN: 'x', FETTLE_LOG_LEVEL: 'y', FETTLE_FOO_BAR_BAZ: 'z' }).split('\n')).toHaveLength(3);
});
