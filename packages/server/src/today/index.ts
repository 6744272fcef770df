/** Today: what needs a person now, over all clients that the actor may see, and what Fettle does next by itself. Always derived, never stored. */
import { silentBefore } from '../clients/index.ts';
import { inClients } from '../platform/database/index.ts';
import type { Context, Feature, Handler } from '../platform/feature.ts';
import { campaignLines } from './campaigns.ts';
import { checksAgainLines } from './checks-again.ts';
import { clientLines } from './clients.ts';
import { decisionLines } from './decisions.ts';
import { deploymentLines } from './deployments.ts';
import { discoveredLines } from './discovered.ts';
import { deviceLines } from './devices.ts';
import type { OpeningMemory } from './next-opening.ts';
import { nobodyToTell, noticeLines } from './notices.ts';
import { policyFindingLines } from './policy-findings.ts';
import { processAuditLines } from './process-audits.ts';
import { queueOf } from './queue.ts';
import { rebuildLines } from './rebuilds.ts';
import { regressionLines } from './regressions.ts';
import { refusalLines } from './refusals.ts';
import { restartLines } from './restarts.ts';
import { shareWork } from './share.ts';
import type { Share } from './share.ts';
import { standingLines } from './standing.ts';
import { supportLines } from './support.ts';
import { trustLines } from './trust.ts';
import type { Line, Next, Today } from './types.ts';
import { wayBackLines } from './ways-back.ts';
import { failedWayLines } from './ways-failed.ts';
import { updateLines } from './updates.ts';

export { checkedAgain, checkedAgainDays } from './checks-again.ts';
export { paths } from './paths.ts';

const mostNext = 20;

/** What one process remembers between looks. */
type Memory = { readonly openings: OpeningMemory; readonly share: Share };
const memories = new WeakMap<Context, Memory>();

function memoryOf(context: Context): Memory {
  const found = memories.get(context) ?? { openings: new Map(), share: shareWork() };
  memories.set(context, found);
  return found;
}

const todayOf: Handler<'today'> = async ({ context, actor, query }) => {
  const scope = actor.scopeFor('client.read').filter((id) => query.clientId === undefined || id === query.clientId);
  const { lines, names, next, counts } = await lookFor(context, scope, query.clientId === undefined && actor.can('trust.read'));
  return {
    items: queueOf(lines, context.now()).map((line) => ({
      ...line,
      clientName: line.clientId === null ? null : (names.get(line.clientId) ?? null),
    })),
    next,
    counts,
  };
};

/** How many lines of Today each of these clients has. */
export async function needsOf(context: Context, clientIds: readonly string[]): Promise<ReadonlyMap<string, number>> {
  const { lines } = await lookFor(context, clientIds, false);
  const needs = new Map<string, number>();
  for (const { clientId } of lines) if (clientId !== null) needs.set(clientId, (needs.get(clientId) ?? 0) + 1);
  return needs;
}

type Look = Pick<Today, 'next' | 'counts'> & { readonly lines: readonly Line[]; readonly names: ReadonlyMap<string, string> };

/** The answer depends on nothing else of who asks. */
function lookFor(context: Context, scope: readonly string[], provider: boolean): Promise<Look> {
  const memory = memoryOf(context);
  return memory.share(JSON.stringify([provider, scope.toSorted()]), () => look(context, memory, scope, provider));
}

async function look(context: Context, memory: Memory, scope: readonly string[], provider: boolean): Promise<Look> {
  const now = context.clock.now();
  // In two halves of about the same work beside each other: a statement sees what is true when it begins, in one transaction or in two.
  const [
    { devices, restarts, notices, support, standing, trust },
    {
      updates,
      decisions,
      clients,
      deployments,
      refusals,
      rebuilds,
      regressions,
      found,
      discovered,
      audits,
      campaigns,
      waysBack,
      waysFailed,
      checksAgain,
    },
  ] = await Promise.all([
    inClients(context.db, scope, async (tx) => ({
      devices: await deviceLines(tx, silentBefore(context), now),
      restarts: await restartLines(tx, now),
      notices: [...(await nobodyToTell(tx)), ...(await noticeLines(tx, now))],
      support: await supportLines(tx, now),
      standing: await standingLines(tx, now),
      trust: provider ? await trustLines(tx, context) : [],
    })),
    inClients(context.db, scope, async (tx) => ({
      campaigns: await campaignLines(tx),
      waysBack: await wayBackLines(tx),
      waysFailed: await failedWayLines(tx, now),
      checksAgain: await checksAgainLines(tx, now),
      updates: await updateLines(tx, now),
      decisions: await decisionLines(tx, now),
      clients: await clientLines(tx, now, memory.openings),
      deployments: await deploymentLines(tx, now),
      refusals: await refusalLines(tx, now),
      rebuilds: await rebuildLines(tx, now),
      regressions: await regressionLines(tx),
      found: await policyFindingLines(tx),
      discovered: await discoveredLines(tx, now),
      audits: await processAuditLines(tx, now),
    })),
  ]);
  const ofClients = [clients, devices, deployments, updates].flatMap(({ lines }) => lines);
  return {
    lines: [
      ...campaigns,
      ...ofClients,
      ...decisions,
      ...refusals,
      ...rebuilds,
      ...regressions,
      ...found,
      ...discovered,
      ...audits,
      ...waysBack,
      ...waysFailed,
      ...checksAgain,
      ...restarts,
      ...standing,
      ...support,
      ...notices,
      ...trust,
    ],
    names: clients.names,
    next: firstOf([...deployments.next, ...clients.next]),
    counts: {
      clients: clients.names.size,
      devices: devices.devices,
      silent: devices.silent,
      updates: updates.updates,
      urgent: updates.urgent,
    },
  };
}

function firstOf(next: readonly Next[]): Next[] {
  return next.toSorted((a, b) => Temporal.Instant.compare(a.at, b.at)).slice(0, mostNext);
}

export const today: Feature = { name: 'today', handlers: { today: todayOf } };
