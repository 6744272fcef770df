/**
 * The panic stop: one signed document that makes every agent that hears it change nothing more, for all clients or for one, and one
 * that ends it. An approver (for the clients that are his) or the root key signs it. Versions rise per scope, so that a stop
 * cannot be undone by playing an old "go" again.
 */
import type { KeyObject } from 'node:crypto';
import { approverKey, keyOf, mayApproveFor } from './authority.ts';
import type { Approver, Authority, Stop } from './documents.ts';
import { payloadTypes } from './envelope-bytes.ts';
import type { Envelope } from './envelope-bytes.ts';
import { openEnvelope, seal } from './envelope.ts';
import type { EnvelopeRefusal } from './envelope.ts';
import { hasEnded } from './instants.ts';
import type { SigningKey } from './keys.ts';
import { refuse } from './refusal.ts';
import type { Refusal } from './refusal.ts';
import { digest, instant, object, text, wholeNumber, word } from './shape.ts';

export type { Stop } from './documents.ts';

export type StopRefusal = Refusal<
  'stop.unknown-signer' | 'stop.signer-expired' | 'stop.not-for-scope' | 'stop.older' | 'stop.bad-signature' | 'stop.malformed'
>;

const maxPayloadBytes = 16 * 1024;

const readStop = object<Stop>({
  type: word('stop'),
  scope: text(100),
  state: word('stop', 'go'),
  version: wholeNumber(1),
  at: instant,
  keyid: digest,
});

/**
 * Whether this stop (or go) is to be honoured. `newestVersion` gives the highest version accepted before for a scope, or null.
 * The authority must have been verified before. Throws RangeError if `now` is no time.
 */
export function verifyStop(
  envelope: unknown,
  authority: Authority,
  { newestVersion, now }: { readonly newestVersion: (scope: string) => number | null; readonly now: string },
): { readonly ok: true; readonly stop: Stop } | StopRefusal {
  const opened = openEnvelope(envelope, payloadTypes.stop, (keyid) => signerKey(authority, keyid), { maxPayloadBytes });
  if (!opened.ok) return refuse(codeOf(opened.code), opened.detail);
  const read = readStop(opened.payload, 'the stop');
  if (!read.ok) return refuse('stop.malformed', `This stop cannot be used: ${read.problem}.`);
  const stop = read.value;
  if (stop.keyid !== opened.keyid) return refuse('stop.malformed', 'This stop names another key than the one that signed it.');
  const problem = signerProblem(stop, authority, now);
  if (problem !== null) return problem;
  const known = newestVersion(stop.scope);
  if (known !== null && stop.version <= known) {
    return refuse(
      'stop.older',
      `Version ${known} for ${stop.scope} is known already; this is version ${stop.version}, and only newer ones are honoured.`,
    );
  }
  return { ok: true, stop };
}

/** Signs a stop or a go. Throws RangeError for fields that would be refused. */
export function signStop(fields: Omit<Stop, 'type' | 'keyid'>, key: SigningKey): Envelope {
  const stop: Stop = { type: 'stop', ...fields, keyid: key.keyid };
  const read = readStop(stop, 'the stop');
  if (!read.ok) throw new RangeError(`This stop cannot be signed: ${read.problem}.`);
  return seal(payloadTypes.stop, stop, key);
}

/** Whether a client stands still under these accepted documents: the newest of `all` or the newest of the client says stop. */
export function isStopped(stops: Iterable<Stop>, clientId: string): boolean {
  const newest = new Map<string, Stop>();
  for (const stop of stops) {
    if (stop.version > (newest.get(stop.scope)?.version ?? 0)) newest.set(stop.scope, stop);
  }
  return newest.get('all')?.state === 'stop' || newest.get(clientId)?.state === 'stop';
}

function signerKey(authority: Authority, keyid: string): KeyObject | null {
  if (keyid === authority.rootKeyId) return keyOf(authority.rootPublicKey, keyid);
  return approverKey(authority, keyid);
}

function signerProblem(stop: Stop, authority: Authority, now: string): StopRefusal | null {
  if (stop.keyid === authority.rootKeyId) return null;
  const approver = authority.approvers.find((entry) => entry.keyid === stop.keyid);
  if (approver === undefined) return refuse('stop.unknown-signer', `The authority names no approver with the key ${stop.keyid}.`);
  if (hasEnded(approver.expiresAt, now)) {
    return refuse(
      'stop.signer-expired',
      `${approver.name} could sign until ${approver.expiresAt}. Have another approver or the root key sign.`,
    );
  }
  if (!maySpeakFor(approver, stop.scope)) {
    return refuse(
      'stop.not-for-scope',
      `The authority does not let ${approver.name} speak for ${stop.scope === 'all' ? 'all clients' : `client ${stop.scope}`}.`,
    );
  }
  return null;
}

function maySpeakFor(approver: Approver, scope: string): boolean {
  return scope === 'all' ? approver.clients === '*' : mayApproveFor(approver, scope);
}

function codeOf(code: EnvelopeRefusal['code']): StopRefusal['code'] {
  if (code === 'envelope.unknown-key') return 'stop.unknown-signer';
  return code === 'envelope.bad-signature' ? 'stop.bad-signature' : 'stop.malformed';
}
