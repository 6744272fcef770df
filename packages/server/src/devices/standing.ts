/** What every reply carries beside the device's own: authority, panic stop, held deployments. Read at most once a second, so that it costs nothing at a check-in. */
import type { Envelope } from '@fettle/proof/envelope-bytes';
import { sql } from 'kysely';
import { inClients } from '../platform/database/index.ts';
import type { Context } from '../platform/feature.ts';
import { readTrust } from '../trust/index.ts';
import type { StopInForce } from '../trust/index.ts';

export type StandingFacts = {
  readonly authority: Envelope;
  readonly authorityVersion: number;
  readonly stops: readonly StopInForce[];
  readonly held: readonly string[];
};
export type Standing = { readonly of: (clientId: string) => Promise<StandingFacts> };

const freshMs = 1000;

export function standingFacts(context: Context): Standing {
  const trust = remember(context, async () => {
    const inForce = await readTrust(context);
    return {
      authority: inForce.envelope,
      authorityVersion: inForce.authority.version,
      stops: inForce.stops,
    };
  });
  const held = remember(context, (clientId) =>
    inClients(context.db, [clientId], async (tx) => {
      const found = await sql<{ deployment_id: string }>`select deployment_id from held_deployment where client_id = ${clientId}`.execute(
        tx,
      );
      return found.rows.map((row) => row.deployment_id);
    }),
  );
  return {
    async of(clientId) {
      const [facts, deployments] = await Promise.all([trust(''), held(clientId)]);
      // What is said of another client is not this one's business.
      return { ...facts, stops: facts.stops.filter(({ stop }) => stop.scope === 'all' || stop.scope === clientId), held: deployments };
    },
  };
}

/** Askers within a second share one answer, also while it is being fetched. */
function remember<T>(context: Context, read: (key: string) => Promise<T>): (key: string) => Promise<T> {
  const answers = new Map<string, { at: number; value: Promise<T> }>();
  return (key) => {
    const now = context.clock.now().epochMilliseconds;
    const found = answers.get(key);
    if (found !== undefined && now - found.at < freshMs && now >= found.at) return found.value;
    const value = read(key);
    answers.set(key, { at: now, value });
    value.catch(() => answers.delete(key));
    return value;
  };
}
