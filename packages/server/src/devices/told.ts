/**
 * What a check-in is told: instructions, and with them what the device is to judge those by, never older than they are. Devices that ask in the same moment are answered from one transaction, whatever
 * clients they belong to; where anything may be kept back at a client, each of its devices is asked for by itself.
 */
import { openInstructions } from '../instructions/index.ts';
import type { OpenInstruction } from '../instructions/index.ts';
import { inClients } from '../platform/database/index.ts';
import type { Context, Tx } from '../platform/feature.ts';
import { gathered } from '../platform/gathered.ts';
import type { Gathered } from '../platform/gathered.ts';
import type { Standing, StandingFacts } from './standing.ts';

/** Ids of open instructions that a device is not given now, in the transaction that read them. */
export type KeptBack = (
  tx: Tx,
  context: Context,
  clientId: string,
  deviceId: string,
  open: readonly OpenInstruction[],
) => Promise<ReadonlySet<string>>;

/** Deployments that may not begin on a device just now: it is told that they are held. */
export type Frozen = (tx: Tx, context: Context, clientId: string, deviceId: string) => Promise<readonly string[]>;

/** Of these clients those at which the two above may find anything. */
export type AskFor = (tx: Tx, context: Context, clientIds: readonly string[]) => Promise<ReadonlySet<string>>;

export type ToldParts = { readonly keptBack: KeptBack; readonly frozen: Frozen; readonly askFor: AskFor; readonly standing: Standing };

/** A device that may have to be told something. */
export type Listener = {
  readonly clientId: string;
  readonly deviceId: string;
  /** Something may be open for it. */
  readonly asks: boolean;
  /** What it has taken, and not ended. */
  readonly inFlight: readonly string[];
};

export type Told = {
  readonly instructions: readonly OpenInstruction[];
  /** Null: what was known a moment before is good enough, for nothing is told. */
  readonly standing: StandingFacts | null;
  /** Deployments that may not begin on it just now. */
  readonly frozen: readonly string[];
};
export const nothingTold: Told = { instructions: [], standing: null, frozen: [] };

const mostAtOnce = 100;

export function toldBook(context: Context, parts: ToldParts): Gathered<Listener, Told> {
  return gathered({
    together: (listeners) => tellTogether(context, parts, listeners),
    keyOf: ({ deviceId }) => deviceId,
    most: mostAtOnce,
  });
}

async function tellTogether(context: Context, parts: ToldParts, listeners: readonly Listener[]): Promise<readonly Told[]> {
  const clientIds = [...new Set(listeners.map(({ clientId }) => clientId))];
  const read = await inClients(context.db, clientIds, async (tx) => {
    const open = await readOpen(tx, context, listeners);
    // After what is open: a freeze or a decision that was committed before the instructions were read is seen.
    const apart = await parts.askFor(tx, context, clientIds);
    const toldIn = clientIds.filter((id) => !apart.has(id) && listeners.some((one) => one.clientId === id && open.has(one.deviceId)));
    return { open, apart, standing: await parts.standing.seenBy(tx, toldIn) };
  });
  return Promise.all(
    listeners.map(async (one): Promise<Told> => {
      if (read.apart.has(one.clientId)) return tellApart(context, parts, one);
      const instructions = read.open.get(one.deviceId) ?? [];
      return { instructions, standing: instructions.length > 0 ? (read.standing.get(one.clientId) ?? null) : null, frozen: [] };
    }),
  );
}

function tellApart(context: Context, parts: ToldParts, listener: Listener): Promise<Told> {
  const { clientId, deviceId, inFlight } = listener;
  return inClients(context.db, [clientId], async (tx) => {
    const open = (await readOpen(tx, context, [listener])).get(deviceId) ?? [];
    const kept = await parts.keptBack(tx, context, clientId, deviceId, open);
    const instructions = open.filter(({ id }) => !kept.has(id));
    const isTold = instructions.length > 0;
    const standing = isTold ? ((await parts.standing.seenBy(tx, [clientId])).get(clientId) ?? null) : null;
    const frozen = isTold || inFlight.length > 0 ? await parts.frozen(tx, context, clientId, deviceId) : [];
    return { instructions, standing, frozen };
  });
}

function readOpen(tx: Tx, context: Context, listeners: readonly Listener[]): Promise<ReadonlyMap<string, readonly OpenInstruction[]>> {
  const asking = listeners.flatMap(({ clientId, deviceId, asks, inFlight }) => (asks ? [{ clientId, deviceId, except: inFlight }] : []));
  return openInstructions(tx, asking, context.now());
}
