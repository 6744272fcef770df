/** A small fleet through a whole deployment, on a real database: propose, simulate, plan, approve, rings, verified. */
import { replay } from '@fettle/core/deployment';
import type { DeploymentEvent, DeploymentState } from '@fettle/core/deployment';
import type { CallOutput } from '@fettle/protocol/client';
import { sql } from 'kysely';
import { afterEach, describe, expect, test } from 'vitest';
import { isRefusal } from '../platform/feature.ts';
import { deploymentHandlers } from './handlers.ts';
import { callOf, openFleet, signedApproval, speak } from './testing/fleet.ts';
import type { Fleet } from './testing/fleet.ts';

type View = CallOutput<'getDeployment'>;
let fleet: Fleet | null = null;
afterEach(async () => {
  await fleet?.close();
  fleet = null;
});

async function open(...given: Parameters<typeof openFleet>): Promise<Fleet> {
  fleet = await openFleet(...given);
  return fleet;
}
function shown(answer: unknown): View {
  if (answer === undefined || isRefusal(answer)) throw new Error(`refused: ${JSON.stringify(answer)}`);
  return answer as View;
}
async function propose(at: Fleet): Promise<View> {
  const body = {
    clientId: at.clientId,
    title: 'OpenSSL',
    reason: 'A test',
    updateIds: [at.updateId],
    deviceIds: null,
    expiresInDays: 14,
    predecessorId: null,
  };
  return shown(await deploymentHandlers(at.engine).proposeDeployment?.(callOf(at.context, at.actor, { body })));
}
async function look(at: Fleet, id: string): Promise<View> {
  return shown(await deploymentHandlers(at.engine).getDeployment?.(callOf(at.context, at.actor, { params: { id } })));
}
async function approve(at: Fleet, id: string): Promise<View> {
  const envelope = (await signedApproval(at, id)) as never;
  return shown(
    await deploymentHandlers(at.engine).approveDeployment?.(callOf(at.context, at.actor, { params: { id }, body: { envelope } })),
  );
}

describe('a deployment that goes well', () => {
  test('goes from the proposal over both rings to verified', async () => {
    const at = await open({ devices: { one: {}, two: {}, three: {} } });
    const proposed = await propose(at);
    expect(proposed.status).toBe('proposed');
    await speak(at, proposed.id);
    const planned = await look(at, proposed.id);
    expect(planned.status).toBe('active');
    expect(planned.waiting?.sentence).toContain('Waiting for approval');
    expect(planned.rings.map((ring) => [ring.name, ring.devices])).toEqual([
      ['test', 1],
      ['broad', 2],
    ]);
    await approve(at, proposed.id);
    await speak(at, proposed.id);
    const soaking = await look(at, proposed.id);
    expect(soaking.rings[0]).toMatchObject({ phase: 'soaking', verified: 1 });
    expect(at.device('two').installs).toEqual([]);
    at.clock.advance({ hours: 3 });
    await speak(at, proposed.id);
    const over = await look(at, proposed.id);
    expect(over.runs.map((run) => run.label)).toEqual(['verified', 'verified', 'verified']);
    expect(over.status).toBe('succeeded');
    expect(over.waitingOn).toEqual([]);
    expect(at.devices.map((device) => device.installs.length)).toEqual([1, 1, 1]);
  });

  test('has a stored fold that equals the replay of its events', async () => {
    const at = await open({ devices: { one: {}, two: {} } });
    const { id } = await propose(at);
    await speak(at, id);
    await approve(at, id);
    await speak(at, id);
    at.clock.advance({ hours: 3 });
    await speak(at, id);
    const { rows } = await sql<{
      event: DeploymentEvent;
    }>`select event from fettle.deployment_event where deployment_id = ${id} order by seq`.execute(at.database.superuserDb);
    const stored = await sql<{
      state: DeploymentState;
      seq: number;
    }>`select state, seq from fettle.deployment_state where deployment_id = ${id}`.execute(at.database.superuserDb);
    expect(rows.length).toBeGreaterThan(10);
    expect(stored.rows[0]?.state).toEqual(replay(rows.map((row) => row.event)));
    expect(stored.rows[0]?.seq).toBe(rows.length);
  });
});
