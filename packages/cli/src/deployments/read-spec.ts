/**
 * The spec of a deployment as it will be approved. Nothing is taken from the server's word: every member must be one that this version knows and
 * shows, the shares must be the ones that the header binds, and the hash is computed here.
 */
import type { Share, SpecHeader } from '@fettle/core/deployment';
import { hashOfSpec } from '@fettle/proof/spec-hash';
import { ShareSchema, SpecHeaderSchema } from '@fettle/protocol/instruction';
import { Refused } from '../refused.ts';
import type { Deployment } from './types.ts';

export type CheckedSpec = { readonly header: SpecHeader; readonly shares: readonly Share[]; readonly hash: string };

/** Refused where there is none yet, or where it is not what it should be: then nobody should approve it. */
export function readSpec(deployment: Deployment): CheckedSpec {
  if (deployment.spec === null)
    throw new Refused({
      code: 'deployment.not-ready',
      title: 'There is no spec yet',
      detail: `The devices of “${deployment.title}” have not all answered what they would do, so there is nothing to approve.`,
      remedy: `fettle deploy plan --of ${deployment.id} waits for them.`,
      exit: 'waiting',
    });
  const header = SpecHeaderSchema.safeParse(deployment.spec.header);
  if (!header.success) throw bad('The header of the spec holds something that this version of fettle can not show', header.error.issues[0]);
  const shares = deployment.spec.shares.map((share) => {
    const read = ShareSchema.safeParse(share);
    if (!read.success)
      throw bad("A device's share of the spec holds something that this version of fettle can not show", read.error.issues[0]);
    return read.data as Share; // the schema and core's type agree: ShareAgrees in protocol/instruction.ts
  });
  // Hashed as it came: the strict schemas let nothing through that is not shown.
  const hashed = hashOfSpec({ header: header.data, shares: deployment.spec.shares });
  if (!hashed.ok) throw new Refused({ code: hashed.code, title: wrong, detail: hashed.detail, remedy });
  const problem = otherThan(deployment, header.data, hashed.specHash);
  if (problem !== null) throw new Refused({ code: 'cli.other-spec', title: wrong, detail: problem, remedy });
  return { header: header.data as SpecHeader, shares, hash: hashed.specHash }; // HeaderAgrees, as above
}

const wrong = 'This spec is not what it should be';
const remedy = 'Do not approve it. Find out what changed it: the server, its database, or something on the way.';

function otherThan(deployment: Deployment, header: Pick<SpecHeader, 'deploymentId' | 'clientId'>, hash: string): string | null {
  if (header.deploymentId !== deployment.id) return `The spec belongs to deployment ${header.deploymentId}, not to ${deployment.id}.`;
  if (header.clientId !== deployment.clientId) return `The spec is for client ${header.clientId}, not for ${deployment.clientId}.`;
  if (deployment.specHash !== null && deployment.specHash !== hash)
    return `The server says that the spec has the hash ${deployment.specHash}; what it sent has ${hash}.`;
  return null;
}

function bad(what: string, issue: { readonly path: readonly PropertyKey[]; readonly message: string } | undefined): Refused {
  const where = issue === undefined ? '' : ` (${issue.path.map(String).join('.')}: ${issue.message})`;
  return new Refused({
    code: 'cli.spec-unknown',
    title: wrong,
    detail: `${what}${where}.`,
    remedy: 'Use the fettle that came with the server.',
  });
}
