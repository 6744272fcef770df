/** Enrolment: the device shows its key and a token, and trusts what the pinned root key signed; nothing else of what the server says. */
import { verifyAuthority } from '@fettle/proof/authority';
import { openEnvelope, seal } from '@fettle/proof/envelope';
import { payloadTypes } from '@fettle/proof/envelope-bytes';
import { parseFingerprint } from '@fettle/proof/fingerprint';
import type { SystemFacts } from '@fettle/core/inventory';
import { agentPaths, agentProtocol, EnrolmentReply } from '@fettle/protocol/agent';
import type { Enrolment } from '@fettle/protocol/agent';
import { serverKeyOf } from './check-in.ts';
import { writeJson } from './durable.ts';
import type { Folders } from './folders.ts';
import { deviceKey, readIdentity, writeContact } from './identity.ts';
import type { Identity } from './identity.ts';
import { post, refuseAddress } from './transport.ts';

export type EnrolRequest = {
  readonly server: string;
  readonly token: string;
  readonly trust: string;
  readonly allowHttp: boolean;
  readonly mode: 'observe' | 'manage';
  readonly system: SystemFacts;
  readonly agentVersion: string;
  readonly now: string;
};
export type Enrolled =
  | { readonly ok: true; readonly identity: Identity }
  | { readonly ok: false; readonly code: string; readonly sentence: string };

export async function enrol(folders: Folders, request: EnrolRequest): Promise<Enrolled> {
  if (readIdentity(folders) !== null)
    return no(
      'enrolled-already',
      `This device is enrolled already (${folders.identity}). Remove that folder first if it is to be enrolled anew.`,
    );
  const address = refuseAddress(request.server, request.allowHttp);
  if (address !== null) return no('address', address);
  const pinned = parseFingerprint(request.trust);
  if (!pinned.ok) return no('trust', `--trust takes the fingerprint of the root key, as the console shows it. ${pinned.detail}`);
  const rootKeyId = pinned.keyid;
  const key = deviceKey(folders);
  const message: Enrolment = {
    type: 'enrolment',
    protocol: agentProtocol,
    token: request.token,
    publicKey: key.publicKey,
    at: request.now,
    agentVersion: request.agentVersion,
    mode: request.mode,
    system: request.system,
  };
  const answer = await post(request.server, agentPaths.enrol, seal(payloadTypes.enrolment, message, key));
  if (!answer.ok) return no(answer.code, answer.status === null ? `${request.server} can not be reached: ${answer.detail}` : answer.detail);
  return accept(folders, request, rootKeyId, answer.body);
}

/** The reply is signed by a key that only the authority vouches for, and the authority travels inside: read it once for the authority, then verify. */
function accept(folders: Folders, request: EnrolRequest, rootKeyId: string, body: unknown): Enrolled {
  const claimed = readUnverified(body);
  if (claimed === null) return no('reply', 'The server answered with something that is no enrolment reply.');
  const authority = verifyAuthority(claimed.authority, { rootKeyId, newerThan: null, now: request.now });
  if (!authority.ok)
    return no(authority.code, `The server does not belong to the root key that was named with --trust. ${authority.detail}`);
  const opened = openEnvelope(body, payloadTypes.reply, serverKeyOf(authority.authority));
  if (!opened.ok) return no(opened.code, opened.detail);
  const reply = EnrolmentReply.parse(opened.payload);
  const identity: Identity = {
    server: request.server,
    allowHttp: request.allowHttp,
    deviceId: reply.deviceId,
    clientId: reply.clientId,
    clientName: reply.clientName,
    siteName: reply.siteName,
    rootKeyId,
    enrolledAt: reply.at,
  };
  writeJson(folders.authority, reply.authority);
  writeContact(folders, { counter: 0, ticket: reply.ticket });
  // Last: an identity means that everything else is there.
  writeJson(folders.identity, identity);
  return { ok: true, identity };
}

function readUnverified(body: unknown): EnrolmentReply | null {
  try {
    const payload = (body as { payload: string }).payload;
    return EnrolmentReply.parse(JSON.parse(Buffer.from(payload, 'base64').toString('utf8')));
  } catch {
    return null;
  }
}

function no(code: string, sentence: string): Enrolled {
  return { ok: false, code, sentence };
}
