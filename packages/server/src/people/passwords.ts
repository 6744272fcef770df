/**
 * Passwords as argon2id (RFC 9106) in PHC strings: 19 MiB, two passes, one lane (OWASP's second choice). So many are worked on at once and no more, so that
 * a flood of sign-ins costs its senders time and us no memory.
 */
import crypto from 'node:crypto';
import { limitWork } from './limit-work.ts';

type Cost = { readonly memory: number; readonly passes: number; readonly parallelism: number };
const cost: Cost = { memory: 19_456, passes: 2, parallelism: 1 };
const hashBytes = 32;

const limited = limitWork({ atOnce: 2, waiting: 30 });

/** What the password of somebody unknown is compared with: nobody knows what hashes to it. */
const nobodys = write(cost, crypto.randomBytes(16), crypto.randomBytes(hashBytes));

/** The PHC string to store; null where too many wait already. */
export async function hashPassword(password: string): Promise<string | null> {
  const salt = crypto.randomBytes(16);
  const hash = await limited(() => derive(password, salt, cost));
  return hash === 'busy' ? null : write(cost, salt, hash);
}

/** Whether this is the password. Without a stored one (nobody of that name, not entered yet) it takes as long and says no. */
export async function verifyPassword(stored: string | null, password: string): Promise<boolean | 'busy'> {
  const { cost: given, salt, hash } = read(stored ?? nobodys);
  const derived = await limited(() => derive(password, salt, given));
  return derived === 'busy' ? derived : derived.length === hash.length && crypto.timingSafeEqual(derived, hash);
}

function derive(password: string, salt: Buffer, with_: Cost): Promise<Buffer> {
  // The same letters typed on another keyboard may come decomposed (RFC 8265, OpaqueString).
  const message = Buffer.from(password.normalize('NFC'));
  const done = Promise.withResolvers<Buffer>();
  crypto.argon2('argon2id', { message, nonce: salt, tagLength: hashBytes, ...with_ }, (error, key) =>
    error === null ? done.resolve(key) : done.reject(error),
  );
  return done.promise;
}

function write(with_: Cost, salt: Buffer, hash: Buffer): string {
  return `$argon2id$v=19$m=${with_.memory},t=${with_.passes},p=${with_.parallelism}$${base64(salt)}$${base64(hash)}`;
}

function read(text: string): { readonly cost: Cost; readonly salt: Buffer; readonly hash: Buffer } {
  const parts = /^\$argon2id\$v=19\$m=(\d+),t=(\d+),p=(\d+)\$([\w+/]+)\$([\w+/]+)$/.exec(text);
  if (parts === null) throw new Error('a stored password hash can not be read');
  const [, memory, passes, parallelism, salt = '', hash = ''] = parts;
  return {
    cost: { memory: Number(memory), passes: Number(passes), parallelism: Number(parallelism) },
    salt: Buffer.from(salt, 'base64'),
    hash: Buffer.from(hash, 'base64'),
  };
}

/** The PHC string format has no padding. */
function base64(bytes: Buffer): string {
  return bytes.toString('base64').replaceAll('=', '');
}
