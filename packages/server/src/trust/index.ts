/** Who may approve: the authority that the provider's root key signed, admissions of browser keys, the panic stop. The server verifies and hands on; it can not sign any of it. */
import { verifyAuthority } from '@fettle/proof/authority';
import type { Envelope } from '@fettle/proof/envelope-bytes';
import { publicKeyFromRaw } from '@fettle/proof/keys';
import { verifyStop } from '@fettle/proof/stop';
import { appendProviderAudit, auditActor } from '../audit/index.ts';
import { inNoClient, notify } from '../platform/database/index.ts';
import { providerId, refuse } from '../platform/feature.ts';
import type { Actor, ApiRefusal, Context, Feature, Tx } from '../platform/feature.ts';
import { commandHandlers } from './commands.ts';
import { addAdmission, isClient, saveAuthority, saveStops } from './store.ts';
import { readTrust, viewTrust } from './view.ts';

export { carryCommands, readCommandTroubles } from './commands.ts';
export { hasCommandsFor } from './commands-store.ts';
export type { Carry, CommandTrouble } from './commands.ts';
export { ensureInstallation } from './first-start.ts';
export { readRootKey, readServerKey, rootKeyFile } from './key-files.ts';
export { readTrust, readTrustIn } from './view.ts';
export type { InForce, StopInForce } from './view.ts';

/** The signed authority, as agents and exports carry it. */
export async function currentAuthority(context: Context): Promise<Envelope> {
  return (await readTrust(context)).envelope;
}

export type TrustParts = {
  /** What follows a stop that was set or lifted, of all clients (`all`) or of one. It is committed by then: no look that is under way keeps it waiting. */
  readonly stopped: (context: Context, scope: string) => Promise<void>;
};

export const trustFeature = ({ stopped }: TrustParts): Feature => ({
  name: 'trust',
  handlers: {
    ...commandHandlers,
    getTrust: ({ context }) => viewTrust(context),
    getAuthority: ({ context }) => currentAuthority(context),

    async getStops({ context }) {
      const { envelope, stops } = await readTrust(context);
      return { format: 'fettle-stops/1', authority: envelope, stops: stops.map((one) => one.envelope) };
    },

    async askAdmission({ context, actor, body }) {
      if (actor.kind !== 'person')
        return refuse('permission.missing', 'Only a person can ask that a browser key may approve; an API key has no browser.');
      const read = publicKeyFromRaw(body.publicKey);
      if (!read.ok) return refuse('request.invalid', read.detail, [{ path: 'publicKey', message: read.detail }]);
      if (read.keyid !== body.keyid)
        return refuse('request.invalid', 'The fingerprint is not that of the key.', [
          { path: 'keyid', message: 'is not the fingerprint of publicKey' },
        ]);
      const at = context.now();
      await inNoClient(context.db, async (tx) => {
        await addAdmission(tx, {
          id: context.newId(),
          keyId: body.keyid,
          publicKey: body.publicKey,
          personId: actor.id,
          label: body.label,
          at,
        });
        await record(tx, actor, 'trust.admission-asked', `key:${body.keyid}`, { label: body.label }, at);
      });
      const found = (await viewTrust(context)).admissions.find((admission) => admission.keyid === body.keyid);
      if (found === undefined) throw new Error('the admission was not stored');
      if (found.personId !== actor.id) return refuse('conflict.exists', 'Somebody else has asked for this key.');
      return found;
    },

    async putAuthority({ context, actor, body }) {
      const inForce = await readTrust(context);
      const at = context.now();
      const verified = verifyAuthority(body.envelope, { rootKeyId: inForce.rootKeyId, newerThan: inForce.authority.version, now: at });
      if (!verified.ok) return refuse('authority.invalid', verified.detail);
      if (!verified.authority.servers.some((server) => server.keyid === context.serverKey.keyid)) {
        return refuse('authority.invalid', "This authority does not name this server's key: its agents would stop obeying it.");
      }
      const saved = await inNoClient(context.db, async (tx) => {
        if (!(await saveAuthority(tx, body.envelope, verified.authority.version))) return false;
        const approvers = verified.authority.approvers.map((approver) => approver.keyid);
        await record(
          tx,
          actor,
          'trust.authority-changed',
          `authority:${verified.authority.version}`,
          { approvers, expiresAt: verified.authority.expiresAt },
          at,
        );
        return true;
      });
      return saved ? viewTrust(context) : refuse('conflict.changed', 'A newer authority was handed in meanwhile.');
    },

    async putStop({ context, actor, body }) {
      const inForce = await readTrust(context);
      const at = context.now();
      // One row of versions for all scopes: agents count that way.
      const newest = inForce.stops[0]?.stop.version ?? null;
      const verified = verifyStop(body.envelope, inForce.authority, { newestVersion: () => newest, now: at });
      if (!verified.ok) return refuse('authority.invalid', verified.detail);
      const { scope, version } = verified.stop;
      const saved = await inNoClient(context.db, async (tx) => {
        if (scope !== 'all' && !(await isClient(tx, scope))) return unknownScope(scope);
        const others = inForce.stops.filter(({ stop }) => stop.scope !== scope).map(({ envelope }) => envelope);
        if (!(await saveStops(tx, [body.envelope, ...others], version)))
          return refuse('conflict.changed', 'A newer stop was handed in meanwhile.');
        await record(
          tx,
          actor,
          'trust.stop',
          `stop:${verified.stop.version}`,
          { state: verified.stop.state, scope: verified.stop.scope },
          at,
        );
        return null;
      });
      if (saved !== null) return saved;
      await stopped(context, scope);
      return viewTrust(context);
    },
  },
});

function unknownScope(scope: string): ApiRefusal {
  return refuse('authority.invalid', `There is no client ${scope}. A stop is for all, or for one client of this installation.`);
}

async function record(tx: Tx, actor: Actor, action: string, subject: string, body: Record<string, unknown>, at: string): Promise<void> {
  await appendProviderAudit(tx, { action, actor: auditActor(actor), subject, body, at });
  await notify(tx, 'changed', JSON.stringify({ clientId: providerId, what: 'trust', id: null }));
}
