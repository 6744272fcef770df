/** The state of a deployment as a document for simulations: what the engine would be given in a look now. Reads only. */
import { stateFormat, stateVersion } from '@fettle/core/simulation';
import type { StateDevice } from '@fettle/core/simulation';
import type { Facts, RunFacts } from '@fettle/core/deployment';
import type { CallOutput } from '@fettle/protocol/client';
import { enterClients, inClients } from '../platform/database/index.ts';
import { refuse } from '../platform/feature.ts';
import type { Actor, ApiRefusal, Context, Tx } from '../platform/feature.ts';
import { barsOfRuns } from './bars-of-runs.ts';
import { readDeadlines } from './deadlines.ts';
import { gatherFacts } from './facts.ts';
import { wholeFreezes } from './freezes.ts';
import { presenceOf } from './presence.ts';
import { clientOfDeployment, deviceNames } from './read.ts';
import { isStandingStill } from './standing-still.ts';
import type { KnownSpec } from './spec-memory.ts';
import { storedState } from './stored-state.ts';
import type { Engine } from './types.ts';
import { clientZones } from './words.ts';

type Exported = CallOutput<'exportDeploymentState'>;

/** Within what the actor may see. A proposal has no spec yet, and so no state. */
export async function exportState(engine: Engine, context: Context, actor: Actor, id: string): Promise<Exported | ApiRefusal> {
  const scope = actor.scopeFor('deployment.read');
  const unknown = () => refuse('not-found', 'There is no such deployment, or it is out of your reach.');
  const clientId = await inClients(context.db, scope, (tx) => clientOfDeployment(tx, scope, id));
  if (clientId === null) return unknown();
  return inClients(context.db, [clientId], async (tx) => {
    await enterClients(tx, [clientId]);
    const panicStop = await isStandingStill(tx, clientId);
    const state = await storedState(tx, clientId, id);
    if (state === null)
      return refuse('deployment.not-possible', 'There is no spec yet, so there is nothing that could be simulated: make the plan first.');
    const now = context.now();
    const spec = await engine.specs.of(tx, clientId, id);
    const bars = await barsOfRuns(tx, { clientId, state, changes: spec.changes, now });
    // What was called back and has not been heard of is told as under way: to look it up would write down that it was seen.
    const facts = await gatherFacts(tx, {
      clientId,
      state,
      spec,
      panicStop,
      now,
      bars,
      calledBack: new Map(),
      there: await presenceOf(tx, clientId, id),
    });
    const freezes = await wholeFreezes(tx, clientId, id, now);
    const zones = await clientZones(tx, [clientId]);
    return {
      format: stateFormat,
      version: stateVersion,
      exportedAt: now,
      client: { id: clientId, name: await clientName(tx, clientId) },
      zone: zones.get(clientId) ?? 'UTC',
      checkInSeconds: context.config.checkInSeconds,
      panicStop,
      freeze: facts.freeze,
      clientSentLastHour: facts.clientSentLastHour,
      clientDevicesPerHour: facts.clientDevicesPerHour,
      ...boundsOf(facts),
      deployments: [
        // Ids of keys open nothing, and nobody needs them here.
        {
          state: { ...mutable(state), approvals: state.approvals.map(({ name, at }) => ({ keyid: '' as const, name, at })) },
          devices: await devicesOf(tx, clientId, spec, facts),
          ...(freezes.length === 0 ? {} : { freezes: [...freezes] }),
        },
      ],
    };
  });
}

function boundsOf({ bounds, saidWell = [] }: Facts): Pick<Exported, 'bounds' | 'saidWell'> {
  if (bounds === undefined) return {};
  return {
    saidWell: [...saidWell],
    bounds: bounds.map(({ deviceIds, others: { fetching, ...others }, ...bound }) => ({
      ...bound,
      deviceIds: deviceIds === null ? null : [...deviceIds],
      others: {
        ...others,
        changing: [...others.changing],
        unwell: [...others.unwell],
        ...(fetching === undefined ? {} : { fetching: fetching.map((one) => ({ ...one })) }),
      },
    })),
  };
}

/** Notices are taken as delivered when they are due: when a mail server takes one over is nothing that a simulation could know. */
function asIfAnnounced({ noticeLacks: _, ...known }: RunFacts): RunFacts {
  return known;
}

/** The answer's type is open for writing; nobody does. */
function mutable<T>(value: T): Exported['deployments'][number]['state'] & T {
  return value as Exported['deployments'][number]['state'] & T;
}

async function clientName(tx: Tx, clientId: string): Promise<string> {
  const row = await tx.selectFrom('client').select('name').where('client_id', '=', clientId).executeTakeFirst();
  return row?.name ?? '';
}

async function devicesOf(tx: Tx, clientId: string, spec: KnownSpec, facts: Facts): Promise<Exported['deployments'][number]['devices']> {
  const ids = [...spec.shares.keys()];
  const names = await deviceNames(tx, [clientId], ids);
  const changes = await spec.changes(tx);
  const deadlines = await readDeadlines(tx, clientId, changes);
  const devices = ids.flatMap((deviceId): StateDevice[] => {
    const share = spec.shares.get(deviceId);
    const known = facts.runs[deviceId];
    if (share === undefined || known === undefined) return [];
    return [
      {
        deviceId,
        name: names.get(deviceId) ?? deviceId,
        window: share.window,
        ...(share.rules === undefined ? {} : { rules: share.rules }),
        expectedSeconds: share.expectedSeconds,
        bytes: share.bytes,
        changes: changes.get(deviceId)?.changes.length ?? 0,
        wayBack: share.noWayBack === null,
        facts: asIfAnnounced(known),
        deadlines: deadlines.get(deviceId) ?? [],
      },
    ];
  });
  return devices as Exported['deployments'][number]['devices']; // the same but for being open for writing
}
