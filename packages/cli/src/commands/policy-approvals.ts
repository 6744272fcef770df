import type { ApiClient } from '@fettle/protocol/client';
import { connect } from '../connection/api.ts';
import { findClient, findOne } from '../connection/find.ts';
import type { Named } from '../connection/find.ts';
import { screenOf } from '../output/screen.ts';
import { standingsText, standingText } from '../output/standing-text.ts';
import { online } from '../session.ts';
import type { Group, Session } from '../session.ts';

/** `fettle policy approvals`: what was signed of a client's policy, and what each still does. */
export function addPolicyApprovals(group: Group, { io, finish }: Session): void {
  online(group, 'approvals', 'standing approvals of a client’s policy, the newest first')
    .requiredOption('--client <name>', 'of this client')
    .action(async (options) => {
      const { api } = connect(io, options);
      const client = await findClient(api, options.client);
      const found = await api('listStandingApprovals', { params: { id: client.id } });
      const none = 'Nobody has signed the policy of this client for a while: every deployment waits for a signature of its own.';
      finish(options, { json: found, text: found.items.length === 0 ? none : standingsText(screenOf(io), found.items) });
    });
}

/** `fettle policy approval-revoke ID`: it approves nothing new, and what rests on it is held. */
export function addPolicyApprovalRevoke(group: Group, { io, finish }: Session): void {
  online(group, 'approval-revoke', 'revoke a standing approval; what rests on it is held until a person signs that')
    .argument('<approval>', 'its id or the end of it, as `fettle policy approvals` shows it')
    .requiredOption('--because <text>', 'why')
    .option('--client <name>', 'of this client')
    .action(async (named, options) => {
      const { api } = connect(io, options);
      const id = await findApproval(api, named, options.client === undefined ? null : (await findClient(api, options.client)).id);
      const revoked = await api('revokeStandingApproval', { params: { id }, body: { because: options.because } });
      finish(options, { json: revoked, text: standingText(screenOf(io), revoked) });
    });
}

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

const anEnd = /^[0-9a-f-]{4,36}$/;

/** By its whole id at once; by the end of it among those of the client, or in one question among those of all clients in sight. */
async function findApproval(api: ApiClient, text: string, clientId: string | null): Promise<string> {
  const wanted = text.trim().toLowerCase();
  if (uuid.test(wanted)) return wanted;
  const found = anEnd.test(wanted) ? (await api('findStandingApprovals', { query: { end: wanted } })).items : [];
  const all: readonly Named[] = found
    .filter((one) => clientId === null || one.clientId === clientId)
    .map(({ id, by, clientName }) => ({ id, name: id, label: `of ${by} for ${clientName}` }));
  return findOne(
    'standing approval',
    text,
    all,
    'fettle policy approvals shows them; name it by its id, or by the last four characters of it at least.',
  ).id;
}
