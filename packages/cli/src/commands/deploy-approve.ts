import { confirmNumber } from '../confirm.ts';
import { connect } from '../connection/api.ts';
import { findDeployment } from '../connection/find.ts';
import { authorityByPin, checkApprover, signSpec, statementOf } from '../deployments/approve.ts';
import { deploymentText, keptOutText, lintText, risksText } from '../deployments/deployment-text.ts';
import { readSpec } from '../deployments/read-spec.ts';
import { specText } from '../deployments/spec-text.ts';
import { deviceNames } from '../deployments/types.ts';
import { timestamp } from '../io.ts';
import { readSigningKey } from '../keys/signing-key.ts';
import { paintFor } from '../output/paint.ts';
import { blocks, screenOf } from '../output/screen.ts';
import { online } from '../session.ts';
import type { Group, Session } from '../session.ts';

/** `fettle deploy approve ID --key FILE`: shows the spec, computes its hash here, and signs that once the person has typed how many devices it is. */
export function addDeployApprove(group: Group, { io, finish }: Session): void {
  online(group, 'approve', 'show a spec, and sign its hash with your key', '--api-key')
    .argument('<deployment>', 'id, its last characters, or title')
    .requiredOption('--key <file>', 'your key file (fettle trust key create)')
    .option('--yes <devices>', 'sign without asking, if it is for exactly so many devices')
    .action(async (named, options) => {
      const key = readSigningKey(io.folder, options.key);
      const { api, rootKeyId } = connect(io, options);
      const id = await findDeployment(api, named);
      const deployment = await api('getDeployment', { params: { id } });
      const spec = readSpec(deployment);
      const authority = authorityByPin(await api('getAuthority', {}), rootKeyId);
      if (authority !== null) checkApprover(authority, key, deployment.clientId, timestamp(io));

      // On standard error, where the question stands too: with --json standard output stays JSON.
      const screen = { ...screenOf(io), paint: paintFor(io, io.isTerminal.err) };
      const names = { client: deployment.clientName, device: deviceNames(deployment) };
      io.err(
        `${blocks(specText(screen, spec, names), keptOutText(screen, deployment), risksText(screen, deployment), lintText(screen, deployment.lint))}\n\n`,
      );
      const expected = spec.shares.length;
      const question = `Type the number of devices to approve this with ${authority?.approvers.find(({ keyid }) => keyid === key.keyid)?.name ?? 'your key'}: `;
      await confirmNumber(io, { question, expected, given: options.yes, what: 'number of devices' });

      const envelope = signSpec(spec, statementOf(spec, deployment.clientName), key, timestamp(io));
      const approved = await api('approveDeployment', { params: { id }, body: { envelope } });
      finish(options, { json: approved, text: blocks(`Approved: ${expected} devices.`, deploymentText(screenOf(io), approved)) });
    });
}
