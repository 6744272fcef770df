/** Today: what needs a person now, over all clients that the actor may see, and what Fettle does next by itself. Always derived, never stored. */
import { silentBefore } from '../clients/index.ts';
import { inClients } from '../platform/database/index.ts';
import type { Context, Feature, Handler } from '../platform/feature.ts';
import { clientLines } from './clients.ts';
import { deploymentLines } from './deployments.ts';
import { deviceLines } from './devices.ts';
import type { OpeningMemory } from './next-opening.ts';
import { noticeLines } from './notices.ts';
import { queueOf } from './queue.ts';
import { refusalLines } from './refusals.ts';
import { trustLines } from './trust.ts';
import type { Line, Next } from './types.ts';
import { countUpdates, urgentLines } from './updates.ts';

const mostNext = 20;
const memories = new WeakMap<Context, OpeningMemory>();

const todayOf: Handler<'today'> = async ({ context, actor, query }) => {
  const scope = actor.scopeFor('client.read').filter((id) => query.clientId === undefined || id === query.clientId);
  const now = context.clock.now();
  const openings = memories.get(context) ?? new Map();
  memories.set(context, openings);
  const found = await inClients(context.db, scope, async (tx) => ({
    clients: await clientLines(tx, now, openings),
    devices: await deviceLines(tx, silentBefore(context)),
    deployments: await deploymentLines(tx, now),
    refusals: await refusalLines(tx, now),
    urgent: await urgentLines(tx),
    notices: await noticeLines(tx, now),
    counts: await countUpdates(tx),
  }));
  const { clients, devices, deployments } = found;
  const provider = query.clientId === undefined && actor.can('trust.read') ? await trustLines(context) : [];
  const lines: Line[] = [
    ...clients.lines,
    ...devices.lines,
    ...deployments.lines,
    ...found.refusals,
    ...found.urgent,
    ...found.notices,
    ...provider,
  ];
  return {
    items: queueOf(lines, context.now()).map((line) => ({
      ...line,
      clientName: line.clientId === null ? null : (clients.names.get(line.clientId) ?? null),
    })),
    next: firstOf([...deployments.next, ...clients.next]),
    counts: { clients: clients.names.size, devices: devices.devices, silent: devices.silent, ...found.counts },
  };
};

function firstOf(next: readonly Next[]): Next[] {
  return next.toSorted((a, b) => Temporal.Instant.compare(a.at, b.at)).slice(0, mostNext);
}

export const today: Feature = { name: 'today', handlers: { today: todayOf } };
