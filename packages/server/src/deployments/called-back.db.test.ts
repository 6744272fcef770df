/** What was called back counts as not taken only by a contact that began after the call-back could be seen. */
import { sql } from 'kysely';
import { afterEach, describe, expect, test } from 'vitest';
import { decisionsFeature } from '../decisions/index.ts';
import { blockBody } from './testing/block.ts';
import { answerOf } from '../platform/testing/index.ts';
import { heedDecisions } from './index.ts';
import { act, approve, look, propose, shown } from './testing/acts.ts';
import { checkIn, lookWhileDue, openFleet } from './testing/fleet.ts';
import type { Fleet } from './testing/fleet.ts';
import type { DeploymentReaction } from './types.ts';

let fleet: Fleet | null = null;
afterEach(async () => {
  await fleet?.close();
  fleet = null;
});

const quietly = { reports: false };

/** Holds a transaction open at one place, between `reached` and `letGo`. */
function gate() {
  const there = Promise.withResolvers<void>();
  const free = Promise.withResolvers<void>();
  return {
    reached: there.promise,
    letGo: () => free.resolve(),
    pass: async () => {
      there.resolve();
      await free.promise;
    },
  };
}
type Gate = ReturnType<typeof gate>;

/** A decision that calls back, and whose transaction stands open after that. */
async function decide(at: Fleet, { pass }: Gate): Promise<unknown> {
  const { handlers } = decisionsFeature({
    changed: async (...given: Parameters<typeof heedDecisions>) => {
      await heedDecisions(...given);
      await pass();
    },
  });
  return answerOf({ context: at.context, actor: at.actor, handlers }, 'recordDecision', { body: blockBody(at.clientId) });
}
async function cancel(at: Fleet, id: string): Promise<unknown> {
  return shown(await act(at, 'cancelDeployment', { params: { id }, body: { because: 'Stop' } }));
}

/** One device was sent its install, and was not in contact since. `cancelling`: where the transaction of a cancellation stands open. */
async function sentOff(cancelling: Gate | null = null): Promise<{ readonly at: Fleet; readonly id: string }> {
  const reaction: DeploymentReaction = async (_tx, _context, { events }) => {
    if (cancelling !== null && events.some(({ kind }) => kind === 'cancelled')) await cancelling.pass();
  };
  fleet = await openFleet({ devices: { one: { install: 'accepts only' } }, reactions: [reaction] });
  const at = fleet;
  const { id } = await propose(at);
  await lookWhileDue(at, id);
  await checkIn(at, at.device('one'));
  await lookWhileDue(at, id);
  await approve(at, id);
  await lookWhileDue(at, id);
  await checkIn(at, at.device('one'));
  await lookWhileDue(at, id);
  expect(await sent(at, id)).toBe(1);
  return { at, id };
}

const sent = async (at: Fleet, id: string): Promise<number> => {
  const found = await sql<{ n: number }>`
    select count(*)::int as n from fettle.instruction where deployment_id = ${id} and verb = 'install'`.execute(at.database.superuserDb);
  return found.rows[0]?.n ?? 0;
};

/** While the transaction stands open the device takes the install, long after the call-back was written; its reports do not get through. */
async function takesMeanwhile(at: Fleet, id: string, open: Gate, calling: Promise<unknown>): Promise<void> {
  await open.reached;
  at.clock.advance({ minutes: 3 });
  await checkIn(at, at.device('one'), quietly);
  expect([...at.device('one').taken.keys()].filter((key) => key.endsWith('install'))).toHaveLength(1);
  open.letGo();
  await calling;
  await lookWhileDue(at, id);
}

/** Nobody knows, until the device names it; then it has it. */
async function isBelieved(at: Fleet, id: string): Promise<void> {
  expect((await look(at, id)).runs[0], 'nobody knows yet').toMatchObject({ label: 'sent', attempt: 1, outcome: null });
  at.clock.advance({ minutes: 3 });
  await checkIn(at, at.device('one'), quietly);
  at.clock.advance({ minutes: 5 });
  await lookWhileDue(at, id);
  expect((await look(at, id)).runs[0], 'its check-in names it').toMatchObject({ label: 'accepted', attempt: 1, outcome: null });
  expect(await sent(at, id)).toBe(1);
}

describe('a call-back whose transaction stands open for minutes', () => {
  test('of a decision is not told as in time to a device that took the install meanwhile', async () => {
    const open = gate();
    const { at, id } = await sentOff();
    await takesMeanwhile(at, id, open, decide(at, open));
    await isBelieved(at, id);
  });

  test('of a cancellation is not either', async () => {
    const open = gate();
    const { at, id } = await sentOff(open);
    await takesMeanwhile(at, id, open, cancel(at, id));
    await isBelieved(at, id);
  });
});

test('a contact that began well after a look saw the call-back, and names nothing, ends the run', async () => {
  const { at, id } = await sentOff();
  await cancel(at, id);
  at.clock.advance({ seconds: 30 });
  await checkIn(at, at.device('one'));
  at.clock.advance({ minutes: 5 });
  await lookWhileDue(at, id);
  expect((await look(at, id)).runs[0], 'too soon after that look').toMatchObject({ label: 'sent', outcome: null });
  await checkIn(at, at.device('one'));
  at.clock.advance({ minutes: 5 });
  await lookWhileDue(at, id);
  expect(await look(at, id)).toMatchObject({ status: 'cancelled', runs: [{ label: 'cancelled', code: 'run.never-handed-out' }] });
});
