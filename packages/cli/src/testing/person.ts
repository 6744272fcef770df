/** A person at a browser, as far as the command line needs one: enters by the one-time link, and asks that this browser's key may approve. */
import { createHmac } from 'node:crypto';
import type { CallOutput } from '@fettle/protocol/client';
import type { SigningKey } from '@fettle/proof/keys';

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** Enters as the first person and asks for admission; returns the request as the server shows it. */
export async function enterAndAskAdmission(
  people: string,
  link: string,
  name: string,
  key: SigningKey,
): Promise<CallOutput<'askAdmission'>> {
  const token = new URL(link).hash.replace('#token=', '');
  const welcome = await post<CallOutput<'welcome'>>(people, '/api/v1/welcome', { token });
  const person = { token, name, mail: 'first@example.test', password: 'correct horse battery', code: totpNow(welcome.body.totpSecret) };
  const entered = await post<CallOutput<'me'>>(people, '/api/v1/welcome/complete', person);
  const session = { cookie: entered.cookie, 'x-csrf-token': entered.body.csrf ?? '', origin: people };
  const asked = { publicKey: key.publicKey, keyid: key.keyid, label: 'Firefox at the desk' };
  return (await post<CallOutput<'askAdmission'>>(people, '/api/v1/trust/admissions', asked, session)).body;
}

async function post<T>(
  people: string,
  path: string,
  body: unknown,
  headers: Record<string, string> = {},
): Promise<{ readonly body: T; readonly cookie: string }> {
  const answer = await fetch(new URL(path, people), {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${path} answered ${answer.status}: ${text}`);
  // The route's own answer; its shape is the server's tests' to hold to.
  return { body: JSON.parse(text) as T, cookie: answer.headers.get('set-cookie')?.split(';')[0] ?? '' };
}

/** What an authenticator app shows now (RFC 6238, SHA-1, six digits, 30 s). */
function totpNow(secret: string): string {
  const bits = secret
    .split('')
    .map((letter) => alphabet.indexOf(letter).toString(2).padStart(5, '0'))
    .join('');
  const key = Buffer.from((bits.match(/.{8}/g) ?? []).map((octet) => Number.parseInt(octet, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(Temporal.Now.instant().epochMilliseconds / 30_000)));
  const mac = createHmac('sha1', key).update(counter).digest();
  const code = mac.readUInt32BE((mac.at(-1) ?? 0) & 15) & 0x7fff_ffff;
  return String(code % 1_000_000).padStart(6, '0');
}
