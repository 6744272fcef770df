import { resolve } from 'node:path';
import type * as z from 'zod';
import { nestedFolders } from './folders.ts';
import { nearest } from './near-miss.ts';
import { SETTINGS, wrongValue } from './settings.ts';
import type { ConfigProblem, SettingName } from './settings.ts';
import type { Config, DatabaseConfig } from './types.ts';
import * as values from './values.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** Prefixes of names that belong to other programs of the house and may stand in the same environment. */
const OTHER_PROGRAMS = ['FETTLE_TEST_', 'FETTLE_LAB_', 'FETTLE_CLI_'];
const NAMES: readonly string[] = SETTINGS.map((setting) => setting.name);

/**
 * Reads the configuration from the environment and, where FETTLE_CONFIG names one, from a JSON file; the environment goes
 * first, an empty value counts as none. `readFile` returns a file's text or throws.
 * Returns the configuration, or every problem at once, each a sentence. Unknown FETTLE_ names are problems: a setting that is
 * spelt wrong must not be passed over in silence.
 */
export function loadConfig(env: Environment, readFile: (path: string) => string): Config | ConfigProblem[] {
  const problems: ConfigProblem[] = unknownNames(env);
  const file = readSettingsFile(env['FETTLE_CONFIG'], readFile, problems);
  const raw = (name: SettingName): string | undefined => emptyIsNone(env[name]) ?? file.get(name);
  const take = <T>(name: SettingName, schema: z.ZodType<T>, otherwise: T, secret = false): T => {
    const text = raw(name);
    if (text === undefined) return otherwise;
    const result = schema.safeParse(text);
    if (result.success) return result.data;
    const because = result.error.issues[0]?.message;
    problems.push(wrongValue(name, text, { secret, ...(because === undefined ? {} : { because }) }));
    return otherwise;
  };

  const config: Config = {
    dataFolder: resolve(take('FETTLE_DATA', values.pathValue, './data')),
    keysFolder: resolve(take('FETTLE_KEYS', values.pathValue, './keys')),
    people: take('FETTLE_LISTEN', values.listenerValue, { host: '127.0.0.1', port: 8440 }),
    agents: take('FETTLE_AGENT_LISTEN', values.listenerValue, { host: '127.0.0.1', port: 8441 }),
    publicUrl: take<string | null>('FETTLE_PUBLIC_URL', values.originValue, null),
    agentPublicUrl: take<string | null>('FETTLE_AGENT_PUBLIC_URL', values.originValue, null),
    trustedProxies: take<readonly string[]>('FETTLE_TRUSTED_PROXIES', values.proxiesValue, []),
    logLevel: take<Config['logLevel']>('FETTLE_LOG_LEVEL', values.logLevelValue, 'info'),
    database: databaseConfig(
      take<string | null>('DATABASE_URL', values.postgresUrlValue, null, true),
      take<string | null>('DATABASE_OWNER_URL', values.postgresUrlValue, null, true),
      take<string | null>('FETTLE_POSTGRES_BIN', values.pathValue, null),
    ),
    mail: {
      smtpUrl: take<string | null>('FETTLE_SMTP_URL', values.smtpUrlValue, null, true),
      from: take<string | null>('FETTLE_MAIL_FROM', values.mailFromValue, null),
    },
    noticeNetworks: take<readonly string[]>('FETTLE_NOTICE_NETWORKS', values.proxiesValue, []),
    checkInSeconds: take('FETTLE_CHECK_IN_SECONDS', values.secondsValue, 60),
    providerName: take('FETTLE_PROVIDER', values.nameValue, 'This provider'),
    feeds: take<Config['feeds']>('FETTLE_FEEDS', values.feedsValue, { kind: 'publishers' }),
    localAgent: take('FETTLE_LOCAL_AGENT', values.switchValue, true),
  };
  problems.push(...contradictions(config, raw));
  return problems.length > 0 ? problems : config;
}

function databaseConfig(url: string | null, ownerUrl: string | null, binFolder: string | null): DatabaseConfig {
  if (url === null) return { kind: 'embedded', binFolder: binFolder === null ? null : resolve(binFolder) };
  return { kind: 'external', url, ownerUrl };
}

function contradictions(config: Config, raw: (name: SettingName) => string | undefined): ConfigProblem[] {
  const problems: ConfigProblem[] = [];
  const add = (setting: SettingName, sentence: string) => problems.push({ setting, given: null, sentence });
  if (nestedFolders(config.dataFolder, config.keysFolder)) {
    add(
      'FETTLE_KEYS',
      `FETTLE_DATA is ${JSON.stringify(config.dataFolder)} and FETTLE_KEYS is ${JSON.stringify(config.keysFolder)}: one lies in the other. ` +
        'Keys must stay out of every copy of the data; choose two folders side by side.',
    );
  }
  const { people, agents } = config;
  if (people.port !== 0 && people.port === agents.port && people.host === agents.host) {
    add(
      'FETTLE_AGENT_LISTEN',
      `FETTLE_LISTEN and FETTLE_AGENT_LISTEN are both ${people.host}:${people.port}. People and agents need a port each.`,
    );
  }
  if (raw('DATABASE_OWNER_URL') !== undefined && raw('DATABASE_URL') === undefined) {
    add('DATABASE_OWNER_URL', 'DATABASE_OWNER_URL is set but DATABASE_URL is not. Set both, or neither for the embedded database.');
  }
  if (raw('FETTLE_POSTGRES_BIN') !== undefined && raw('DATABASE_URL') !== undefined) {
    add(
      'FETTLE_POSTGRES_BIN',
      'FETTLE_POSTGRES_BIN is for the embedded database, but DATABASE_URL names another one. Set only one of them.',
    );
  }
  if (config.mail.smtpUrl !== null && config.mail.from === null) {
    add('FETTLE_MAIL_FROM', 'FETTLE_SMTP_URL is set but FETTLE_MAIL_FROM is not. Say which sender the notices should carry.');
  }
  return problems;
}

function unknownNames(env: Environment): ConfigProblem[] {
  return Object.keys(env)
    .filter((name) => name.startsWith('FETTLE_') && !NAMES.includes(name))
    .filter((name) => !OTHER_PROGRAMS.some((prefix) => name.startsWith(prefix)))
    .toSorted()
    .map((name) => unknownName(name, 'The environment'));
}

function unknownName(name: string, where: string): ConfigProblem {
  const meant = nearest(name, NAMES);
  const hint = meant === null ? `Known are: ${NAMES.join(', ')}.` : `Did you mean ${meant}?`;
  return { setting: name, given: null, sentence: `${where} sets ${name}, which is no setting of Fettle. ${hint}` };
}

function readSettingsFile(path: string | undefined, readFile: (path: string) => string, problems: ConfigProblem[]): Map<string, string> {
  const settings = new Map<string, string>();
  if (emptyIsNone(path) === undefined || path === undefined) return settings;
  const parsed = parseFile(path, readFile);
  if (typeof parsed === 'string') {
    problems.push({ setting: 'FETTLE_CONFIG', given: path, sentence: `FETTLE_CONFIG names ${JSON.stringify(path)}, which ${parsed}` });
    return settings;
  }
  for (const [name, value] of parsed) {
    if (name === 'FETTLE_CONFIG' || !NAMES.includes(name)) problems.push(unknownName(name, `The file ${path}`));
    else if (typeof value !== 'string') {
      problems.push({
        setting: name,
        given: null,
        sentence: `The file ${path} gives ${name} as ${JSON.stringify(value)}. Allowed: text in quotes.`,
      });
    } else if (value !== '') settings.set(name, value);
  }
  return settings;
}

/** The file's entries, or the rest of a sentence on what is wrong with it. */
function parseFile(path: string, readFile: (path: string) => string): [string, unknown][] | string {
  let text: string;
  try {
    text = readFile(path);
  } catch (error) {
    return `cannot be read (${error instanceof Error ? error.message : String(error)}).`;
  }
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return 'holds no JSON object: { "FETTLE_LISTEN": "…" }.';
    return Object.entries(value);
  } catch (error) {
    return `is no JSON (${error instanceof Error ? error.message : String(error)}).`;
  }
}

function emptyIsNone(text: string | undefined): string | undefined {
  return text === undefined || text.trim() === '' ? undefined : text.trim();
}
