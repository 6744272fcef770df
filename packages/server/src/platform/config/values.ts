/** What a single setting's text means. Each schema turns text into the value or says why it is none. */
import { isIP } from 'node:net';
import { resolve } from 'node:path';
import * as z from 'zod';
import type { FeedsConfig, Listener } from './types.ts';

const LISTENER = /^(?:\[(?<six>[0-9a-fA-F:.]+)\]|(?<host>[^[\]:]+)):(?<port>\d{1,5})$/;

/** `address:port`; IPv6 addresses in brackets; `localhost` is the only name. */
export const listenerValue = z.string().transform((text, context): Listener => {
  const parts = LISTENER.exec(text)?.groups;
  const host = parts?.['six'] ?? parts?.['host'];
  const port = Number(parts?.['port']);
  if (host === undefined || (isIP(host) === 0 && host !== 'localhost')) return refuse(context, 'no address and port in it');
  if (port > 65_535) return refuse(context, 'a port is at most 65535');
  return { host, port };
});

/** An http(s) origin; a path, a query or a user name in it is refused rather than dropped. */
export const originValue = z.string().transform((text, context): string => {
  const url = URL.parse(text);
  if (url === null || (url.protocol !== 'http:' && url.protocol !== 'https:')) return refuse(context, 'not an http or https URL');
  if (url.pathname !== '/' || url.search !== '' || url.hash !== '') return refuse(context, 'it has a path');
  if (url.username !== '' || url.password !== '') return refuse(context, 'it has a user name');
  return url.origin;
});

export const postgresUrlValue = z.string().regex(/^postgres(ql)?:\/\/\S+$/, 'not a URL that begins with postgresql://');
export const smtpUrlValue = urlWith(['smtp:', 'smtps:']);

/** `name@place` or `Name <name@place>`, without line breaks. */
export const mailFromValue = z.string().regex(/^(?:[^<>\r\n]*<[^\s<>@]+@[^\s<>@]+>|[^\s<>@]+@[^\s<>@]+)$/, 'no e-mail address in it');

export const switchValue = z.enum(['on', 'off'], 'neither on nor off').transform((text) => text === 'on');

/** `on`, `off`, or the path of a folder, which a word alone is not: `onn` would be taken for one. */
export const feedsValue = z.string().transform((text, context): FeedsConfig => {
  if (text === 'on') return { kind: 'publishers' };
  if (text === 'off') return { kind: 'off' };
  if (!/^[./]/.test(text) || text.includes('\0')) return refuse(context, 'neither on nor off nor the path of a folder');
  return { kind: 'folder', folder: resolve(text) };
});

/** Whole seconds, 1 to 3600. */
export const secondsValue = z
  .string()
  .regex(/^\d{1,4}$/, 'no whole number')
  .transform(Number)
  .refine((seconds) => seconds >= 1 && seconds <= 3600, 'not between 1 and 3600');

export const nameValue = z
  .string()
  .trim()
  .min(1, 'it is empty')
  .max(200, 'it is longer than 200 characters')
  .refine((text) => !/\p{Cc}/u.test(text), 'it holds control characters');

export const proxiesValue = z.string().transform((text, context): readonly string[] => {
  const entries = text
    .split(',')
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '');
  const wrong = entries.find((entry) => !isRange(entry));
  return wrong === undefined ? entries : refuse(context, `${JSON.stringify(wrong)} is neither an address nor a range`);
});

export const logLevelValue = z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'], 'no such level');

export const pathValue = z
  .string()
  .min(1, 'it is empty')
  .refine((text) => !text.includes('\0'), 'it holds a NUL');

function urlWith(protocols: readonly string[]) {
  return z.string().refine((text) => protocols.includes(URL.parse(text)?.protocol ?? ''), `not a URL that begins with ${protocols[0]}//`);
}

function isRange(entry: string): boolean {
  const [address = '', bits, ...more] = entry.split('/');
  const family = isIP(address);
  if (family === 0 || more.length > 0) return false;
  return bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= (family === 4 ? 32 : 128));
}

function refuse(context: z.RefinementCtx, message: string): never {
  context.addIssue({ code: 'custom', message });
  return z.NEVER;
}
