import { randomUUID } from 'node:crypto';
import { longestGrantDays, standingStatement } from '@fettle/core/standing';
import { signStandingApproval } from '@fettle/proof/standing-approval';
import { instantOf } from '../calendar/instant.ts';
import { confirmYes } from '../confirm.ts';
import { connect } from '../connection/api.ts';
import { findClient } from '../connection/find.ts';
import { authorityByPin, checkApprover } from '../deployments/approve.ts';
import { timestamp } from '../io.ts';
import { readSigningKey } from '../keys/signing-key.ts';
import { paintFor } from '../output/paint.ts';
import { screenOf, sentence } from '../output/screen.ts';
import { grantText, standingText } from '../output/standing-text.ts';
import { readGrant } from '../policies/read-grant.ts';
import { Refused, usage } from '../refused.ts';
import { online } from '../session.ts';
import type { Group, Session } from '../session.ts';

/** `fettle policy approve`: shows all that the policy would grant, computes its hash here, and signs that until an end. */
export function addPolicyApprove(group: Group, { io, finish }: Session): void {
  online(group, 'approve', 'sign the policy of a client for a while: deployments within it need no further signature', '--api-key')
    .requiredOption('--client <name>', 'of this client')
    .requiredOption('--key <file>', 'your key file (fettle trust key create)')
    .option('--until <time>', 'its end, a year away at the latest; 90 days where nothing is said')
    .option('--yes', 'sign without asking')
    .action(async (options) => {
      const key = readSigningKey(io.folder, options.key);
      const { api, rootKeyId } = connect(io, options);
      const client = await findClient(api, options.client);
      const granting = await api('getStandingGrant', { params: { id: client.id } });
      if (granting.because !== null)
        throw new Refused({
          code: 'policy.unreadable',
          title: 'There is nothing that could be signed',
          detail: granting.because,
          remedy: 'fettle policy show says what the policy is.',
        });
      const { grant, hash } = readGrant(granting.grant, client.id);
      const now = timestamp(io);
      const expiresAt = endOf(options.until, io.now(), io.zone);
      const authority = authorityByPin(await api('getAuthority', {}), rootKeyId);
      if (authority !== null) checkApprover(authority, key, client.id, now);
      const statement = standingStatement(grant, client.name, expiresAt);
      // On standard error, where the question stands too: with --json standard output stays JSON.
      const screen = { ...screenOf(io), paint: paintFor(io, io.isTerminal.err) };
      io.err(`${grantText(screen, grant, granting.devices, hash)}\n\n${sentence(screen, statement)}\n\n`);
      await confirmYes(io, { question: 'Sign this?', given: options.yes });
      const { policy } = grant;
      const fields = { id: randomUUID(), clientId: client.id, policyId: policy.id, policyVersion: policy.version, grantHash: hash };
      const envelope = signStandingApproval({ ...fields, statement, at: now, expiresAt }, key);
      const signed = await api('approvePolicy', {
        params: { id: client.id },
        body: { envelope: { ...envelope, signatures: [...envelope.signatures] } },
      });
      finish(options, { json: signed, text: standingText(screenOf(io), signed) });
    });
}

const usualDays = 90;

function endOf(text: string | undefined, now: Temporal.Instant, zone: string): string {
  if (text === undefined) return now.add({ hours: 24 * usualDays }).toString({ smallestUnit: 'second' });
  const end = instantOf('until', text, zone, now, 'begins');
  const latest = now.add({ hours: 24 * longestGrantDays });
  if (Temporal.Instant.compare(end, now) > 0 && Temporal.Instant.compare(end, latest) <= 0) return end;
  throw usage(
    `--until ${text} is not within a year from now.`,
    `Say a time after now and before ${latest.toString({ smallestUnit: 'second' })}.`,
  );
}
