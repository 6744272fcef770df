/**
 * Every setting of the server: its name in the environment (and in the file of FETTLE_CONFIG), what it is for, what it may be
 * and what it is when nothing is said. One table: the loader, the messages and the operator's reference read it.
 */
export type Setting = { readonly name: string; readonly purpose: string; readonly allowed: string; readonly otherwise: string };

export type ConfigProblem = {
  readonly setting: string;
  /** What was given, or null where that is a secret or nothing was given. */
  readonly given: string | null;
  /** A whole sentence: which setting, what was given, what is allowed. */
  readonly sentence: string;
};

export const SETTINGS = [
  setting('FETTLE_CONFIG', 'A JSON file with any of these settings; the environment goes before it.', 'path of a file', 'none'),
  setting('FETTLE_DATA', 'Folder of everything the server keeps, its keys excepted.', 'path of a folder', './data'),
  setting('FETTLE_KEYS', 'Folder of the keys, apart from the data.', 'path of a folder', './keys'),
  setting('FETTLE_LISTEN', 'Where the console and its API listen.', 'address:port, such as 127.0.0.1:8440 or [::]:8440', '127.0.0.1:8440'),
  setting('FETTLE_AGENT_LISTEN', 'Where agents report.', 'address:port, such as 0.0.0.0:8441', '127.0.0.1:8441'),
  setting('FETTLE_PUBLIC_URL', 'Under which URL people reach the console.', 'http:// or https:// URL without a path', 'from FETTLE_LISTEN'),
  setting(
    'FETTLE_AGENT_PUBLIC_URL',
    'Under which URL agents reach the server.',
    'http:// or https:// URL without a path',
    'from FETTLE_AGENT_LISTEN',
  ),
  setting(
    'FETTLE_TRUSTED_PROXIES',
    'Reverse proxies whose X-Forwarded-For is believed.',
    'addresses or CIDR ranges, separated by commas',
    'none',
  ),
  setting('FETTLE_LOG_LEVEL', 'How much is logged.', 'trace, debug, info, warn, error, fatal or silent', 'info'),
  setting(
    'FETTLE_POSTGRES_BIN',
    'PostgreSQL programs for the embedded database in place of the packaged ones.',
    'path of a folder with initdb and postgres',
    'the packaged ones',
  ),
  setting('FETTLE_SMTP_URL', 'Mail server for notices.', 'smtp:// or smtps:// URL', 'none: notices wait in the outbox'),
  setting('FETTLE_MAIL_FROM', 'Sender of notices.', 'an e-mail address, with or without a name', 'none'),
  setting(
    'FETTLE_NOTICE_NETWORKS',
    'Networks of your own into which notices may be posted (webhook, ntfy), also by plain http; everywhere else only public addresses by https.',
    'addresses or CIDR ranges, separated by commas',
    'none',
  ),
  setting('FETTLE_CHECK_IN_SECONDS', 'How often agents check in.', 'a whole number of seconds from 1 to 3600', '60'),
  setting(
    'FETTLE_PROVIDER',
    'Name of the provider, as documents and notices carry it; read at the first start.',
    'a name',
    'This provider',
  ),
  setting('FETTLE_LOCAL_AGENT', 'Whether this machine is looked at as the first device, in observe mode.', 'on or off', 'on'),
  setting(
    'FETTLE_FEEDS',
    'Where advisories come from: their publishers (on), a folder with their files for sites without internet, or nowhere (off).',
    'on, off, or the path of a folder (beginning with / or .)',
    'on',
  ),
  setting(
    'DATABASE_URL',
    'A PostgreSQL 15 or newer, in place of the embedded one.',
    'postgresql:// URL of the role that does the work',
    'the embedded database',
  ),
  setting('DATABASE_OWNER_URL', 'The same database as the role that owns the tables, for migrations.', 'postgresql:// URL', 'none'),
] as const satisfies readonly Setting[];

export type SettingName = (typeof SETTINGS)[number]['name'];

/** The problems as text for a terminal: one sentence a line. */
export function describeProblems(problems: readonly ConfigProblem[]): string {
  return problems.map((problem) => problem.sentence).join('\n');
}

/** The problem of a value that is not allowed. `secret`: the value may hold a password and is not repeated. */
export function wrongValue(name: SettingName, given: string, options: { secret?: boolean; because?: string } = {}): ConfigProblem {
  const allowed = SETTINGS.find((entry) => entry.name === name)?.allowed ?? '';
  const what = options.secret === true ? 'is not usable' : `is ${JSON.stringify(given)}, which is not usable`;
  const because = options.because === undefined ? '' : ` (${options.because})`;
  return { setting: name, given: options.secret === true ? null : given, sentence: `${name} ${what}${because}. Allowed: ${allowed}.` };
}

function setting<Name extends string>(name: Name, purpose: string, allowed: string, otherwise: string) {
  return { name, purpose, allowed, otherwise };
}
