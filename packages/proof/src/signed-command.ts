/**
 * A command that devices may run: a script and what it is for, signed by the provider's root key where that key is kept, away from every server. The document
 * pins the script by its hash; the script's bytes travel beside it. Devices run one only where their own limits file allows it.
 *
 *   - Only the root key signs: neither a server nor an approver can add a command, or change a letter of one.
 *   - It says all that matters: purpose, interpreter, user, clients, longest time, end. What runs it adds nothing.
 *   - It is known by the hash of the signed document. Policies and specs name it by that, so that what was approved is what runs.
 *   - It ends, and before that the authority can withdraw it.
 */
import type { Authority, SignedCommand } from './documents.ts';
import { keyOf } from './authority.ts';
import { decodeBase64, payloadTypes } from './envelope-bytes.ts';
import type { Envelope } from './envelope-bytes.ts';
import { openEnvelope, seal } from './envelope.ts';
import { sha256Hex } from './hash.ts';
import { hasEnded, isBefore } from './instants.ts';
import type { SigningKey } from './keys.ts';
import { refuse } from './refusal.ts';
import type { Refusal } from './refusal.ts';
import { digest, either, instant, list, object, text, wholeNumber, word } from './shape.ts';

export type { CommandPurpose, SignedCommand } from './documents.ts';

/** Why a command is not run, or not taken. */
export type CommandRefusal = Refusal<
  | 'command.not-by-root'
  | 'command.malformed'
  | 'command.other'
  | 'command.withdrawn'
  | 'command.expired'
  | 'command.other-client'
  | 'command.other-purpose'
  | 'command.script-differs'
>;
export type CommandRead = { readonly ok: true; readonly command: SignedCommand; readonly document: string };

/** What a command may be for, and nothing else. */
export const commandPurposes = ['check', 'before-change', 'after-change', 'probe', 'way-back'] as const;
/** Bytes of a script at most: a script, not a program. */
export const mostScriptBytes = 256 * 1024;
/** What any command may take at most, in seconds. */
export const mostCommandSeconds = 6 * 60 * 60;

const maxPayloadBytes = 64 * 1024;
const userForm = /^[a-z_][a-z0-9_-]{0,31}$/;

const readCommand = object<SignedCommand>({
  type: word('command'),
  name: text(100),
  purpose: word(...commandPurposes),
  interpreter: list(text(500), 10),
  arguments: list(text(1000), 50),
  scriptSha256: digest,
  clients: either(word('*'), list(text(100), 10_000)),
  mostSeconds: wholeNumber(1),
  runAs: text(32),
  issuedAt: instant,
  expiresAt: instant,
});

/** The root key of this authority, as those ask for it that verify what it signed. */
export type RootOf = Pick<Authority, 'rootKeyId' | 'rootPublicKey'>;

/** Signature, content and script of a command, whatever its age and for whomever it is. What may run now is `verifyCommand`'s to say. */
export function openCommand(envelope: unknown, script: Uint8Array, { rootKeyId, rootPublicKey }: RootOf): CommandRead | CommandRefusal {
  const opened = openEnvelope(envelope, payloadTypes.command, (keyid) => (keyid === rootKeyId ? keyOf(rootPublicKey, rootKeyId) : null), {
    maxPayloadBytes,
  });
  if (!opened.ok) {
    const isForeign = opened.code === 'envelope.unknown-key' || opened.code === 'envelope.bad-signature';
    if (!isForeign) return refuse('command.malformed', opened.detail);
    return refuse('command.not-by-root', `This command is not signed by the root key ${rootKeyId} that is trusted here. ${opened.detail}`);
  }
  const read = readCommand(opened.payload, 'the command');
  const problem = read.ok ? contradiction(read.value) : read.problem;
  if (!read.ok || problem !== null) return refuse('command.malformed', `This command cannot be used: ${problem}.`);
  const hash = sha256Hex(script);
  if (script.length > mostScriptBytes || hash !== read.value.scriptSha256)
    return refuse(
      'command.script-differs',
      `The script beside the signed command ${JSON.stringify(read.value.name)} has the hash ${hash}; signed was ${read.value.scriptSha256}.`,
    );
  return { ok: true, command: read.value, document: sha256Hex(opened.bytes) };
}

/** For what a command is wanted: by whom, for what, and which. `withdrawn`: documents that the authority takes back. `now`: RFC 3339, UTC. */
export type CommandWanted = {
  readonly root: RootOf;
  readonly document: string;
  readonly purpose: SignedCommand['purpose'];
  readonly clientId: string;
  readonly withdrawn: readonly string[];
  readonly now: string;
};

/** Whether this command may run here, now, for this. Throws RangeError if `now` is no time. */
export function verifyCommand(envelope: unknown, script: Uint8Array, wanted: CommandWanted): CommandRead | CommandRefusal {
  const opened = openCommand(envelope, script, wanted.root);
  if (!opened.ok) return opened;
  const { command, document } = opened;
  const name = JSON.stringify(command.name);
  if (document !== wanted.document)
    return refuse('command.other', `Wanted is the command ${wanted.document}; ${name}, which came for it, is ${document}.`);
  if (wanted.withdrawn.includes(document)) return refuse('command.withdrawn', `The authority has withdrawn the command ${name}.`);
  if (hasEnded(command.expiresAt, wanted.now))
    return refuse('command.expired', `The command ${name} could be run until ${command.expiresAt}. Have a new one signed.`);
  if (command.clients !== '*' && !command.clients.includes(wanted.clientId))
    return refuse('command.other-client', `The command ${name} was not signed for client ${wanted.clientId}.`);
  if (command.purpose !== wanted.purpose)
    return refuse(
      'command.other-purpose',
      `The command ${name} was signed for “${command.purpose}”, and is wanted for “${wanted.purpose}”.`,
    );
  return opened;
}

/** Signs a command with the root key. Throws RangeError where the result would be refused, so that nobody hands out one that no device takes. */
export function signCommand(fields: Omit<SignedCommand, 'type' | 'scriptSha256'>, script: Uint8Array, rootKey: SigningKey): Envelope {
  const command: SignedCommand = { type: 'command', ...fields, scriptSha256: sha256Hex(script) };
  const envelope = seal(payloadTypes.command, command, rootKey);
  const opened = openCommand(envelope, script, { rootKeyId: rootKey.keyid, rootPublicKey: rootKey.publicKey });
  if (!opened.ok) throw new RangeError(opened.detail);
  return envelope;
}

/** By what a signed command is known: the hash of exactly the bytes that were signed. Null for what is no envelope. Proves nothing. */
export function documentOf(envelope: Envelope): string | null {
  const bytes = decodeBase64(envelope.payload);
  return bytes === null ? null : sha256Hex(bytes);
}

/** What a well-formed command must not say. */
function contradiction({ interpreter, arguments: words, runAs, mostSeconds, issuedAt, expiresAt }: SignedCommand): string | null {
  const [program = ''] = interpreter;
  if (!program.startsWith('/')) return 'its interpreter is not an absolute path';
  if ([...interpreter, ...words].some((one) => one.includes('\0'))) return 'an argument holds a NUL character';
  if (!userForm.test(runAs)) return 'the user that it runs as is not the name of a user';
  if (mostSeconds > mostCommandSeconds) return `it may take longer than ${mostCommandSeconds} seconds`;
  return isBefore(issuedAt, expiresAt) ? null : 'it ends before it begins';
}
