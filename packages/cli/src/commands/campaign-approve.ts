import type { Envelope } from '@fettle/proof/envelope-bytes';
import { mostApprovalsAtOnce } from '@fettle/protocol/campaigns';
import { confirmNumber } from '../confirm.ts';
import { connect } from '../connection/api.ts';
import { findCampaign } from '../connection/find.ts';
import { authorityByPin, checkApprover, signSpec, statementOf } from '../deployments/approve.ts';
import { lintText, risksText } from '../deployments/deployment-text.ts';
import { readSpec } from '../deployments/read-spec.ts';
import type { CheckedSpec } from '../deployments/read-spec.ts';
import { specText } from '../deployments/spec-text.ts';
import { deviceNames } from '../deployments/types.ts';
import { timestamp } from '../io.ts';
import { readSigningKey } from '../keys/signing-key.ts';
import { campaignText } from '../output/campaign-text.ts';
import { paintFor } from '../output/paint.ts';
import { blocks, screenOf } from '../output/screen.ts';
import { Refused } from '../refused.ts';
import { online } from '../session.ts';
import type { Group, Session } from '../session.ts';

/**
 * `fettle campaign approve NAME --key FILE`: shows every spec that waits, computes each hash here, and signs each of them once the person has typed how many devices
 * they reach together. One act, and one approval for each spec: a device is given its own alone.
 */
export function addCampaignApprove(group: Group, { io, finish }: Session): void {
  online(group, 'approve', 'show every spec that waits, and sign each of their hashes with your key', '--api-key')
    .argument('<campaign>', 'id, its last characters, or title')
    .requiredOption('--key <file>', 'your key file (fettle trust key create)')
    .option('--client <name...>', 'only those of these clients')
    .option('--yes <devices>', 'sign without asking, if they are for exactly so many devices')
    .action(async (named, options) => {
      const key = readSigningKey(io.folder, options.key);
      const { api, rootKeyId } = connect(io, options);
      const id = await findCampaign(api, named);
      const before = await api('getCampaign', { params: { id } });
      const authority = authorityByPin(await api('getAuthority', {}), rootKeyId);
      const waits = before.items.filter(
        ({ clientName, deploymentId, until, approvals, standing, may }) =>
          deploymentId !== null &&
          until !== null &&
          may.approve &&
          approvals.given < approvals.needed &&
          (standing === 'approval' || standing === 'held') &&
          (options.client === undefined || options.client.includes(clientName)),
      );
      // On standard error, where the question stands too: with --json standard output stays JSON.
      const screen = { ...screenOf(io), paint: paintFor(io, io.isTerminal.err) };
      const specs: { readonly spec: CheckedSpec; readonly clientName: string }[] = [];
      for (const { deploymentId, clientId } of waits) {
        const deployment = await api('getDeployment', { params: { id: deploymentId ?? '' } });
        const spec = readSpec(deployment);
        if (authority !== null) checkApprover(authority, key, clientId, timestamp(io));
        const names = { client: deployment.clientName, device: deviceNames(deployment) };
        io.err(`${blocks(specText(screen, spec, names), risksText(screen, deployment), lintText(screen, deployment.lint))}\n\n`);
        specs.push({ spec, clientName: deployment.clientName });
      }
      if (specs.length === 0)
        throw new Refused({
          code: 'deployment.not-ready',
          title: 'Nothing waits for your approval',
          detail: `No client of “${before.title}” in your reach has a spec that waits for an approval.`,
          remedy: `fettle campaign show ${id} says what each client waits for.`,
          exit: 'waiting',
        });
      const expected = specs.reduce((sum, { spec }) => sum + spec.shares.length, 0);
      const question = `Type the number of devices of all ${specs.length} specs to approve them: `;
      await confirmNumber(io, { question, expected, given: options.yes, what: 'number of devices' });

      const now = timestamp(io);
      const approvals = specs.map(({ spec, clientName }) => ({
        deploymentId: spec.header.deploymentId,
        envelope: asSent(signSpec(spec, statementOf(spec, clientName), key, now)),
      }));
      const refused: { readonly deploymentId: string; readonly clientName: string; readonly detail: string }[] = [];
      let after = before;
      for (let from = 0; from < approvals.length; from += mostApprovalsAtOnce) {
        const body = { approvals: approvals.slice(from, from + mostApprovalsAtOnce) };
        const answer = await api('approveCampaign', { params: { id }, body });
        refused.push(...answer.refused);
        after = answer.campaign;
      }
      const lines = refused.map(({ clientName, detail }) => `Not taken, ${clientName}: ${detail}`).join('\n');
      const done = `Approved: ${approvals.length - refused.length} of ${approvals.length} specs, ${expected} devices.`;
      finish(options, { json: { ...after, refused }, text: blocks(done, lines, campaignText(screenOf(io), after)) });
    });
}

function asSent(envelope: Envelope) {
  return { ...envelope, signatures: [...envelope.signatures] };
}
