/** The main job through the console against the real server: a policy, a proposal, an approval signed in the browser, a verified change. */
import type { CallOutput } from '@fettle/protocol/client';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { paths } from '../paths.ts';
import { type Chromium, startChromium } from '../testing/browser.ts';
import { builtConsole } from '../testing/built.ts';
import { enrolDevice, type RealDevice } from '../testing/real-device.ts';
import { type Person, type RealServer, startRealServer } from '../testing/real-server.ts';

let server: RealServer;
let chromium: Chromium;
let page: Page;
let anna: Person;
let client: { readonly id: string; readonly siteList: readonly { readonly id: string }[] };
let device: RealDevice;
let policyId: string;

beforeAll(async () => {
  const folder = await builtConsole();
  server = await startRealServer();
  chromium = await startChromium();
  page = (await chromium.open('light', 'desk')).page;
  anna = await server.enter(page, folder);
  client = await anna.call('POST', '/api/v1/clients', {
    name: 'Brandt & Söhne GmbH',
    site: { name: 'Head office', zone: 'Europe/Zurich' },
  });
  const made = await anna.call<{ token: string }>('POST', `/api/v1/clients/${client.id}/enrolment-tokens`, {
    siteId: client.siteList[0]?.id,
  });
  device = await enrolDevice(server.agentUrl, made.token, 'web-01', server.rootKeyId);
});
afterAll(async () => {
  await chromium?.close();
  await server?.close();
});

const go = (path: string) => page.goto(`${server.url}${path}`);

/** The device speaks to the server until the page shows it by itself. */
async function until(shown: () => Promise<boolean>): Promise<void> {
  for (let contacts = 0; contacts < 150; contacts += 1) {
    if (await shown()) return;
    await device.contact();
    await page.waitForTimeout(400);
  }
  throw new Error(`After 150 contacts the page does not show it: ${await page.locator('main').innerText()}`);
}

test('a policy is made: openings and contradictions follow while one writes, a wrong field is told where it stands', async () => {
  await go(paths.newPolicy(client.id));
  await page.getByText('Who is in which ring').waitFor();
  expect(await page.getByRole('list', { name: 'Next openings, in Europe/Zurich' }).getByRole('listitem').count()).toBe(12);
  await page.getByLabel('Lasts').fill('0');
  await page.getByText('The duration must be a whole number of minutes').waitFor();
  // Two hours ago by the clock of the site, for a day: open now and for long enough.
  const start = new Date(Date.now() - 2 * 3_600_000).toLocaleTimeString('en-GB', {
    timeZone: 'Europe/Zurich',
    hour: '2-digit',
    minute: '2-digit',
  });
  await page.getByLabel('Lasts').fill('1440');
  await page.getByText('Any rule').click();
  await page.getByRole('textbox', { name: 'Rule' }).fill('FREQ=DAILY');
  await page.getByLabel('Start', { exact: true }).fill(start);
  await page.getByRole('button', { name: 'Remove' }).first().click();
  await page.getByRole('button', { name: 'Remove' }).first().click();
  await page.getByText('There is one ring: every device changes at once').first().waitFor();
  await page.getByRole('button', { name: 'Make the policy' }).click();
  await page.getByText('It holds for 1 device.').waitFor();
  policyId = new URL(page.url()).pathname.split('/').at(-1) ?? '';
  expect(policyId).toMatch(/^[0-9a-f-]{36}$/);
});

test('a save on top of somebody else’s is told, with what differs, and neither is lost', async () => {
  await go(paths.policy(policyId, { tab: 'change' }));
  await page.getByLabel('Failures borne').fill('1');
  const { body, version } = await anna.call<{ body: object; version: number }>('GET', `/api/v1/policies/${policyId}`);
  await anna.call('PUT', `/api/v1/policies/${policyId}`, { body: { ...body, maxParallel: 9 }, basedOn: version });
  await page.getByRole('button', { name: 'Save a new version' }).click();
  await page.getByText(`Somebody saved version ${version + 1} while you wrote`).waitFor();
  await page.getByText('The two differ in: failures borne, devices at once.').waitFor();
  await page.getByRole('button', { name: 'Save mine over it' }).click();
  await page.getByText(`Version ${version + 2},`).waitFor();
  const saved = await anna.call<{ body: { failureBudget: number; maxParallel: number } }>('GET', `/api/v1/policies/${policyId}`);
  expect([saved.body.failureBudget, saved.body.maxParallel]).toEqual([1, 5]);
});

test('what the policy selects is proposed; the device simulates, and the page goes on to the spec by itself', async () => {
  await go(paths.newDeployment({ client: client.id }));
  await page.getByLabel('Title').fill('November security');
  await page.getByRole('button', { name: 'Propose and simulate' }).click();
  await page.getByRole('heading', { name: 'Answers of the devices' }).waitFor();
  await until(() => page.getByText('Waiting for approval').first().isVisible());
});

test('a key of this browser is made, asked for, admitted with the root key, and signs exactly the spec that is shown', async () => {
  await page.getByRole('button', { name: 'Read and approve…' }).click();
  await page.getByRole('button', { name: 'Make a key' }).click();
  await page.getByRole('button', { name: 'Ask for admission' }).click();
  const line = page.getByText(/^fettle trust admit [0-9a-f]{64}$/);
  await line.waitFor();
  const keyid = (await line.textContent())?.split(' ').at(-1) ?? '';
  expect(await server.fettle('trust', 'admit', keyid, '--yes')).toContain('Signed and handed in');
  await page
    .getByText('I approve the deployment “November security” for Brandt & Söhne GmbH: 1 change of packages on 1 device in 1 ring')
    .waitFor();
  await page.getByRole('button', { name: 'Approve and sign…' }).click();
  const sign = page.getByRole('dialog').getByRole('button', { name: 'Approve and sign' });
  expect(await sign.getAttribute('aria-disabled')).toBe('true');
  await page.getByLabel(/How many devices does this reach/).fill('1');
  await sign.click();
  await page.getByText('Approved by').first().waitFor();
});

test('the device changes, a later scan verifies it, and the page shows it without being asked', async () => {
  await page.getByRole('link', { name: 'Now' }).click();
  await until(() => page.getByText('all that it changed was verified by a later scan').isVisible());
  expect(device.version()).toBe('3.0.17-1~deb12u2');
  await page
    .getByRole('row', { name: /web-01/ })
    .getByRole('link')
    .click();
  await page.getByRole('dialog').getByText('Set up openssl.').waitFor();
  await page.keyboard.press('Escape');
  await page.getByRole('link', { name: 'What happened' }).click();
  await page.getByText('Anna Müller approved the spec.').waitFor();
});

test('a spec that was changed on the way is refused loudly, with both hashes', async () => {
  const id = new URL(page.url()).pathname.split('/').at(-1) ?? '';
  await page.route(`${server.url}/api/v1/deployments/${id}`, async (route) => {
    const answer = await route.fetch();
    await route.fulfill({
      response: answer,
      body: (await answer.text()).replace('"November security","reason"', '"Harmless","reason"').replaceAll('3.0.17-1~deb12u2', '9.9.9'),
    });
  });
  await go(paths.deployment(id, { tab: 'spec' }));
  await page.getByRole('alert').getByText('What the server shows is not what would be approved').waitFor();
  expect(await page.getByRole('button', { name: 'Approve and sign…' }).count()).toBe(0);
  await page.unroute(`${server.url}/api/v1/deployments/${id}`);
});

test('a proposal without anything to do says so in the words of the server', async () => {
  await device.contact(); // the report of the change told that it is in; that nothing is offered any more is told by the next contact
  await go(paths.newDeployment({ client: client.id }));
  await page.getByRole('button', { name: 'Propose and simulate' }).click();
  await page.getByRole('alert').getByText('No device would be changed').waitFor();
});

test('the policy is signed for a while with the key of this browser, and revoked with a reason', async () => {
  await go(paths.policies({ tab: 'standing', client: client.id }));
  await page.getByText('A person proposes here').waitFor();
  await page.getByRole('button', { name: 'Read and sign…' }).click();
  const drawer = page.getByRole('dialog');
  await drawer.getByText('Every device', { exact: true }).waitFor();
  const days = (count: number) => new Date(Date.now() + count * 86_400_000).toISOString().slice(0, 10);
  await drawer.getByLabel('Until').fill(days(-1));
  await drawer
    .getByText(/^Choose a day after today/)
    .first()
    .waitFor();
  expect(await drawer.getByRole('button', { name: /^Sign until/ }).getAttribute('aria-disabled')).toBe('true');
  await drawer.getByLabel('Until').fill(days(60));
  await drawer.getByRole('button', { name: `Sign until ${days(60)}` }).click();
  const row = page.getByRole('row', { name: /Anna Müller/ });
  await row.getByText('In force').first().waitFor();
  await row.getByRole('link').first().click();
  await drawer.getByText('Deployments within it are approved by it.').waitFor();
  await drawer.getByRole('button', { name: 'Revoke…' }).click();
  await drawer.getByLabel('Reason').fill('Only a try');
  await drawer.getByRole('button', { name: 'Revoke it' }).click();
  await row.getByText('Revoked', { exact: true }).first().waitFor();
  const { items } = await anna.call<{ items: { state: string; revoked: { because: string } }[] }>(
    'GET',
    `/api/v1/clients/${client.id}/standing-approvals`,
  );
  expect(items).toMatchObject([{ state: 'revoked', revoked: { because: 'Only a try' } }]);
});

test('every reason of the twelve steps leads to a page that is there', async () => {
  const { steps } = await anna.call<CallOutput<'getChecklist'>>('GET', `/api/v1/clients/${client.id}/checklist`);
  const remedies = steps.flatMap(({ reasons }) => reasons.flatMap(({ remedy }) => (remedy === null ? [] : [remedy.path])));
  await go(paths.client(client.id));
  await page.getByRole('heading', { name: '12 Documentation is updated' }).waitFor();
  const shown = await page
    .getByRole('main')
    .getByRole('link')
    .evaluateAll((links) => links.map((link) => link.getAttribute('href')));
  expect(remedies.filter((path) => !shown.includes(path))).toEqual([]);
  const distinct = new Set(remedies);
  expect(distinct.size).toBeGreaterThan(3);
  for (const path of distinct) {
    await page.getByRole('main').locator(`a[href="${path}"]`).first().click();
    await page.getByRole('heading', { level: 1 }).waitFor();
    expect(new URL(page.url()).pathname).toBe(path.split('?')[0]);
    expect(await page.getByText(/Nothing stands here|There is nothing here/).count()).toBe(0);
    await page.goBack();
    await page.getByRole('heading', { name: '12 Documentation is updated' }).waitFor();
  }
});

test('a person is invited by a link that is shown once, an API key likewise', async () => {
  await go(paths.settings({ do: 'invite' }));
  const form = page.getByRole('dialog');
  await form.getByLabel('Name', { exact: true }).fill('Jörg');
  await form.getByLabel('Mail address').fill('joerg@example.org');
  await form.getByRole('button', { name: 'Invite' }).click();
  await form.getByText(/\/welcome#token=/).waitFor();
  await form.getByRole('button', { name: 'Done' }).click();
  await page.getByRole('row', { name: /Jörg/ }).getByText('Invited').waitFor();
  expect(await page.getByText(/\/welcome#token=/).count()).toBe(0);

  await go(paths.settings({ tab: 'keys', do: 'key' }));
  await page.getByRole('dialog').getByLabel('Name', { exact: true }).fill('Nightly report');
  await page.getByRole('dialog').getByRole('button', { name: 'Make the key' }).click();
  await page
    .getByRole('dialog')
    .getByText(/^fettle_/)
    .waitFor();
  await page.getByRole('dialog').getByRole('button', { name: 'Done' }).click();
  await page.getByRole('button', { name: 'Revoke Nightly report' }).click();
  await page.getByText('It is taken no more.').waitFor();
});

test('everything stands in the audit trail, each entry with the exact text that was hashed', async () => {
  await go(paths.evidence({ client: client.id }));
  await page.getByText('deployment approved').first().waitFor();
  await page
    .getByRole('link', { name: /deployment approved/ })
    .first()
    .click();
  await page.getByRole('dialog').getByText('"action":"deployment.approved"').waitFor();
});
