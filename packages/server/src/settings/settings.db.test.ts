import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { generateKey } from '@fettle/proof/keys';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { addClient } from '../clients/index.ts';
import { makeActor } from '../people/index.ts';
import { inNoClient } from '../platform/database/index.ts';
import { answerOf, openTestContext } from '../platform/testing/index.ts';
import type { TestContext } from '../platform/testing/index.ts';
import { ensureInstallation } from '../trust/index.ts';
import { settings } from './index.ts';

let given: TestContext;
let keys = '';
beforeAll(async () => {
  keys = mkdtempSync(join(tmpdir(), 'fettle-keys-'));
  given = await openTestContext({
    FETTLE_SMTP_URL: 'smtp://user:secret@mail.example.org',
    FETTLE_MAIL_FROM: 'Fettle <fettle@example.org>',
  });
  const { db, newId } = given.context;
  const now = given.context.now();
  await ensureInstallation({ db, keysFolder: keys, serverKey: generateKey(), now, newId, providerName: 'Provider' });
});
afterAll(async () => {
  await given.close();
  rmSync(keys, { recursive: true });
});

test('settings tell what the installation is, and no secret of it', async () => {
  const { context } = given;
  const clientId = context.newId();
  const row = { clientId, name: 'Acme', siteId: context.newId(), siteName: 'Main', zone: 'Europe/Zurich', at: context.now() };
  await inNoClient(context.db, (tx) => addClient(tx, row));
  const stop = await settings.start?.(context);
  const startedAt = context.now();
  given.clock.advance({ hours: 3 });
  const actor = makeActor({ kind: 'person', id: 'p', name: 'P' }, [{ role: 'technician', clientId: null }], [clientId]);
  const answer = await answerOf({ context, handlers: settings.handlers, actor }, 'getSettings', {});
  expect(answer).toMatchObject({
    version: expect.stringMatching(/^\d+\.\d+\.\d+/),
    publicUrl: 'http://127.0.0.1:8440',
    providerName: 'Provider',
    smtp: { configured: true, from: 'Fettle <fettle@example.org>' },
    database: { kind: 'embedded', version: expect.stringMatching(/^\d+\.\d+$/) },
    counts: { clients: 1, devices: 0, software: 0 },
    startedAt,
  });
  expect(answer.database.bytes).toBeGreaterThan(1_000_000);
  expect(JSON.stringify(answer)).not.toContain('secret');
  await stop?.();
});
