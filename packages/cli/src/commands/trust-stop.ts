import { signStop } from '@fettle/proof/stop';
import type { Stop } from '@fettle/proof/stop';
import { connect } from '../connection/api.ts';
import { findClient } from '../connection/find.ts';
import { timestamp } from '../io.ts';
import { readSigningKey } from '../keys/signing-key.ts';
import { online } from '../session.ts';
import type { Group, Session } from '../session.ts';

/** `fettle trust stop`: every agent that hears it changes nothing more. Never asks: it is for the moment when seconds count. */
export function addTrustStop(group: Group, session: Session): void {
  add(group, session, 'stop', 'PANIC STOP: no agent that hears it changes anything any more');
}

/** `fettle trust go`: ends the panic stop. */
export function addTrustGo(group: Group, session: Session): void {
  add(group, session, 'go', 'end the panic stop');
}

function add(group: Group, { io, finish }: Session, state: Stop['state'], description: string): void {
  online(group, state, description, '--api-key')
    .requiredOption('--key <file>', "an approver's key file, or the root key")
    .option('--client <name>', 'for one client; otherwise for all')
    .action(async (options) => {
      const key = readSigningKey(io.folder, options.key);
      const { api } = connect(io, options);
      const scope = options.client === undefined ? 'all' : (await findClient(api, options.client)).id;
      const { stop } = await api('getTrust', {});
      const envelope = signStop({ scope, state, version: (stop?.version ?? 0) + 1, at: timestamp(io) }, key);
      const trust = await api('putStop', { body: { envelope } });
      const where = options.client === undefined ? 'everywhere' : `for ${options.client}`;
      const text = state === 'stop' ? `Stopped ${where}. Devices hear it at their next contact.` : `The stop ${where} has ended.`;
      finish(options, { json: trust, text });
    });
}
