import { verifyEvidence } from '@fettle/proof/evidence-file';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { providerId } from '../platform/feature.ts';
import type { Actor, Document } from '../platform/feature.ts';
import { answerOf, openTestContext, refusalOf } from '../platform/testing/index.ts';
import type { TestContext } from '../platform/testing/index.ts';
import { evidence } from './index.ts';
import { tellStory } from './testing/story.ts';
import type { Story } from './testing/story.ts';

let given: TestContext;
let story: Story;
beforeAll(async () => {
  given = await openTestContext();
  story = await tellStory(given.context, given.database);
});
afterAll(() => given.close());

const actor = (scope: readonly string[]): Actor => ({
  kind: 'person',
  id: story.personId,
  name: 'Ada',
  everywhere: false,
  scope,
  can: () => true,
  scopeFor: () => scope,
});
const by = (scope: readonly string[]) => ({ context: given.context, handlers: evidence.handlers, actor: actor(scope) });

describe('the audit trail', () => {
  test('is shown newest first, in pages, each entry with the text that was hashed', async () => {
    const first = await answerOf(by([story.clientId]), 'listAudit', { query: { clientId: story.clientId, limit: 20 } });
    expect(first.items[0]).toMatchObject({
      action: 'deployment.finished',
      actor: 'system:engine',
      subject: `deployment:${story.deploymentId}`,
    });
    expect(JSON.parse(first.items[0]?.entry ?? '{}')).toMatchObject({ chain: story.clientId, action: 'deployment.finished' });
    const second = await answerOf(by([story.clientId]), 'listAudit', {
      query: { clientId: story.clientId, limit: 20, after: first.next ?? '' },
    });
    expect(first.items.length + second.items.length).toBe(37);
    expect(second.items.at(-1)?.action).toBe('deployment.basis-noted');
  });

  test("of another client is told as not there; the provider's own needs a permission of its own", async () => {
    expect(await refusalOf(by([given.context.newId()]), 'listAudit', { query: { clientId: story.clientId } })).toBe('not-found');
    expect(await refusalOf(by([story.clientId]), 'listAudit', { query: {} })).toBe('permission.missing');
    expect(await refusalOf(by([story.clientId]), 'exportAudit', { query: {} })).toBe('permission.missing');
    expect((await answerOf(by([providerId]), 'listAudit', { query: {} })).items).toEqual([]);
  });

  test('goes out as a file that verifies without this server, and the provider’s chain says who took it', async () => {
    const file = (await answerOf(by([story.clientId]), 'exportAudit', { query: { clientId: story.clientId } })) as unknown as Document;
    const verified = verifyEvidence(String(file.body), { trust: story.rootKeyId });
    expect(verified).toMatchObject({ verdict: 'verified', chain: story.clientId, entries: { first: 1, last: 37 }, trust: 'root' });
    expect(
      verifyEvidence(String(file.body).replace('deployment.approved', 'deployment.declined'), { trust: story.rootKeyId }).verdict,
    ).toBe('broken');
    const taken = await sql<{
      actor: string;
      subject: string;
    }>`select actor, subject from fettle.audit_entry where client_id = ${providerId}`.execute(given.database.superuserDb);
    expect(taken.rows).toEqual([{ actor: `person:${story.personId}`, subject: `chain:${story.clientId}` }]);
  });
});
