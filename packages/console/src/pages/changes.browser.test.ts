/** What the pages of changes send, and what they make of the answers. How they look: change-looks.browser.test.ts. */
import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { paths } from '../paths.ts';
import { type Chromium, startChromium } from '../testing/browser.ts';
import { builtConsole } from '../testing/built.ts';
import { changeApi } from '../testing/change-api.ts';
import { type Served, serve } from '../testing/static-server.ts';
import { auditRules } from '../testing/world-audits.ts';
import { discovered } from '../testing/world-discovered.ts';
import { clients, devices } from '../testing/world.ts';
import { campaign, campaignForecasts, soakingCampaign } from '../testing/world-campaigns.ts';
import { commands } from '../testing/world-commands.ts';
import { axeFindings } from '../testing/looks.ts';
import { freezes } from '../testing/world-calendar.ts';
import { decisions } from '../testing/world-decisions.ts';
import { deployments } from '../testing/world-deployments.ts';
import { groups, levels } from '../testing/world-levels.ts';
import { policy, policyBody, preview } from '../testing/world-settings.ts';

let chromium: Chromium;
let server: Served;
const sent: { readonly path: string; readonly body: unknown }[] = [];
/** The first deployment is shown with its first ring soaking. */
let soaks = false;
const soaking = {
  ...deployments[0],
  holds: [],
  rings: deployments[0]?.rings.map((ring, index) => ({
    ...ring,
    phase: index === 0 ? 'soaking' : 'closed',
    soakUntil: index === 0 ? '2026-11-24T02:00:00Z' : null,
  })),
  tests: [
    {
      name: 'sell something',
      kind: 'manual',
      what: 'Sell tea.',
      expected: null,
      packages: [],
      onFailure: 'hold',
      whatToDo: 'Call.',
      said: null,
    },
  ],
  commands: [...(deployments[0]?.commands ?? []), { kind: 'promote', label: 'Promote', allowed: true, sentence: null }],
};
/** Calls of an address with this end are refused. */
let refused = '';
const refusal = {
  type: 'about:blank',
  title: 'The desk has changed',
  status: 409,
  detail: 'A group is not on this desk any more. Nothing was recorded.',
  code: 'desk.changed',
  remedy: 'Look again.',
  requestId: 'test',
};

beforeAll(async () => {
  server = await serve(await builtConsole(), (method, path, query, body) => {
    if (method === 'POST' || method === 'PUT') sent.push({ path, body });
    if (refused !== '' && path.endsWith(refused)) return { status: 409, body: refusal };
    if (soaks && method === 'GET' && path.endsWith(`/deployments/${held}`)) return { status: 200, body: soaking };
    return changeApi(method, path, query, body);
  });
  chromium = await startChromium();
});
/** Each page keeps a line open on which it is told what changed, and a browser has six to one server (HTTP/1.1): what stays open starves the next. */
const opened: Page[] = [];
afterEach(async () => {
  for (const page of opened.splice(0)) await page.close();
});
afterAll(async () => {
  await chromium?.close();
  await server?.close();
});

const [held, unapproved, , , proposed] = deployments.map((one) => one.id);
const run = (n: number): string => deployments[0]?.runs[n]?.deviceId ?? '';
const brandt = clients[1]?.id ?? '';

const lastTo = (path: string): unknown => sent.findLast((one) => one.path.endsWith(path))?.body;
const open = async (path: string) => {
  const { page } = await chromium.open('light', 'desk');
  opened.push(page);
  await page.goto(`${server.url}${path}`);
  return page;
};

test('a contact confirms an announcement by the word in its address, without signing in', async () => {
  const page = await open(`${paths.acknowledge()}#token=a.b.c`);
  await page.getByRole('button', { name: 'Ich habe dies gelesen' }).click();
  await page.getByText('Sie haben bestätigt, dass Sie dies gelesen haben').waitFor();
  expect(lastTo('/acknowledgement/confirm')).toEqual({ token: 'a.b.c' });
  expect(await page.getByRole('button', { name: 'Ich habe dies gelesen' }).count()).toBe(0);
  expect(await axeFindings(page)).toEqual([]);
  expect(sent.every(({ path }) => !path.includes('a.b.c'))).toBe(true);
});

test('the rules of the twelve steps are made stricter with a reason, and never looser', async () => {
  const page = await open(paths.settings({ tab: 'steps', do: 'checklist-rules' }));
  const form = page.getByRole('dialog');
  const hours = form.getByLabel('A device is to be scanned within so many hours');
  await hours.fill('49');
  await form.getByLabel('Reason').fill('We promise it');
  await form.getByRole('button', { name: 'Save for all clients' }).click();
  await form.getByRole('alert').getByText('looser than the standard').waitFor();
  expect(lastTo('/checklist-rules')).toBeUndefined();
  await hours.fill('12');
  await form.getByLabel('5 A rollback plan exists').check();
  await form.getByRole('button', { name: 'Save for all clients' }).click();
  await expect
    .poll(() => lastTo('/checklist-rules'))
    .toEqual({ scanHours: 12, riskDays: 3, attentionFails: [1, 5], because: 'We promise it', basedOn: 2 });
});

test('a regression is decided with its reason', async () => {
  const page = await open(paths.deployment(held ?? ''));
  await page.getByRole('button', { name: 'Decide…' }).click();
  const form = page.getByRole('dialog');
  await form.getByLabel('Accepted as it is').check();
  await form.getByLabel('Reason').fill('The page is gone for good');
  await form.getByRole('button', { name: 'Decide' }).click();
  await expect.poll(() => lastTo('/decide')).toEqual({ what: 'accept', because: 'The page is gone for good', rollbackId: null });
});

test('the result of a test step is told with files that show it; too much is said at once', async () => {
  const page = await open(paths.deployment(held ?? '', { tab: 'test' }));
  await page.getByRole('button', { name: 'Tell the result of book a guest' }).click();
  const form = page.getByRole('dialog');
  const seen = form.getByRole('textbox', { name: 'What was seen' });
  const files = page.locator('input[type=file]');
  await seen.fill('The booking number came.');
  await files.setInputFiles([{ name: 'desk.log', mimeType: 'text/plain', buffer: Buffer.alloc(2_200_000, 'a') }]);
  await form.getByText('The files are too large: at most 2 MB together.').waitFor();
  await form.getByRole('button', { name: 'Tell the result' }).click();
  expect(lastTo('/test-results')).toBeUndefined();
  await files.setInputFiles([{ name: 'desk.log', mimeType: 'text/plain', buffer: Buffer.from('all is well') }]);
  await form.getByRole('button', { name: 'Tell the result' }).click();
  const attachments = [{ name: 'desk.log', content: Buffer.from('all is well').toString('base64') }];
  const told = { step: 'book a guest', result: 'passed', detail: 'The booking number came.', attachments };
  await expect.poll(() => lastTo('/test-results')).toEqual(told);
});

test('who never answered the checks that are asked again is named, and is not taken to be well', async () => {
  const page = await open(paths.deployment(held ?? ''));
  await page.getByText('1 of 3 never answered').waitFor();
  const silent = page.getByRole('table', { name: 'Devices that have not answered' });
  await silent.getByRole('row', { name: /1 day after.*never came/ }).waitFor();
  await silent.getByRole('row', { name: /7 days after.*awaited/ }).waitFor();
});

test('a rebuild that is awaited is reported, with the device that it is now', async () => {
  const page = await open(paths.deployment(held ?? ''));
  const rebuilds = page.getByRole('region', { name: 'Rebuilds' });
  await rebuilds.getByText('From: share images, folder web-2026.').first().waitFor();
  await rebuilds.getByRole('button', { name: 'Report…' }).click();
  const form = page.getByRole('dialog');
  await form.getByRole('combobox', { name: 'The device that it is now' }).click();
  await page.getByRole('option').filter({ visible: true }).first().click();
  await form.getByLabel('Reason').fill('From the image of Sunday');
  await form.getByRole('button', { name: 'Report' }).click();
  await expect
    .poll(() => lastTo('/report'))
    .toEqual({ what: 'done', note: 'From the image of Sunday', nowDeviceId: expect.any(String) as string });
});

test('a device whose way back is a rebuild is had built anew before its run is over, with the reason', async () => {
  const page = await open(paths.deployment(held ?? '', { device: run(2) }));
  const drawer = page.getByRole('dialog');
  await drawer.getByText('From: share images, folder mail-2026').first().waitFor();
  await drawer.getByRole('button', { name: 'Have it built anew…' }).click();
  await drawer.getByLabel('Reason').fill('It does not start any more');
  await drawer.getByRole('button', { name: 'Have it built anew', exact: true }).click();
  await expect.poll(() => lastTo('/rebuilds')).toEqual({ deviceId: run(2), because: 'It does not start any more' });
  await drawer.getByLabel('Reason').waitFor({ state: 'detached' });
  expect(await axeFindings(page)).toEqual([]);
});

test('where the approved way back failed, the next ways of the plan are named, and a rebuild among them is had done', async () => {
  const kernel = deployments.find(({ runs }) => runs.some(({ wayBackFailed }) => wayBackFailed !== undefined));
  const failed = kernel?.runs.find(({ wayBackFailed }) => wayBackFailed !== undefined)?.deviceId ?? '';
  const page = await open(paths.deployment(kernel?.id ?? '', { device: failed }));
  const next = page.getByRole('dialog').getByRole('region', { name: 'The next way back' });
  await next.getByText('The approved way (downgrade) failed.').waitFor();
  expect(await next.getByRole('listitem').count()).toBe(2);
  await next.getByRole('button', { name: 'Roll back…' }).waitFor();
  await next.getByRole('button', { name: 'Have it built anew…' }).click();
  await page.getByRole('dialog').getByLabel('Reason').fill('Neither version is whole');
  expect(await axeFindings(page)).toEqual([]);
  await page.getByRole('dialog').getByRole('button', { name: 'Have it built anew', exact: true }).click();
  await expect.poll(() => lastTo('/rebuilds')).toEqual({ deviceId: failed, because: 'Neither version is whole' });
});

test('a campaign is stopped by one button, with a reason', async () => {
  const page = await open(paths.campaign(campaign.id));
  await page.getByRole('button', { name: 'Stop all of it…' }).click();
  await page.getByLabel('Reason').fill('The vendor withdrew it');
  await page.getByRole('dialog').getByRole('button', { name: 'Stop all of it' }).click();
  await expect.poll(() => lastTo(`/campaigns/${campaign.id}/stop`)).toEqual({ because: 'The vendor withdrew it' });
});

test('rings that soak are promoted at the clients that are chosen, and at none is refused', async () => {
  const page = await open(paths.campaign(soakingCampaign.id));
  await page.getByRole('button', { name: 'Promote…' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Reason').fill('The pilots are well');
  const boxes = dialog.getByRole('checkbox');
  expect(await boxes.count()).toBe(2);
  expect(await dialog.getByText('sell something').count()).toBe(1);
  for (const box of await boxes.all()) await box.uncheck();
  await dialog.getByRole('button', { name: 'Promote 0 rings' }).click();
  await dialog.getByRole('alert').getByText('Choose a client at least.').waitFor();
  await boxes.last().check();
  expect(await axeFindings(page)).toEqual([]);
  await dialog.getByRole('button', { name: 'Promote one ring' }).click();
  const deploymentId = soakingCampaign.items[2]?.deploymentId;
  await expect
    .poll(() => lastTo(`/campaigns/${soakingCampaign.id}/promotions`))
    .toEqual({ because: 'The pilots are well', rings: [{ deploymentId, ring: 0 }] });
});

test('a campaign shows what to expect at each client, under what is assumed, and saves it as a file', async () => {
  const page = await open(paths.campaign(campaign.id));
  const table = page.getByRole('table', { name: 'What to expect at each client' });
  await table.getByText('14 restart, 3 may restart, 1 host with guests, 2 dependants').waitFor();
  await page.getByText('4 of 5 clients are computed').waitFor();
  await page.getByText('Assumed: 5 % of the devices away for about 48 h').click();
  await page.getByLabel('Devices away, %').fill('20');
  await page.getByLabel('Approved after, hours').fill('12');
  await page.getByRole('button', { name: 'Preview', exact: true }).click();
  await expect
    .poll(() => lastTo('/forecast'))
    .toMatchObject({ awayShare: 0.2, failShare: 0.01, approveAfterSeconds: 43_200, clientId: null, after: null });
  await page.getByText('Assumed: 20 % of the devices away for about 48 h, 1 % of the changes fail, approved after 12 h').waitFor();

  const computed = campaignForecasts.items.flatMap(({ forecast }) => forecast?.computedAt ?? [])[0] ?? '';
  await page.getByRole('button', { name: 'Compute again' }).click();
  await expect.poll(() => lastTo('/forecast')).toMatchObject({ after: computed });
  await page.getByText('4 of 5 clients are computed').waitFor({ state: 'detached' });
  const saved = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Save as CSV' }).click();
  const lines = (await readFile(await (await saved).path(), 'utf8')).split('\r\n');
  expect([lines[0]?.startsWith('client,state,'), lines.length]).toEqual([true, campaign.items.length + 2]);

  await table.getByRole('link', { name: campaign.items[2]?.clientName ?? '' }).click();
  const drawer = page.getByRole('dialog');
  await drawer.getByText('till-07 waits for its window').waitFor();
  await drawer.getByText('It is mission-critical, and has no stand-in. It carries Appointments.').waitFor();
  await drawer.getByText('The first is shown.').waitFor();
});

test('a site is given another bandwidth by night, and loses it again', async () => {
  const site = clients[1]?.siteList[1]?.id ?? '';
  const page = await open(paths.client(brandt, { tab: 'capacity', do: 'limits', site }));
  const form = page.getByRole('dialog');
  await form.getByLabel('Bandwidth for downloads in Mbit/s').fill('20');
  await form.getByLabel('Another bandwidth in some hours of each day').check();
  await form.getByLabel('Bandwidth in these hours in Mbit/s').fill('100');
  await form.getByLabel('From').fill('19:30');
  await form.getByRole('button', { name: 'Save' }).click();
  await expect
    .poll(() => lastTo('/limits'))
    .toMatchObject({ siteId: site, bandwidth: { megabits: 20, hours: { from: '19:30', to: '06:00', megabits: 100 } } });
  const again = await open(paths.client(brandt, { tab: 'capacity', do: 'limits', site: clients[1]?.siteList[0]?.id ?? '' }));
  await again.getByLabel('Bandwidth for downloads in Mbit/s').fill('');
  await again.getByRole('dialog').getByRole('button', { name: 'Save' }).click();
  await expect.poll(() => lastTo('/limits')).toMatchObject({ bandwidth: null, downloads: 5 });
});

test('a file of hosts and dependencies is looked at first, and taken when nothing of it is wrong; the export is such a file', async () => {
  const page = await open(paths.client(brandt, { tab: 'capacity', do: 'import' }));
  const drawer = page.getByRole('dialog');
  const choose = async (text: string): Promise<void> => {
    const chooser = page.waitForEvent('filechooser');
    await drawer.getByRole('button', { name: 'File' }).click();
    await (await chooser).setFiles({ name: 'relations.csv', mimeType: 'text/csv', buffer: Buffer.from(text) });
  };
  const wrong = 'device,relation,other\nweb-01,runs on,db-02\nnobody,runs on,db-02\n';
  await choose(wrong);
  await drawer.getByText('There is no device “nobody” at this client.').waitFor();
  expect(await drawer.getByRole('button', { name: 'Take it' }).isDisabled()).toBe(true);
  expect(lastTo('/relations/import')).toEqual({ csv: wrong, dryRun: true });
  const right = 'device,relation,other\nweb-01,runs on,db-02\n';
  await choose(right);
  await drawer.getByText('web-01 runs on db-02.').waitFor();
  await drawer.getByRole('button', { name: 'Take it' }).click();
  await expect.poll(() => lastTo('/relations/import')).toEqual({ csv: right, dryRun: false });
  const saved = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Export' }).click();
  expect(await readFile(await (await saved).path(), 'utf8')).toContain('web-01,member of,Web front,1');
});

test('a deployment leads to the campaign that it is a part of', async () => {
  const part = campaign.items.find(({ deploymentId }) => deploymentId !== null)?.deploymentId ?? '';
  const page = await open(paths.deployment(part));
  await page.getByRole('link', { name: campaign.title }).click();
  await page.getByRole('heading', { name: campaign.title, level: 1 }).waitFor();
});

test('the emergency lane is switched off by its button', async () => {
  const page = await open(paths.campaigns());
  await page.getByRole('button', { name: 'Switch it off' }).click();
  await expect.poll(() => lastTo('/emergency-lane')).toEqual({ on: false });
  await page.getByText('The emergency lane is off').waitFor();
});

test('what else is an emergency is said by a tick, and the rest of the rule stays as it was', async () => {
  const page = await open(paths.campaigns());
  await page.getByText('Version 1 of the rule.').waitFor();
  await page.getByLabel('Also what is critical and attacked over the network').click();
  await expect.poll(() => lastTo('/emergency-lane')).toEqual({ on: true, critical: false });
});

test('what is put off stands on Today and on the client’s page, with the way to the rule and to the decision', async () => {
  const page = await open(paths.today());
  const table = page.getByRole('table', { name: 'Updates that are put off' });
  await table.getByText('for 1 update on 9 devices').waitFor();
  await page.getByText('1 of 2 clients are weighed; the others follow').waitFor();
  expect(await table.getByRole('link', { name: /It breaks the till/ }).getAttribute('href')).toBe(paths.exception(decisions[0]?.id ?? ''));
  await table
    .getByRole('link', { name: clients[0]?.name ?? '' })
    .first()
    .click();
  await page.getByRole('heading', { name: clients[0]?.name ?? '', level: 1 }).waitFor();
  await page.getByText('4 updates on 16 devices.').waitFor();
  await table.getByRole('link', { name: policy.name }).click();
  await page.getByRole('heading', { name: policy.name, level: 1 }).waitFor();
});

test('a policy has Fettle propose by itself, on its days and at its time', async () => {
  const page = await open(paths.policy(policy.id, { tab: 'change' }));
  await page.getByRole('combobox', { name: 'Who proposes deployments' }).click();
  await page.getByRole('option', { name: 'Fettle, by itself' }).click();
  await page.getByLabel('It looks at').fill('04:20');
  await page.getByLabel('A deployment ends after days').fill('7');
  await page.getByRole('checkbox', { name: 'At once what becomes urgent' }).check();
  await page.getByRole('button', { name: 'Save a new version' }).click();
  await expect
    .poll(() => lastTo(`/policies/${policy.id}`), { timeout: 10_000 })
    .toMatchObject({
      body: {
        proposing: {
          kind: 'by-itself',
          days: ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'],
          at: '04:20',
          expiresInDays: 7,
          urgent: 'at-once',
        },
      },
    });
});

test('a release says which hold, which ends are accepted, and why', async () => {
  const page = await open(paths.deployment(held ?? ''));
  await page.getByRole('button', { name: 'Release…' }).first().click();
  const form = page.getByRole('dialog');
  await form.getByRole('button', { name: 'Release' }).click();
  await form.getByText('Give a reason of at least three letters.').waitFor();
  await form.getByLabel('db-02').check();
  await form.getByText('1 of 2 accepted.').waitFor();
  await form.getByLabel('Reason').fill('The disk was grown');
  await form.getByRole('button', { name: 'Release' }).click();
  await page.getByText('It goes on with the next look.').waitFor();
  expect(lastTo('/release')).toEqual({ holdId: 'hold-1', because: 'The disk was grown', acceptedDeviceIds: [run(1)] });
});

test('a ring that soaks is promoted with a reason, after what it would still have shown is said; without one there is no button', async () => {
  soaks = true;
  const page = await open(paths.deployment(held ?? ''));
  await page.getByRole('button', { name: 'Promote…' }).click();
  const form = page.getByRole('dialog');
  const [first] = soaking.rings ?? [];
  await form.getByRole('heading', { name: `Promote ring ${first?.name}` }).waitFor();
  await form
    .getByText(
      `${first?.verified} of ${first?.devices} ${first?.devices === 1 ? 'device is' : 'devices are'} verified. It was to stay healthy until`,
    )
    .waitFor();
  await form.getByText('not before the time that was signed for it').waitFor();
  await form.getByText('sell something').waitFor();
  await form.getByRole('button', { name: 'Promote' }).click();
  await form.getByText('Give a reason of at least three letters.').waitFor();
  expect(await axeFindings(page)).toEqual([]);
  await form.getByLabel('Reason').fill('It is exploited');
  await form.getByRole('button', { name: 'Promote' }).click();
  await page.getByText('The next ring begins as soon as it may.').waitFor();
  expect(lastTo('/promotions')).toEqual({ ring: 0, because: 'It is exploited' });
  soaks = false;
  await page.reload();
  await page.getByRole('button', { name: 'Hold…' }).waitFor();
  expect(await page.getByRole('button', { name: 'Promote…' }).count()).toBe(0);
});

test('a freeze is declared for a ring of all that is chosen, by the clock of who declares it', async () => {
  const page = await open(paths.calendar({ tab: 'freezes', do: 'freeze', client: brandt }));
  const form = page.getByRole('dialog');
  await form.getByRole('button', { name: 'Declare the freeze' }).click();
  await form.getByText('no freeze stays for ever').waitFor();
  await form.getByLabel('Name').fill('Fair');
  await form.getByLabel('Until').fill('2099-01-05T18:00');
  await form.getByLabel('Reason').fill('The stand needs the tills');
  await form.getByLabel('Urgent updates go on').check();
  await form.getByRole('button', { name: 'Declare the freeze' }).click();
  await page.getByText('Planned', { exact: true }).first().waitFor();
  expect(lastTo('/freezes')).toEqual({
    clientId: brandt,
    name: 'Fair',
    reason: 'The stand needs the tills',
    scope: { kind: 'client' },
    from: null,
    until: expect.stringMatching(/^2099-01-05T\d\d:00:00\.000Z$/),
    exceptUrgent: true,
  });
});

test('of a group and of a device it is told when it may change next, by whose word, and for whom nothing opens', async () => {
  const page = await open(paths.group(groups[1]?.id ?? ''));
  const part = page.getByRole('region', { name: 'Next windows' });
  await part.getByText('Nothing opens for 1 of 8 devices: kiosk-3').waitFor();
  await part.getByText('1 more window is not shown').waitFor();
  expect(await part.getByRole('list', { name: 'Next openings, in Europe/Berlin' }).count()).toBe(2);
  expect(await part.getByRole('link', { name: 'Tills after hours, version 2' }).getAttribute('href')).toBe(
    paths.levelPolicy(levels[2]?.id ?? ''),
  );
  await part.getByText('Freeze: Christmas trade').first().waitFor();
  await page.goto(`${server.url}${paths.device(devices.find((one) => one.clientId === brandt)?.id ?? '', { tab: 'policy' })}`);
  await part.getByText('Mon 6 Nov 2026, 09:00 to 13:00 for the client').waitFor();
  expect(await part.getByRole('listitem').count()).toBe(12);
  await page.goto(`${server.url}${paths.group(groups[0]?.id ?? '')}`);
  await part.getByText('choose a client above').waitFor();
});

test('the calendar is gone through by keyboard, turned, narrowed, and told by another clock, all in the address', async () => {
  const page = await open(paths.calendar({ client: brandt, from: '2026-03-31' }));
  const grid = page.getByRole('table', { name: /Days of March 2026/ });
  const day = (name: RegExp) => grid.getByRole('link', { name });
  await day(/^Tuesday, 31 March 2026/).focus();
  await page.keyboard.press('ArrowUp');
  await page.keyboard.press('ArrowRight');
  expect(await day(/^Wednesday, 25 March 2026/).evaluate((one) => one === document.activeElement)).toBe(true);
  await page.getByRole('link', { name: 'Next month' }).click();
  await page.getByRole('heading', { name: 'April 2026' }).waitFor();
  expect(new URL(page.url()).searchParams.get('from')).toBe('2026-04-01');
  await page.getByRole('link', { name: 'Today' }).last().click();
  await page.getByText('2 devices wait for a restart').first().waitFor();
  await page.getByText('Times by your clock, Europe/Zurich').waitFor();
  await page.getByLabel('By whose clock').selectOption('there');
  await page.getByText('Times by the clock of each place').waitFor();
  await page.getByLabel('What').selectOption('freeze');
  await expect.poll(() => page.getByText('2 devices wait for a restart').count()).toBe(0);
  expect(new URL(page.url()).searchParams.get('kind')).toBe('freeze');
  await page.goto(`${server.url}${paths.calendar()}`);
  await page.getByText('100 of 240 clients are shown here').waitFor();
  expect(await page.getByRole('link', { name: 'The next ones' }).getAttribute('href')).toContain('after=key-of-the-next-page');
});

test('a freeze is ended with a reason', async () => {
  const page = await open(paths.calendar({ tab: 'freezes', freeze: freezes[0]?.id }));
  const form = page.getByRole('dialog');
  await form.getByLabel('Reason').fill('Called off');
  await form.getByRole('button', { name: 'End it now' }).click();
  await page.getByText('Ended', { exact: true }).waitFor();
  expect(lastTo('/end')).toEqual({ because: 'Called off' });
});

test('a calendar file fills a list of holidays, and what is no whole day is told', async () => {
  const page = await open(paths.calendar({ tab: 'holidays', do: 'list', client: brandt }));
  const form = page.getByRole('dialog');
  const year = new Date().getFullYear() + 1;
  const lines = [
    'BEGIN:VCALENDAR',
    'BEGIN:VEVENT',
    `DTSTART;VALUE=DATE:${year}0501`,
    'SUMMARY:May Day',
    'END:VEVENT',
    'BEGIN:VEVENT',
    `DTSTART:${year}0502T100000Z`,
    'SUMMARY:Lunch',
    'END:VEVENT',
    'END:VCALENDAR',
  ];
  await form.getByLabel('Name').fill('Public');
  await form
    .locator('input[type=file]')
    .setInputFiles({ name: 'days.ics', mimeType: 'text/calendar', buffer: Buffer.from(lines.join('\r\n')) });
  await form.getByText('1 days were read, and 1 events left out').waitFor();
  await form.getByRole('button', { name: 'Save the list' }).click();
  await page.getByText('Saved', { exact: true }).waitFor();
  expect(lastTo('/holiday-lists')).toEqual({ clientId: brandt, name: 'Public', holidays: [{ day: `${year}-05-01`, name: 'May Day' }] });
});

test('freezes of a calendar file are shown before they are declared, and only the chosen ones are', async () => {
  const page = await open(paths.calendar({ tab: 'freezes', do: 'freeze-import', client: brandt }));
  const form = page.getByRole('dialog');
  await form.getByRole('button', { name: 'See what they become' }).click();
  await form.getByText('Choose a file.').waitFor();
  const ics = 'BEGIN:VCALENDAR\r\nEND:VCALENDAR';
  await form.locator('input[type=file]').setInputFiles({ name: 'trade.ics', mimeType: 'text/calendar', buffer: Buffer.from(ics) });
  await form.getByLabel('Reason').fill('Agreed for the season');
  await form.getByRole('button', { name: 'See what they become' }).click();
  await form.getByText('Fair: its time is floating').waitFor();
  const asked = { clientId: brandt, reason: 'Agreed for the season', ics, exceptUrgent: false };
  expect(lastTo('/freezes/import')).toEqual({ ...asked, dryRun: true });
  await form.getByText('stands already').waitFor();
  expect(await axeFindings(page)).toEqual([]);
  await form.getByLabel('Christmas trade').uncheck();
  await form.getByRole('button', { name: 'Declare 1 freeze' }).click();
  await expect.poll(() => lastTo('/freezes/import')).toEqual({ ...asked, dryRun: false, names: ['Stocktaking', 'Fair'] });
});

test('a window is taken from a calendar file, with the days on which it does not open', async () => {
  const page = await open(paths.policy(policy.id, { tab: 'change' }));
  const lines = [
    'BEGIN:VCALENDAR',
    'BEGIN:VEVENT',
    'SUMMARY:Shop servers',
    'DTSTART;TZID=Europe/London:20260106T213000',
    'DURATION:PT90M',
    'RRULE:FREQ=WEEKLY;BYDAY=TU,TH',
    'EXDATE;TZID=Europe/London:20991224T213000',
    'END:VEVENT',
    'BEGIN:VEVENT',
    'SUMMARY:Elsewhere',
    'DTSTART:20260106T213000Z',
    'DURATION:PT90M',
    'RRULE:FREQ=DAILY',
    'END:VEVENT',
    'END:VCALENDAR',
  ];
  const choose = page.waitForEvent('filechooser');
  await page.getByRole('button', { name: 'From a calendar file' }).click();
  await (await choose).setFiles({ name: 'windows.ics', mimeType: 'text/calendar', buffer: Buffer.from(lines.join('\r\n')) });
  await page.getByText('Elsewhere: none, for it goes by UTC').waitFor();
  await page.getByText('by the clock of Europe/London in the file').waitFor();
  await page.getByRole('button', { name: 'Take “Shop servers”' }).click();
  expect(await page.getByLabel('Start', { exact: true }).inputValue()).toBe('21:30');
  expect(await page.getByRole('checkbox', { name: 'Tue' }).isChecked()).toBe(true);
  await page.getByText('Does not open on one single day: 2099-12-24').waitFor();
  await page.getByRole('button', { name: 'Open on them, too' }).click();
  expect(await page.getByText('Does not open on').count()).toBe(0);
});

test('a preview is asked with what was assumed, and answers with who would be late and why', async () => {
  const page = await open(paths.deployment(held ?? '', { tab: 'preview' }));
  await page.getByText('would hold it in 3 of 10 futures').waitFor();
  await page.getByLabel('Devices away, %').fill('20');
  await page.getByLabel('Holds released after, hours').fill('4');
  await page.getByRole('button', { name: 'Preview' }).click();
  await expect
    .poll(() => lastTo('/preview'))
    .toMatchObject({ from: null, awayShare: 0.2, failShare: 0.01, releaseAfterSeconds: 14_400, runs: 10 });
  await page.getByText('missed in all 10 futures').waitFor();
});

test('whoever approves sees when it would be done, who can not make the deadline, and what has no way back', async () => {
  const page = await open(paths.deployment(unapproved ?? '', { tab: 'spec' }));
  await page.getByText('This browser has no key of yours yet').waitFor();
  await page.getByText('1 device would miss the deadline, or not be done at all, even if all goes well.').waitFor();
  await page.getByText(/1 of \d+ devices has no way back/).waitFor();
  await page.getByText('Too late').first().waitFor();
  expect(lastTo('/preview')).toEqual({ runs: 1 });
});

test('the part of a device in the spec names what comes after its way back', async () => {
  const page = await open(paths.deployment(unapproved ?? '', { tab: 'spec', device: run(0) }));
  const part = page.getByRole('dialog');
  await part.getByText('If it fails, the plan of its policy names after it:').waitFor();
  await part.getByText('Order a roll-back by reinstall').waitFor();
});

test('when a restart takes place and what is done about a missed window are said by a level, with their conditions', async () => {
  const page = await open(paths.editLevel({ level: 'group', client: brandt, subject: groups[1]?.id }));
  await page.getByLabel('Say it here: when a restart takes place').click();
  await page.getByRole('combobox', { name: 'When a restart takes place' }).click();
  await page.getByRole('option', { name: 'ask who is signed in' }).click();
  await page.getByLabel('Put off at most').fill('3');
  await page.getByLabel('Say it here: a missed window').click();
  await page.getByRole('combobox', { name: 'A device that missed its window' }).click();
  await page.getByRole('option', { name: 'catch up when it returns' }).click();
  await page.getByLabel('Only while it is idle').uncheck();
  await page.getByRole('button', { name: 'Save it' }).click();
  await page.waitForURL((url) => url.pathname === paths.levelPolicy(levels[2]?.id ?? ''));
  expect(lastTo('/policy-levels')).toMatchObject({
    body: {
      restartWhen: { kind: 'ask', postpones: 3, minutes: 30, deadlineMinutes: 120, atEnd: 'force', mayEndAfterWindow: false },
      missed: { kind: 'catch-up', onMains: true, maxLoadPercent: null, notDuring: { from: '08:00', to: '18:00' } },
    },
  });
});

test('what the provider says is previewed at a client that one chooses', async () => {
  const page = await open(paths.editLevel({ level: 'provider' }));
  const name = clients[1]?.name ?? '';
  await page.getByLabel('Say it here: ways back').click();
  await page.getByRole('combobox', { name: 'Look at it for' }).click();
  await page.getByRole('option', { name }).click();
  await expect
    .poll(() => lastTo(`/clients/${clients[1]?.id}/selection`))
    .toMatchObject({ instead: { level: 'provider', subjectId: null } });
  expect(await axeFindings(page)).toEqual([]);
});

test('a machine without agent is decided about, and a hand patch is noted', async () => {
  const [server, screen] = discovered;
  const page = await open(paths.client(brandt, { tab: 'discovered' }));
  await page.getByRole('link', { name: server?.name ?? '' }).click();
  await page.getByRole('button', { name: 'Decide…' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('radio', { name: /hand/i }).click();
  await dialog.getByLabel('Who answers for it').fill('Jonas Weber');
  await dialog.getByLabel('Once in so many days').fill('90');
  expect(await axeFindings(page)).toEqual([]);
  await dialog.locator('button[type=submit]').click();
  await expect
    .poll(() => lastTo(`/discovered/${server?.id}/decisions`))
    .toEqual({ answer: 'by-hand', person: 'Jonas Weber', rhythmDays: 90 });
  const other = await open(paths.client(brandt, { tab: 'discovered', machine: screen?.id ?? '', do: 'patched' }));
  await other.getByRole('dialog').getByLabel('What', { exact: true }).fill('firmware');
  await other.getByRole('dialog').locator('button[type=submit]').waitFor();
  expect(await axeFindings(other)).toEqual([]);
});

test('notices are posted to one more place, whose secret is shown once; a test says what was answered', async () => {
  const page = await open(paths.client(brandt, { tab: 'people', do: 'destination' }));
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('combobox', { name: 'Channel' }).click();
  await page.getByRole('option', { name: 'Webhook' }).click();
  await dialog.getByRole('button', { name: 'Add the destination' }).click();
  await dialog.getByText('Where is it posted to?').waitFor();
  await dialog.getByLabel('Name').fill('Tickets');
  await dialog.getByLabel('Address').fill('https://tickets.example.org/fettle');
  await dialog.getByRole('button', { name: 'Add the destination' }).click();
  await expect
    .poll(() => lastTo(`/clients/${brandt}/notice-destinations`))
    .toEqual({
      channel: 'webhook',
      name: 'Tickets',
      url: 'https://tickets.example.org/fettle',
      token: null,
      kinds: ['planned', 'started', 'finished', 'failed', 'cancelled'],
    });
  await dialog.getByText('whsec_c2hvd24gb25jZQ==').waitFor();
  await dialog.getByRole('button', { name: 'Done' }).click();
  await page.getByRole('button', { name: 'Test Ticket system' }).click();
  await page.getByText('The test was not taken over').waitFor();
});

test('a part of the programme document is written with an owner and a day of review, based on what was read', async () => {
  const page = await open(paths.client(brandt, { tab: 'programme' }));
  await page.getByRole('link', { name: 'Write it Recovery plan' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await dialog.getByText('Write it first.').waitFor();
  await dialog.getByLabel('Text').fill('First the tills, then the office.');
  await dialog.getByLabel('Owner').fill('Anna Müller');
  await dialog.getByLabel('Review by').fill('2027-03-01');
  expect(await axeFindings(page)).toEqual([]);
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect
    .poll(() => lastTo(`/clients/${brandt}/programme/parts/recovery`))
    .toEqual({ text: 'First the tills, then the office.', owner: 'Anna Müller', reviewAt: '2027-03-01', basedOn: 0 });
  await page.getByRole('button', { name: 'Compare with the records now' }).click();
  await page.getByText('Version 2 says what the records say.').waitFor();
});

test('an audit is started, and filled with a finding and an action', async () => {
  const page = await open(paths.client(clients[0]?.id ?? '', { tab: 'audits' }));
  await page.getByRole('button', { name: 'Start an audit…' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Start', exact: true }).click();
  await expect.poll(() => lastTo(`/clients/${clients[0]?.id}/process-audits`)).toEqual({ auditor: 'Anna Müller' });

  const draft = await open(paths.client(brandt, { tab: 'audits', audit: '3', do: 'finding' }));
  const dialog = draft.getByRole('dialog');
  await dialog.getByLabel('Finding').fill('Never restored');
  await dialog.getByRole('radio', { name: /Serious/ }).click();
  expect(await axeFindings(draft)).toEqual([]);
  await dialog.locator('button[type=submit]').click();
  const to = `/clients/${brandt}/process-audits/3`;
  await expect.poll(() => lastTo(`${to}/findings`)).toEqual({ step: null, severity: 'serious', text: 'Never restored', asks: null });
  await draft.getByRole('button', { name: 'Add an action…' }).click();
  await dialog.getByLabel('What is to be done').fill('Restore it');
  await dialog.getByLabel('Their name').fill('Jonas Weber');
  await dialog.getByLabel('By', { exact: true }).fill('2027-03-01');
  await dialog.locator('button[type=submit]').click();
  await expect
    .poll(() => lastTo(`${to}/actions`))
    .toEqual({ findingId: null, text: 'Restore it', owner: { name: 'Jonas Weber' }, dueOn: '2027-03-01' });
});

test('an audit judges an own step and is concluded; an action of one that is concluded ends', async () => {
  const [of, ownStep] = [brandt, auditRules.steps[0]?.id ?? ''];
  const to = `/clients/${of}/process-audits/3`;
  const draft = await open(paths.client(of, { tab: 'audits', audit: '3' }));
  const dialog = draft.getByRole('dialog');
  await draft.getByRole('link', { name: /^Judge it ?: Backups are watched/ }).click();
  await dialog.getByRole('radio', { name: 'Failing' }).click();
  await dialog.locator('button[type=submit]').click();
  await dialog.getByText('Say why.').waitFor();
  await dialog.getByLabel('Note').fill('Nobody looks');
  expect(await axeFindings(draft)).toEqual([]);
  await dialog.locator('button[type=submit]').click();
  await expect.poll(() => lastTo(`${to}/judgements/${ownStep}`)).toEqual({ result: 'failing', note: 'Nobody looks' });
  await draft.getByRole('button', { name: 'Conclude…' }).click();
  await dialog.getByLabel('Conclusion').fill('Nearly well.');
  expect(await axeFindings(draft)).toEqual([]);
  await dialog.locator('button[type=submit]').click();
  await expect.poll(() => lastTo(`${to}/conclusion`)).toEqual({ conclusion: 'Nearly well.' });

  const audits = await open(paths.client(of, { tab: 'audits' }));
  await audits.getByRole('link', { name: /^End it ?: Restore the till/ }).click();
  await audits.getByRole('dialog').getByLabel('Who did it').fill('Jonas Weber');
  await audits.getByRole('dialog').getByLabel('What was done').fill('Restored in 20 minutes');
  await audits.getByRole('dialog').locator('button[type=submit]').click();
  await expect
    .poll(() => sent.findLast(({ path }) => path.endsWith('/end'))?.body)
    .toEqual({ ended: 'done', person: 'Jonas Weber', note: 'Restored in 20 minutes' });
});

test('the provider adds a step of its own, with a reason', async () => {
  const page = await open(paths.settings({ tab: 'steps', do: 'audit-rules' }));
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: 'Add a step of your own' }).click();
  const added = dialog.getByRole('group', { name: 'Own step 2' });
  await added.getByLabel('Title').fill('Keys are counted');
  await added.getByLabel('What good means').fill('Nobody has one who left.');
  await added.getByLabel('Who judges it').fill('the lead');
  await dialog.getByLabel('Reason').fill('Our insurer asks for it');
  expect(await axeFindings(page)).toEqual([]);
  await dialog.locator('button[type=submit]').click();
  await expect
    .poll(() => lastTo('/process-audit-rules'))
    .toEqual({
      months: 12,
      steps: [
        ...auditRules.steps,
        { id: null, title: 'Keys are counted', good: 'Nobody has one who left.', judge: 'the lead', months: 12 },
      ],
      because: 'Our insurer asks for it',
      basedOn: 1,
    });
});

test('ways back are put in an order, with signed commands for that purpose alone', async () => {
  const page = await open(paths.editLevel({ level: 'group', client: brandt, subject: groups[1]?.id }));
  await page.getByLabel('Say it here: ways back').click();
  await page.getByRole('button', { name: 'Add a rule for ways back' }).click();
  await page.getByRole('combobox', { name: 'Where one of these packages changes' }).fill('shop*');
  await page.keyboard.press('Enter');
  for (const _ of ['reinstall', 'history', 'snapshot', 'rebuild', 'command'])
    await page.getByRole('button', { name: 'Add another way' }).click();
  await page.getByRole('button', { name: 'Add another way' }).waitFor({ state: 'detached' });
  await page.getByLabel('Built anew by').fill('operations on duty');
  await page.getByLabel('It takes minutes').fill('90');
  await page.getByLabel('From which image or backup').fill('share images');
  await page.getByLabel('What to do').fill('Wiki, page “anew”');
  expect(await axeFindings(page)).toEqual([]);
  await page.getByRole('button', { name: 'Save it' }).click();
  await page.waitForURL((url) => url.pathname === paths.levelPolicy(levels[2]?.id ?? ''));
  const named = commands.find(({ purpose }) => purpose === 'way-back');
  const command = { name: named?.name ?? '', document: named?.document ?? '' };
  expect(lastTo('/policy-levels')).toMatchObject({
    body: {
      ways: [
        {
          packages: ['shop*'],
          ways: [
            ...['downgrade', 'reinstall', 'history', 'snapshot'].map((kind) => ({ kind })),
            { kind: 'rebuild', rebuild: { by: 'operations on duty', from: 'share images', minutes: 90, steps: 'Wiki, page “anew”' } },
            { kind: 'command', command },
          ],
        },
      ],
    },
  });
});

test('a device is asked for its backups by a signed probe, so often as is said, or by none', async () => {
  const page = await open(paths.editLevel({ level: 'group', client: brandt, subject: groups[1]?.id }));
  await page.getByLabel('Say it here: backups').click();
  await page.getByRole('button', { name: 'Add a rule for backups' }).click();
  await page.getByRole('combobox', { name: 'Ask the device itself by' }).click();
  await page.getByRole('option', { name: 'last backup of the shop' }).click();
  await page.getByLabel('Every so many hours').fill('6');
  await page.getByRole('button', { name: 'Save it' }).click();
  await page.waitForURL((url) => url.pathname === paths.levelPolicy(levels[2]?.id ?? ''));
  const named = commands.find(({ purpose }) => purpose === 'probe');
  const command = { name: named?.name ?? '', document: named?.document ?? '' };
  expect(lastTo('/policy-levels')).toMatchObject({ body: { backup: [{ probe: { command, everyHours: 6 } }] } });
});

test('signed commands are chosen by name, and saved by the hash of what was signed', async () => {
  const page = await open(paths.editLevel({ level: 'group', client: brandt, subject: groups[1]?.id }));
  await page.getByLabel('Say it here: commands around a change').click();
  await page.getByRole('combobox', { name: 'Commands before a change' }).click();
  // Another purpose, and one that is over, are not offered.
  expect(await page.getByRole('option').allTextContents()).toEqual(['back up the shop']);
  await page.getByRole('option', { name: 'back up the shop' }).click();
  await page.getByRole('button', { name: 'Save it' }).click();
  await page.waitForURL((url) => url.pathname === paths.levelPolicy(levels[2]?.id ?? ''));
  const [{ name, document } = { name: '', document: '' }] = commands;
  expect(lastTo('/policy-levels')).toMatchObject({ body: { hooks: { beforeChange: [{ name, document }], afterChange: [] } } });
});

test('a level says what is switched on alone, based on the version that one began with', async () => {
  const page = await open(paths.editLevel({ level: 'group', client: brandt, subject: groups[1]?.id }));
  await page.getByLabel('Say it here: window').click();
  await page.getByLabel('Say it here: rolling back').click();
  await page.getByText('Goes before “by itself, after a failed change or check”').waitFor();
  await page.getByRole('button', { name: 'Save it' }).click();
  await page.waitForURL((url) => url.pathname === paths.levelPolicy(levels[2]?.id ?? ''));
  expect(lastTo('/policy-levels')).toEqual({
    level: 'group',
    clientId: brandt,
    subjectId: groups[1]?.id,
    body: { name: 'Tills after hours', owner: 'Anna Müller', reviewAt: '2027-01-31', restart: 'never', rollback: 'automatic' },
    basedOn: 2,
  });
});

test('rules are written, moved and saved in their order, with what would be selected beside them', async () => {
  const page = await open(paths.policy(policy.id, { tab: 'change' }));
  await page.getByText('What would be selected now').waitFor();
  await page.getByText('Date unknown', { exact: true }).click();
  await page.getByText('nobody published that').first().waitFor();
  await page.getByRole('button', { name: 'Add a rule', exact: true }).click();
  await page.getByLabel('Rule 3', { exact: true }).fill('kernels wait');
  await page.getByLabel('Packages').nth(2).fill('linux-image-*');
  await page.keyboard.press('Enter');
  await page.getByLabel('After the release').nth(1).fill('3');
  await page.getByRole('button', { name: 'Earlier: rule 3' }).focus();
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: 'Remove: lane 2' }).click();
  // What is tried first is made of devices that stand for the others.
  await page.getByText('debian 11', { exact: true }).waitFor();
  await page.getByText('1 of 2 mission-critical devices have their stand-in in a ring before their own:').waitFor();
  await page.getByText('sql-02 is mission-critical and has no stand-in.').waitFor();
  await page.getByRole('button', { name: 'Use these in ring test' }).click();
  await page.getByRole('combobox', { name: 'Devices', exact: true }).nth(1).click();
  await page.getByRole('option', { name: 'stand-ins' }).click();
  await page.getByText('Those that stand in for a device of the deployment when it is planned.').waitFor();
  await page.getByRole('button', { name: /^Save/ }).click();
  await expect
    .poll(() => lastTo(`/policies/${policy.id}`))
    .toMatchObject({
      body: {
        rules: [
          policyBody.rules[0],
          { name: 'kernels wait', when: { products: ['linux-image-*'] }, action: { kind: 'defer', days: 3 }, countFrom: 'first-seen' },
          policyBody.rules[1],
        ],
        pins: policyBody.pins,
        lanes: [policyBody.lanes[0]],
        rings: [
          { members: { kind: 'devices', deviceIds: preview.coverage?.suggestion.map((device) => device.id) } },
          { members: { kind: 'stand-ins' } },
          {},
        ],
      },
    });
});

test('a group is saved with its rule as plain data', async () => {
  const page = await open(paths.editGroup(groups[1]?.id ?? ''));
  await page.getByLabel('Fits').fill('lab-*');
  await page.getByText('Any of these').click();
  await page.getByRole('button', { name: 'Save a new version' }).click();
  await page.waitForURL((url) => url.pathname === paths.group(groups[1]?.id ?? ''));
  expect(lastTo(`/groups/${groups[1]?.id ?? ''}`)).toEqual({
    name: 'Tills',
    rank: 20,
    rule: { any: [{ fact: 'tier', op: 'is', value: 'important' }, { not: { fact: 'name', op: 'matches', value: 'lab-*' } }] },
    basedOn: 2,
  });
});

test('a roll-back wants the reason and the number of devices that it reaches', async () => {
  const page = await open(paths.deployment(held ?? '', { do: 'roll-back' }));
  const form = page.getByRole('dialog');
  await form.getByLabel(/How many devices does this reach/).fill('8');
  await form.getByRole('button', { name: 'Preview what it would do' }).click();
  const ahead = form.getByRole('region', { name: 'What it would do' });
  await ahead.getByText('3.0.17-1~deb12u2 → 3.0.15-1~deb12u1 (it has 3.0.18-1~deb12u1 by now)').waitFor();
  await ahead.getByText('libssl-extra').waitFor();
  await ahead.getByText('Stays as it is: No source of the device has').first().waitFor();
  const verb = form.getByRole('button', { name: 'Propose the roll-back' });
  expect(await verb.getAttribute('aria-disabled')).toBe('true');
  await form.getByLabel(/How many devices does this reach/).fill('2');
  await verb.click();
  await form.getByText('Give a reason of at least three letters.').waitFor();
  await form.getByLabel('Reason').fill('The shop is slow');
  await verb.click();
  await page.waitForURL((url) => url.pathname === paths.deployment(proposed ?? ''));
  expect(lastTo('/roll-back')).toEqual({ because: 'The shop is slow' });
});

test('a roll-back is ordered by reinstall, which says who can not and what is removed', async () => {
  const page = await open(paths.deployment(held ?? '', { do: 'roll-back-preview' }));
  const form = page.getByRole('dialog');
  const way = form.getByRole('radio', { name: 'By reinstall' });
  await form.getByText(/1 of the 2 shown that go back can\..*can not: apt would remove shop-frontend/).waitFor();
  await way.check();
  await form.getByText('Removes openssl, keeps the configuration').waitFor();
  await form.getByText('It can not go back by reinstall, and stays as it is: apt would remove shop-frontend').waitFor();
  await form.getByLabel('Reason').fill('It refuses a downgrade');
  await form.getByLabel(/How many devices does this reach/).fill('2');
  await form.getByRole('button', { name: 'Propose the roll-back' }).click();
  await page.waitForURL((url) => url.pathname === paths.deployment(proposed ?? ''));
  expect(lastTo('/roll-back')).toEqual({ because: 'It refuses a downgrade', by: 'reinstall' });
});

test('a plan is made without the devices that were taken out', async () => {
  const page = await open(paths.deployment(proposed ?? ''));
  await page.getByRole('row', { name: /kasse/ }).getByRole('checkbox').uncheck();
  await page.getByRole('button', { name: 'Make the plan with 4 devices' }).click();
  await page.getByText('Read what it does, then approve it.').waitFor();
  expect(lastTo('/plan')).toEqual({ without: [run(5)] });
});

test('an update is lowered for the device from whose page it is done, with a reason and an end', async () => {
  const device = devices[0];
  const page = await open(paths.device(device?.id ?? '', { tab: 'missing', open: 'openssl:amd64', do: 'urgency' }));
  const form = page.getByRole('dialog');
  await form.getByLabel('Normal').check();
  await form.getByRole('button', { name: 'Lower it' }).click();
  await form.getByText('Give a day: what was lowered comes back by itself.').waitFor();
  await form.getByLabel('Reason').fill('The till is closed in May');
  await form.getByLabel('Last day').fill('2099-05-31');
  await form.getByRole('button', { name: 'Lower it' }).click();
  await form.getByText('Risk statement').waitFor();
  expect(lastTo('/urgency-words')).toMatchObject({
    clientId: device?.clientId,
    about: { kind: 'update', manager: 'apt', sourceName: 'openssl' },
    scope: { kind: 'devices', ids: [device?.id] },
    says: 'normal',
    fault: null,
    endsAt: '2099-05-31T23:59:59Z',
  });
});

test('on a device where somebody lowered an update one may take that back for all, or say otherwise for the device alone', async () => {
  const device = devices[0];
  const page = await open(paths.device(device?.id ?? '', { tab: 'missing', open: 'sudo:amd64' }));
  const drawer = page.getByRole('dialog');
  await drawer.getByText('It was said for the whole client, and is taken back for all of that.').waitFor();
  await drawer.getByRole('button', { name: 'Take back…' }).click();
  await drawer.getByText('It was said for the whole client: it is taken back for all of that.').waitFor();
  await page.goto(`${server.url}${paths.device(device?.id ?? '', { tab: 'missing', open: 'sudo:amd64' })}`);
  await drawer.getByRole('button', { name: 'Change its urgency…' }).click();
  await drawer.getByLabel('Urgent', { exact: true }).check();
  await drawer.getByLabel('Reason').fill('This one is on the network');
  await drawer.getByRole('button', { name: 'Make it urgent' }).click();
  await drawer.getByText('Risk statement').waitFor();
  expect(lastTo('/urgency-words')).toMatchObject({ says: 'urgent', scope: { kind: 'devices', ids: [device?.id] } });
});

test('an issue that facts find devices for says in words what they are, and stands open once it is recorded or resolved', async () => {
  const page = await open(paths.risk({ tab: 'known-issues', do: 'record', q: 'nothing' }));
  const form = page.getByRole('dialog');
  await form.getByText('Empty: on everything.').waitFor();
  await form.getByLabel('Source package').fill('openssl');
  await form.getByLabel('What happens').fill('It is slow');
  await form.getByLabel('Running kernel begins with').fill('6.1.0-');
  await form.getByText('what the facts below stand for').waitFor();
  await form.getByRole('button', { name: 'Record it' }).click();
  await form.getByText('Say in words on what it happens').waitFor();
  await form.getByLabel('On what it happens').fill('kernels 6.1');
  await form.getByRole('button', { name: 'Record it' }).click();
  await form.getByText('processors with vector AES instructions').waitFor();
  expect(lastTo('/known-issues')).toMatchObject({ condition: 'kernels 6.1', rule: { kernel: '6.1.0-', tiers: null } });
  await form.getByRole('button', { name: 'Resolve' }).click();
  await form.getByLabel('Reason').fill('Its notes say so');
  await form.getByRole('button', { name: 'Resolve' }).click();
  await form.getByText('By facts').waitFor();
});

test('the desk shows what would be recorded, and records exactly that', async () => {
  const page = await open(paths.desk());
  await page.getByRole('checkbox', { name: /Deploy at 1 client \(curl/ }).uncheck();
  await page.getByRole('link', { name: 'openssl 3.0.17-1~deb12u2' }).click();
  await page.getByRole('checkbox', { name: /Deploy openssl .* at Brandt/ }).uncheck();
  await page.getByRole('dialog').getByRole('button', { name: 'Close' }).click();
  await page.getByRole('button', { name: 'Record decisions…' }).click();
  const form = page.getByRole('dialog');
  await form.getByText('1 decision for 1 client').waitFor();
  const choices = [
    { group: 'apt:openssl:3.0.17-1~deb12u2', clientId: brandt, choice: 'leave' },
    { group: 'apt:curl:7.88.1-10+deb12u14', clientId: null, choice: 'leave' },
  ];
  const previews = (): number => sent.filter((one) => one.path.endsWith('/desk/preview')).length;
  const asked = previews();
  expect(lastTo('/desk/preview')).toMatchObject({ clientId: null, span: 'visit', choices });
  expect(await form.getByLabel('And I am through').isChecked(), 'something needs a person').toBe(false);
  await form.getByRole('button', { name: 'Record 1 decision' }).click();
  await page.getByText('1 decision recorded').waitFor();
  expect(lastTo('/desk/confirm')).toMatchObject({ choices, digest: 'digest-of-1', through: false });
  expect(previews(), 'what was just recorded is not asked for again').toBe(asked);
  await page.getByRole('button', { name: 'I am through' }).click();
  await page.getByText('You are through').waitFor();
  expect(lastTo('/desk/visit')).toMatchObject({ clientId: null });
  await page.getByRole('link', { name: 'CVE-2026-13000, no fix' }).click();
  await page.getByRole('link', { name: 'Decide…' }).click();
  expect(await page.getByLabel('Advisory', { exact: true }).inputValue()).toBe('CVE-2026-13000');
});

test('choices are of one look at one desk, and a refusal leads to the next look', async () => {
  const page = await open(paths.desk({ client: clients[0]?.id }));
  const curl = page.getByRole('checkbox', { name: /Deploy.*\(curl/ });
  const record = page.getByRole('button', { name: 'Record decisions…' });
  const form = page.getByRole('dialog');
  const through = form.getByLabel('And I am through');
  const confirms = async (choices: unknown, isThrough: boolean): Promise<void> => {
    await record.click();
    await through.waitFor();
    expect(lastTo('/desk/preview')).toMatchObject({ choices });
    expect(await through.isChecked()).toBe(isThrough);
    await form.getByRole('button', { name: 'Close' }).click();
    await form.waitFor({ state: 'detached' });
  };
  const unticked = [{ group: 'apt:curl:7.88.1-10+deb12u14', clientId: null, choice: 'leave' }];
  await curl.waitFor();
  await confirms([], true);
  await curl.uncheck();
  await confirms(unticked, false);
  await page.getByLabel('New since', { exact: true }).selectOption('Of 7 days');
  await page.waitForURL(/span=7d/);
  await confirms([], true);
  await curl.uncheck();
  await page.getByRole('button', { name: 'I am through' }).click();
  await page.getByText('You are through').waitFor();
  await confirms([], true);

  refused = '/desk/preview';
  await record.click();
  await form.getByText('The desk has changed').waitFor();
  refused = '';
  await form.getByRole('button', { name: 'Look again' }).click();
  await form.waitFor({ state: 'detached' });
  await confirms([], true);
});

test('a framework is attached after its rules were shown, with the times that it leaves to the client', async () => {
  const page = await open(paths.client(clients[4]?.id ?? '', { tab: 'agreements', do: 'attach' }));
  const form = page.getByRole('dialog');
  await form.getByLabel('Framework', { exact: true }).click();
  await page.getByRole('option', { name: 'Card rules 4' }).click();
  await form.getByText('set by the organisation').waitFor();
  await form.getByText('not yet checked against its text').waitFor();
  await form.getByLabel('Held to it since').fill('2026-12-01');
  await form.getByRole('button', { name: 'Attach Card rules 4' }).click();
  await form.getByText('Give at least one time').waitFor();
  await form.getByLabel('Urgent updates within').fill('14');
  await form.getByLabel('Reason').fill('The acquirer asks for it');
  await form.getByRole('button', { name: 'Attach Card rules 4' }).click();
  await page.getByText('Deadlines are counted again now.').waitFor();
  expect(lastTo('/frameworks/card-rules-4')).toEqual({
    since: '2026-12-01',
    own: { clock: 'offered', urgent: { count: 14, unit: 'hours' }, normal: null },
    because: 'The acquirer asks for it',
  });
});

test('a new version of the SLA begins from the newest, and says on which it is based', async () => {
  const page = await open(paths.client(brandt, { tab: 'agreements', do: 'save-sla' }));
  const form = page.getByRole('dialog');
  await form.getByLabel('Last day').fill('2026-01-01');
  await form.getByText('It lies before the first day.').waitFor();
  await form.getByLabel('Last day').fill('2027-12-31');
  await form.getByLabel('Exclusions').fill('The lab\n\n  The old till ');
  await form.getByLabel('Recovery point in hours').fill('');
  await form.getByLabel('Reason').fill('Renewed');
  await form.getByRole('button', { name: 'Save version 4' }).click();
  await page.getByText('Version 4 is saved').waitFor();
  expect(lastTo('/sla')).toMatchObject({
    basedOn: 3,
    to: '2027-12-31',
    sla: {
      uptimePercent: 99.9,
      recoveryPointHours: null,
      exclusions: ['The lab', 'The old till'],
      patch: { urgent: { count: 48, unit: 'hours' } },
    },
    because: 'Renewed',
  });
});

test('devices are taken out of a scope with the reason', async () => {
  const page = await open(paths.client(brandt, { tab: 'agreements', framework: 'card-rules-4' }));
  const form = page.getByRole('dialog');
  await form.getByRole('button', { name: 'Take devices out' }).click();
  await form.getByLabel('Reason').fill('No card data there');
  await form.getByRole('button', { name: 'Take out of scope' }).click();
  await form.getByText('Choose at least one device.').waitFor();
  await form.getByLabel('Devices').click();
  await page.getByRole('option', { name: 'mail-03' }).click();
  await form.getByRole('button', { name: 'Take out of scope' }).click();
  await page.getByText('Out of scope', { exact: true }).first().waitFor();
  expect(lastTo('/scope')).toMatchObject({ inScope: false, because: 'No card data there', deviceIds: [expect.any(String)] });
});

test('a refusal of the client is recorded with its name, evidence, control and end', async () => {
  const page = await open(paths.update('100', { client: brandt }));
  await page.getByRole('button', { name: 'Decide…' }).click();
  const form = page.getByRole('dialog');
  await form.getByRole('button', { name: 'Record the decision' }).click();
  await form.getByText('At least three letters.').first().waitFor();
  await form.getByLabel('Exception').check();
  await form.getByLabel('We recommended').fill('Install it this week');
  await form.getByRole('combobox', { name: 'The client' }).click();
  await page.getByRole('option', { name: 'Refused' }).click();
  await form.getByLabel('Who said it').fill('Carla Brandt');
  await form.getByLabel('Evidence').fill('Ticket 4711');
  await form.getByLabel('Reason').fill('The scanners are old');
  await form.getByLabel('What lowers the risk meanwhile').fill('A network of their own');
  await form.getByLabel('Last day').fill('2027-03-31');
  await form.getByLabel('Review on').fill('2027-01-31');
  await form.getByRole('button', { name: 'Record the decision' }).click();
  await page.getByRole('button', { name: 'Decide…' }).waitFor();
  expect(lastTo('/decisions')).toEqual({
    clientId: brandt,
    about: { kind: 'offered', updateId: '100', everyVersion: false },
    scope: { kind: 'client' },
    kind: 'exception',
    recommendation: 'Install it this week',
    clientSaid: 'refused',
    saidBy: 'Carla Brandt',
    evidence: 'Ticket 4711',
    reason: 'The scanners are old',
    compensatingControl: 'A network of their own',
    startsAt: null,
    endsAt: '2027-03-31T23:59:59Z',
    reviewAt: '2027-01-31T00:00:00Z',
    workaround: null,
    replacement: null,
  });
});

test('a review leads to the decision that stands instead', async () => {
  const page = await open(paths.exception(decisions[0]?.id ?? '', { do: 'review' }));
  const form = page.getByRole('dialog');
  await form.getByLabel('Why it stands').fill('They renew in May');
  await form.getByRole('textbox', { name: 'Evidence' }).fill('Mail of today');
  await form.getByLabel('New last day').fill('2027-05-31');
  await form.getByRole('button', { name: 'Let it stand' }).click();
  await page.waitForURL((url) => url.pathname === paths.exception(decisions[2]?.id ?? ''));
  expect(lastTo('/review')).toMatchObject({ because: 'They renew in May', endsAt: '2027-05-31T23:59:59Z', reviewAt: null });
});

test('what can not be done now says why, and does nothing', async () => {
  const page = await open(paths.deployment(unapproved ?? ''));
  const button = page.getByRole('button', { name: 'Roll back…' });
  await button.focus();
  await page.getByRole('tooltip').getByText('No device was changed by this deployment').waitFor();
  await button.press('Enter');
  expect(await page.getByRole('dialog').count()).toBe(0);
});

test('a fleet report: which, narrowed by the address, and the same rows as files', async () => {
  const page = await open(paths.evidence({ tab: 'reports' }));
  await page.getByRole('table', { name: 'Missing updates' }).getByText('linux-image-amd64').first().waitFor();
  await page.getByLabel('Report', { exact: true }).selectOption('failed');
  await page.getByText('There was no room left on /var').first().waitFor();
  expect(new URL(page.url()).searchParams.get('report')).toBe('failed');
  await page.getByLabel('How it ended', { exact: true }).selectOption('refused');
  const file = page.getByRole('link', { name: 'XLSX' });
  await expect.poll(() => file.getAttribute('href')).toBe('/api/v1/fleet-reports/failed/file?outcome=refused&format=xlsx');
  await page.getByLabel('Device or deployment').fill('nothing');
  await page.getByText('No change ended otherwise than it should in this span.').waitFor();
});
