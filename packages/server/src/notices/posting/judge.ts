/** What an answer of the other side means for the notice. Pure. */
import type { PostEnd } from './types.ts';

export type Answer = {
  readonly status: number;
  readonly retryAfter: string | null;
  /** The beginning of what it said. */
  readonly said: string;
};

const longest = 300;
/** Nobody makes us wait longer than the slowest step of our own. */
const mostWaitSeconds = 6 * 60 * 60;

/**
 * 2xx: taken over. 408, 425, 429 and 5xx may go well later (RFC 9110, 15.5.9; RFC 8470; RFC 6585, 4). Everything else is a no to this request, which stays one: a redirect as well, which is
 * not followed, since it would lead past what the address was checked for. `nowMs`: since 1970, for a `Retry-After` that names a time.
 */
export function judgeAnswer({ status, retryAfter, said }: Answer, secrets: readonly string[], nowMs: number): PostEnd {
  const words = oneLine(said, secrets);
  const told = `It answered ${status}${words === '' ? '' : `: ${words}`}`;
  if (status >= 200 && status < 300) return { end: 'delivered', said: told };
  if (status >= 300 && status < 400)
    return { end: 'rejected', because: `${told}. Redirects are not followed: set the address that it leads to.` };
  if (status >= 500 || status === 408 || status === 425 || status === 429)
    return { end: 'retry', because: told, afterSeconds: secondsOf(retryAfter, nowMs) };
  return { end: 'rejected', because: told };
}

/** Seconds of a `Retry-After`, which is a number of them or a date (RFC 9110, 10.2.3); null: none that can be read. At most six hours. */
export function secondsOf(retryAfter: string | null, nowMs: number): number | null {
  const text = retryAfter?.trim() ?? '';
  if (/^\d{1,9}$/.test(text)) return Math.min(Number(text), mostWaitSeconds);
  const at = /^[A-Z][a-z]{2}, /.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(at) ? null : Math.min(Math.max(0, Math.ceil((at - nowMs) / 1000)), mostWaitSeconds);
}

/** One line of bounded length, without what is secret: the other side may repeat the address that it was called by. */
export function oneLine(text: string, secrets: readonly string[]): string {
  const hidden = secrets.filter((secret) => secret.length > 3).reduce((all, secret) => all.replaceAll(secret, '…'), text);
  const line = hidden.replace(/[\p{Cc}\u2028\u2029\s]+/gu, ' ').trim();
  return line.length > longest ? `${line.slice(0, longest - 1)}…` : line;
}
