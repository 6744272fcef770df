/** Enrolment: the device shows its key and a token, and trusts what the pinned root key signed; nothing else of what the server says. */
import type { SystemFacts } from '@fettle/core/inventory';
import { serverKey, verifyAuthority } from '@fettle/proof/authority';
import { openEnvelope, seal } from '@fettle/proof/envelope';
import { payloadTypes } from '@fettle/proof/envelope-bytes';
import { parseFingerprint } from '@fettle/proof/fingerprint';
import { agentPaths, agentProtocol, EnrolmentReply } from '@fettle/protocol/agent';
import type { Enrolment } from '@fettle/protocol/agent';
import { wellFormed } from '../journal/fitting.ts';
import { writeJson } from '../state/durable.ts';
import type { Folders } from '../state/folders.ts';
import { makeDeviceKey, readDeviceKey, readIdentity, stateFormat } from '../state/identity.ts';
import type { Identity } from '../state/identity.ts';
import { emptyMemory } from '../state/memory.ts';
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

/** Enrols the device of these folders, which are there and locked by the caller. */
export async function enrol(folders: Folders, request: EnrolRequest): Promise<Enrolled> {
  const known = readIdentity(folders);
  if (!known.ok) return no('damaged', `${known.sentence} Remove ${folders.root} if this device is to be enrolled anew.`);
  if (known.value !== null)
    return no(
      'enrolled-already',
      `This device is enrolled already, as a device of ${known.value.clientName} at ${known.value.server}. To enrol it anew, stop the agent, remove ${folders.root}, and retire its old entry in the console.`,
    );
  const address = refuseAddress(request);
  if (address !== null) return no('address', address);
  const pinned = parseFingerprint(request.trust);
  if (!pinned.ok) return no('trust', `--trust takes the fingerprint of the root key, as the console shows it. ${pinned.detail}`);
  if (request.token.length < 10 || request.token.length > 200)
    return no('token', '--token takes an enrolment token, as the client page of the console shows it.');
  const read = readDeviceKey(folders);
  if (!read.ok) return no('damaged', `${read.sentence} Remove ${folders.root} and enrol again.`);
  const key = read.value ?? makeDeviceKey(folders);
  const message: Enrolment = {
    type: 'enrolment',
    protocol: agentProtocol,
    token: request.token,
    publicKey: key.publicKey,
    at: request.now,
    agentVersion: request.agentVersion,
    mode: request.mode,
    system: wellFormed(request.system) as Enrolment['system'],
  };
  const answer = await post(request, agentPaths.enrol, seal(payloadTypes.enrolment, message, key));
  if (!answer.ok) return no(answer.code, refusalInWords(folders, request, answer));
  return accept(folders, request, pinned.keyid, answer.body);
}

/** The reply is signed by a key that only the authority vouches for, and the authority travels inside: read it once for the authority, then verify. */
function accept(folders: Folders, request: EnrolRequest, rootKeyId: string, body: unknown): Enrolled {
  const claimed = readUnverified(body);
  if (claimed === null)
    return no('reply', `${request.server} answered with something that is no enrolment reply. Is it the address of the agents' listener?`);
  const authority = verifyAuthority(claimed.authority, { rootKeyId, newerThan: null, now: request.now });
  if (!authority.ok) {
    const clock = authority.code === 'authority.expired' ? ` The clock of this device says ${request.now}.` : '';
    return no(
      authority.code,
      `The server is not trusted by the root key that --trust names, so this device was not enrolled. ${authority.detail}${clock}`,
    );
  }
  const opened = openEnvelope(body, payloadTypes.reply, (keyid) => serverKey(authority.authority, keyid));
  if (!opened.ok)
    return no(opened.code, `The reply is not by a server that the authority names, so this device was not enrolled. ${opened.detail}`);
  const reply = EnrolmentReply.safeParse(opened.payload);
  if (!reply.success) return no('reply', 'The server answered with something that is no enrolment reply of this version.');
  const { deviceId, clientId, clientName, siteName, ticket, at } = reply.data;
  const { server, allowHttp } = request;
  const identity: Identity = {
    format: stateFormat,
    server,
    allowHttp,
    deviceId,
    clientId,
    clientName,
    siteName,
    rootKeyId,
    enrolledAt: at,
  };
  writeJson(folders.authority, reply.data.authority);
  writeJson(folders.contact, { counter: 0, ticket });
  writeJson(folders.memory, emptyMemory);
  // Last: an identity means that everything else is there.
  writeJson(folders.identity, identity);
  return { ok: true, identity };
}

function readUnverified(body: unknown): EnrolmentReply | null {
  if (typeof body !== 'object' || body === null || !('payload' in body) || typeof body.payload !== 'string') return null;
  try {
    const parsed = EnrolmentReply.safeParse(JSON.parse(Buffer.from(body.payload, 'base64').toString('utf8')));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}

/** What happened, why, and what to do. */
function refusalInWords(
  folders: Folders,
  { server }: EnrolRequest,
  answer: { status: number | null; code: string; detail: string },
): string {
  const { status, code, detail } = answer;
  if (code === 'enrolment.token')
    return `The token was not taken: ${detail} Make a new one on the client page of the console; a token has an end and a number of uses.`;
  if (code === 'enrolment.key-known')
    return `The server knows the key in ${folders.key} already: an earlier enrolment was interrupted after the server had taken it, or this folder is a copy of another device's. Remove ${folders.root}, enrol with a new token, and retire the entry without contact in the console.`;
  if (code === 'agent.protocol') return `${detail} Install the agent that this server offers.`;
  if (status === null && /certificate|self.signed|unable to verify|altname/i.test(detail))
    return `${server} can not be trusted as an https server (${detail}). Install its certificate authority on this device, or mend the certificate.`;
  if (status === null)
    return `${server} can not be reached (${detail}). Check the address, the port, and that nothing between here and there blocks it.`;
  if (status === 429) return `${server} takes no more enrolments just now. Try again in a few minutes.`;
  return `${server} refused the enrolment (${status}, ${code}): ${detail}`;
}

function no(code: string, sentence: string): Enrolled {
  return { ok: false, code, sentence };
}
