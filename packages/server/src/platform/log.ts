import { pino } from 'pino';
import type { DestinationStream, Logger } from 'pino';

export type Log = Logger;
export type LogLevel = 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'fatal' | 'silent';

/** Names of fields that never appear in a log, whatever object they hang on. */
const SECRET_FIELDS = [
  'authorization',
  'cookie',
  'cookies',
  'setCookie',
  '["set-cookie"]',
  'password',
  'newPassword',
  'token',
  'secret',
  'totp',
  'code',
  'privateKey',
  'databaseUrl',
  'smtpUrl',
];

/**
 * The server's log: one JSON object a line. Secrets are replaced down to the third level of an object; requests are
 * logged without their query, because one-time links carry their token there.
 */
export function createLog(options: { level: LogLevel; destination?: DestinationStream }): Log {
  const settings = {
    level: options.level,
    base: null,
    timestamp: () => `,"time":"${Temporal.Now.instant().toString({ fractionalSecondDigits: 3 })}"`,
    formatters: { level: (label: string) => ({ level: label }) },
    redact: { paths: secretPaths(), censor: '[redacted]' },
    serializers: { req: describeRequest, err: pino.stdSerializers.errWithCause },
  };
  return options.destination === undefined ? pino(settings) : pino(settings, options.destination);
}

/** A log that keeps nothing, for tools and tests. */
export function silentLog(): Log {
  return createLog({ level: 'silent' });
}

function secretPaths(): string[] {
  // `code` is a secret only beside a person's words (a one-time password); on an error it is what we want to read.
  const anywhere = SECRET_FIELDS.filter((name) => name !== 'code');
  const below = (prefix: string) => anywhere.map((name) => (name.startsWith('[') ? `${prefix}${name}` : `${prefix}.${name}`));
  return [...anywhere, ...below('*'), ...below('*.*'), 'body.code', '*.body.code'];
}

type LoggedRequest = { id?: unknown; method?: string; url?: string; ip?: string };

function describeRequest(request: LoggedRequest): object {
  return { id: request.id, method: request.method, path: request.url?.split('?', 1)[0], from: request.ip };
}
