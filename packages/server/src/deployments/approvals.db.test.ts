/** Approvals that are forged, borrowed or too late: refused with the check that failed, and nothing is stored. */
import { generateKey } from '@fettle/proof/keys';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { act, approve, look, propose } from './testing/acts.ts';
import { openFleet, signedApproval, speak } from './testing/fleet.ts';
import type { Fleet } from './testing/fleet.ts';

let at: Fleet;
let id: string;
beforeAll(async () => {
  at = await openFleet({ devices: { one: {} } });
  id = (await propose(at)).id;
  await speak(at, id);
});
afterAll(() => at.close());

const other = '01980000-0000-7000-8000-000000000000';
const forged: readonly [string, () => ReturnType<typeof signedApproval>][] = [
  ['of a key that the authority does not name', () => signedApproval(at, id, generateKey())],
  ['of the server itself', () => signedApproval(at, id, at.context.serverKey)],
  ['of the root key, which approves nothing', () => signedApproval(at, id, at.root)],
  ['of another spec', () => signedApproval(at, id, at.approver, { specHash: 'ab'.repeat(32) })],
  ['of another deployment', () => signedApproval(at, id, at.approver, { deploymentId: other })],
  ['for another client', () => signedApproval(at, id, at.approver, { clientId: other })],
  ['whose payload was changed', async () => tampered(await signedApproval(at, id))],
];

function tampered(envelope: Awaited<ReturnType<typeof signedApproval>>) {
  const text = Buffer.from(envelope.payload, 'base64').toString('utf8').replace('I approve.', 'I approve!');
  return { ...envelope, payload: Buffer.from(text).toString('base64') };
}

test.each(forged)('an approval %s is refused and stored nowhere', async (_, make) => {
  const refused = await act(at, 'approveDeployment', { params: { id }, body: { envelope: await make() } });
  expect(refused).toMatchObject({ refused: true, code: 'approval.invalid' });
  const stored = await sql<{ n: number }>`select count(*)::int as n from fettle.approval`.execute(at.database.superuserDb);
  expect(stored.rows[0]?.n).toBe(0);
  expect((await look(at, id)).holds.map((hold) => hold.reason)).toEqual(['approval']);
});

test('an approval that was good when it was signed is refused after its end', async () => {
  const envelope = await signedApproval(at, id, at.approver, { expiresAt: '2026-03-02T09:00:00Z' });
  at.clock.advance({ hours: 2 });
  expect(await act(at, 'approveDeployment', { params: { id }, body: { envelope } })).toMatchObject({ code: 'approval.invalid' });
});

test('a good one is taken once; a second is told that the spec is approved already', async () => {
  const approved = await approve(at, id);
  expect(approved.approvals).toMatchObject([{ keyid: at.approver.keyid, name: 'Anna' }]);
  const again = await act(at, 'approveDeployment', { params: { id }, body: { envelope: await signedApproval(at, id) } });
  expect(again).toMatchObject({ code: 'deployment.not-possible', detail: 'The spec is approved already.' });
});

test('nobody can approve a proposal that has no spec yet', async () => {
  const proposal = await propose(at);
  const envelope = await signedApproval(at, id, at.approver, { deploymentId: proposal.id });
  expect(await act(at, 'approveDeployment', { params: { id: proposal.id }, body: { envelope } })).toMatchObject({
    code: 'deployment.not-ready',
  });
});
