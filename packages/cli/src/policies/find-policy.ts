/** The policy in force of a client: the one whose rules its deployments follow. */
import type { ApiClient, CallOutput } from '@fettle/protocol/client';
import { Refused } from '../refused.ts';

type PolicyDetail = CallOutput<'getPolicy'>;

/** Null where the client has none. */
export async function findPolicy(api: ApiClient, clientId: string): Promise<PolicyDetail | null> {
  const { policyId } = await api('getClient', { params: { id: clientId } });
  return policyId === null ? null : api('getPolicy', { params: { id: policyId } });
}

/** The same, where there must be one. */
export async function needPolicy(api: ApiClient, client: { readonly id: string; readonly name: string }): Promise<PolicyDetail> {
  const policy = await findPolicy(api, client.id);
  if (policy !== null) return policy;
  throw new Refused({
    code: 'cli.not-found',
    title: 'There is no policy',
    detail: `${client.name} has no policy, so nobody has said when its devices may change.`,
    remedy: 'fettle policy default prints one to begin with; fettle policy save FILE --client NAME saves it.',
  });
}
