import { canonicalBytes } from '@fettle/proof/canonical';
import type { Approval, StandingApproval } from '@fettle/proof/documents';
import { type Envelope, envelopeOf, type PayloadType, payloadTypes, preAuthEncoding } from '@fettle/proof/envelope-bytes';

/** A key pair of this browser. `publicKey` is base64 of the raw 32 bytes; `keyid` is their hex SHA-256. */
export type BrowserKey = {
  readonly privateKey: CryptoKey;
  readonly publicKey: string;
  readonly keyid: string;
  readonly madeAt: string;
};

/**
 * Signs an approval with this browser's key: a DSSE envelope over the canonical bytes. `specHash` must be the one that was computed from
 * the spec that is shown; `statement` must be the sentence that the person saw.
 */
export async function signApproval(fields: Omit<Approval, 'type' | 'keyid'>, key: BrowserKey): Promise<Envelope> {
  const approval: Approval = { type: 'approval', ...fields, keyid: key.keyid };
  return sealed(payloadTypes.approval, approval, key);
}

/** Signs a standing approval. `grantHash` must be the one that was computed from the grant that is shown; `statement` must be the sentence that the person saw. */
export async function signStandingApproval(fields: Omit<StandingApproval, 'type' | 'keyid'>, key: BrowserKey): Promise<Envelope> {
  const approval: StandingApproval = { type: 'standing-approval', ...fields, keyid: key.keyid };
  return sealed(payloadTypes.standingApproval, approval, key);
}

async function sealed(type: PayloadType, what: object, key: BrowserKey): Promise<Envelope> {
  const body = canonicalBytes(what);
  const signature = await crypto.subtle.sign('Ed25519', key.privateKey, preAuthEncoding(type, body));
  return envelopeOf(type, body, key.keyid, new Uint8Array(signature));
}
