/**
 * Which server, which API key, which root key is trusted: from the command line, else the environment, else cli.json of the keys folder. The key in
 * cli.json goes to the server that wrote it and to no other.
 */
import { parseFingerprint } from '@fettle/proof/fingerprint';
import type { Io } from '../io.ts';
import { readPrivateFile } from '../keys/private-file.ts';
import { Refused, usage } from '../refused.ts';
import { readLocalKey } from './keys-folder.ts';
import type { LocalKey } from './keys-folder.ts';

export type ConnectionOptions = {
  readonly server?: string | undefined;
  readonly apiKey?: string | undefined;
  readonly trust?: string | undefined;
  readonly allowHttp?: boolean | undefined;
};

export type ConnectionSettings = {
  /** Origin, without a closing slash. */
  readonly server: string;
  readonly apiKey: string;
  /** Fingerprint of the provider's root key, known from elsewhere than the server's answers; null: not known here. */
  readonly rootKeyId: string | null;
};

export function connectionSettings(io: Pick<Io, 'env' | 'folder'>, options: ConnectionOptions): ConnectionSettings {
  const local = readLocalKey(io);
  const given = options.server ?? filled(io.env['FETTLE_SERVER']);
  const server = originOf(given ?? local?.server ?? missingServer());
  const isLocal = local !== null && originOf(local.server) === server;
  checkTransport(server, options.allowHttp === true || filled(io.env['FETTLE_ALLOW_HTTP']) !== undefined || isLocal);
  return { server, apiKey: apiKeyFor(io, options, server, isLocal, local), rootKeyId: trustOf(io, options, isLocal ? local : null) };
}

/** The pinned fingerprint from `--trust`, FETTLE_TRUST or cli.json; null where nobody gave one. */
export function trustOf(
  io: Pick<Io, 'env'>,
  options: Pick<ConnectionOptions, 'trust'>,
  local: Pick<LocalKey, 'rootKeyId'> | null,
): string | null {
  const given = options.trust ?? filled(io.env['FETTLE_TRUST']);
  if (given === undefined) return local?.rootKeyId ?? null;
  const read = parseFingerprint(given);
  if (read.ok) return read.keyid;
  throw usage(
    `--trust takes the fingerprint of a key. ${read.detail}`,
    'The server prints it at its first start; fettle trust show shows it.',
  );
}

function apiKeyFor(
  io: Pick<Io, 'env' | 'folder'>,
  options: ConnectionOptions,
  server: string,
  isLocal: boolean,
  local: LocalKey | null,
): string {
  const given = options.apiKey ?? filled(io.env['FETTLE_API_KEY']);
  if (given !== undefined) return given.startsWith('fettle_') ? given : readKeyFile(io.folder, given);
  if (local !== null && isLocal) return local.key;
  const because = local === null ? '' : ` The one in cli.json is for ${local.server} and is sent nowhere else.`;
  throw new Refused({
    code: 'cli.no-key',
    title: 'There is no API key',
    detail: `No API key for ${server} was given.${because}`,
    remedy: 'Put the key into a file of mode 0600 and give it with --api-key FILE or FETTLE_API_KEY.',
    exit: 'notAllowed',
  });
}

/** The file holds the key alone, or is a cli.json from the server's keys folder. */
function readKeyFile(folder: string, path: string): string {
  const text = readPrivateFile(folder, path, `The API key file ${path}`).trim();
  const inJson = /"key"\s*:\s*"(fettle_[\w-]+)"/.exec(text)?.[1];
  const key = inJson ?? text;
  if (/^fettle_[\w-]+$/.test(key)) return key;
  throw new Refused({
    code: 'cli.key-file',
    title: 'A file is not as it must be',
    detail: `${path} holds no API key (fettle_…).`,
    remedy: 'Give the file with the key, alone on one line.',
  });
}

function originOf(text: string): string {
  const url = URL.parse(text);
  if (url === null || (url.protocol !== 'http:' && url.protocol !== 'https:') || url.username !== '' || url.pathname !== '/')
    throw usage(`${JSON.stringify(text)} is not the address of a server.`, 'It looks like https://patch.example.net.');
  return url.origin;
}

/** An API key in the clear is everybody's on the way. */
function checkTransport(server: string, isAllowed: boolean): void {
  const url = new URL(server);
  const isLoopback = url.hostname === 'localhost' || url.hostname === '[::1]' || /^127(\.\d+){3}$/.test(url.hostname);
  if (url.protocol === 'https:' || isLoopback || isAllowed) return;
  throw usage(
    `${server} is plain http beyond this machine: others on the way could read the API key.`,
    'Use https, or say --allow-http where the network between is yours.',
  );
}

function missingServer(): never {
  throw new Refused({
    code: 'cli.no-server',
    title: 'Which server?',
    detail: 'No server was named, and there is no cli.json in the keys folder.',
    remedy: "Give --server URL (or FETTLE_SERVER), or stand where the server's keys folder is (or name it with FETTLE_KEYS).",
    exit: 'usage',
  });
}

function filled(text: string | undefined): string | undefined {
  return text === undefined || text === '' ? undefined : text;
}
