import { afterAll, beforeAll, expect, test } from 'vitest';
import { paths } from '../paths.ts';
import { type Chromium, startChromium } from '../testing/browser.ts';
import { builtConsole } from '../testing/built.ts';
import { axeFindings, lookAtAll } from '../testing/looks.ts';
import { type Served, serve } from '../testing/static-server.ts';
import { auditsOf } from '../testing/world-audits.ts';
import { destinations } from '../testing/world-destinations.ts';
import { discovered } from '../testing/world-discovered.ts';
import { clients, devices } from '../testing/world.ts';
import { worldApi } from '../testing/world-api.ts';

let chromium: Chromium;
let server: Served;

beforeAll(async () => {
  server = await serve(await builtConsole(), worldApi);
  chromium = await startChromium();
});
afterAll(async () => {
  await chromium?.close();
  await server?.close();
});

const brandt = clients[1]?.id ?? '';
const audits = auditsOf(brandt);
const db = devices.find((device) => device.clientId === brandt && device.waitingOn.length > 0)?.id ?? '';
const copied = devices.find((device) => device.quarantine !== null)?.id ?? '';
const failing = devices.find((device) => device.trouble !== null)?.id ?? '';

/** Each page with the words by which one knows that it is there. */
const pages: readonly (readonly [name: string, path: string, words: string])[] = [
  ['sign-in', paths.signIn(), 'Everything that you do here is written to the audit trail.'],
  ['welcome', `${paths.welcome()}#one-time-word`, 'Scan this with an authenticator app'],
  ['acknowledge', `${paths.acknowledge()}#token=one-time-word`, 'Ich habe dies gelesen'],
  ['today', paths.today(), 'openssl could not be installed on db-02'],
  ['today of a quiet client', paths.today({ client: clients[2]?.id }), 'Nothing needs you now'],
  ['clients', paths.clients(), '3 things wait'],
  ['client', paths.client(brandt), 'till-04: Its backup is 9 days old'],
  ['clients in steps', paths.clients({ tab: 'steps', step: '4' }), '4 of 10 updates urgent'],
  ['settings steps', paths.settings({ tab: 'steps' }), 'It is in our agreements'],
  ['settings steps changed', paths.settings({ tab: 'steps', do: 'checklist-rules' }), 'Save for all clients'],
  ['client overview', paths.client(brandt, { tab: 'overview' }), 'Ring Pilot is on hold'],
  ['client people', paths.client(brandt, { tab: 'people' }), 'jonas.weber@example.org'],
  ['client capacity', paths.client(brandt, { tab: 'capacity' }), 'Web front'],
  ['client limits', paths.client(brandt, { tab: 'capacity', do: 'limits', site: '' }), 'Disturbed devices'],
  [
    'site limits',
    paths.client(brandt, { tab: 'capacity', do: 'limits', site: clients[1]?.siteList[0]?.id ?? '' }),
    'Bandwidth for downloads',
  ],
  ['client relations', paths.client(brandt, { tab: 'capacity', do: 'import' }), 'Nothing is changed before you have seen'],
  ['client enrol', paths.client(brandt, { tab: 'enrol' }), 'New shop servers'],
  ['devices', paths.devices(), '40 devices'],
  ['device', paths.device(db), 'Waits for its window, which opens on Sunday at 02:00'],
  ['device quarantined', paths.device(copied), "Two machines speak with this device's key"],
  ['device failing', paths.device(failing), 'It can be reached by more than was said'],
  ['device missing', paths.device(db, { tab: 'missing' }), '10 of 10 updates'],
  ['device offer', paths.device(db, { tab: 'missing', open: 'openssl:amd64' }), 'Why urgent?'],
  ['device installed', paths.device(db, { tab: 'installed' }), 'half-configured'],
  ['device happened', paths.device(db, { tab: 'happened' }), 'The lists could not be refreshed'],
  ['device change', paths.device(db, { do: 'change' }), 'The person or team that answers for it.'],
  ['client stand-ins', paths.client(brandt, { tab: 'stand-ins' }), 'the test rack'],
  ['stand-in recorded', paths.client(brandt, { tab: 'stand-ins', do: 'stand-in', of: db }), 'Record the stand-in'],
  ['client discovered', paths.client(brandt, { tab: 'discovered' }), 'Fernsehgerät im Empfang'],
  ['client discovered machine', paths.client(brandt, { tab: 'discovered', machine: discovered[1]?.id ?? '' }), 'From the vendor’s page.'],
  ['client discovered decide', paths.client(brandt, { tab: 'discovered', machine: discovered[0]?.id ?? '', do: 'decide' }), 'Decide'],
  ['client discovered import', paths.client(brandt, { tab: 'discovered', do: 'import' }), 'Machines from a file'],
  ['client discovered record', paths.client(brandt, { tab: 'discovered', do: 'record' }), 'Serial number'],
  ['client programme', paths.client(brandt, { tab: 'programme' }), '6 of 8 parts not written'],
  ['client programme part', paths.client(brandt, { tab: 'programme', write: 'sandbox' }), 'never the credentials themselves'],
  ['client programme changes', paths.client(brandt, { tab: 'programme', version: '2' }), 'Compared with version 1'],
  ['client destination', paths.client(brandt, { tab: 'people', destination: destinations.items[1]?.id ?? '' }), 'signs as well until'],
  ['client month', paths.client(brandt, { tab: 'month' }), 'Not in by their day'],
  ['clients by month', paths.clients({ tab: 'months' }), 'nothing was due'],
  ['client audits', paths.client(brandt, { tab: 'audits' }), '2 actions open, 1 overdue'],
  ['client audit draft', paths.client(brandt, { tab: 'audits', audit: '3' }), 'Audit 3, a draft'],
  ['client audit action', paths.client(brandt, { tab: 'audits', audit: '3', do: 'action' }), 'What is to be done'],
  ['client audit', paths.client(brandt, { tab: 'audits', audit: '2' }), 'The process holds.'],
  ['client audit action end', paths.client(brandt, { tab: 'audits', audit: '2', action: audits.actions[0]?.id ?? '' }), 'How does it end?'],
  ['settings audit rules', paths.settings({ tab: 'steps', do: 'audit-rules' }), 'A judgement holds so many months'],
  ['client rollback', paths.client(brandt, { tab: 'rollback' }), 'till-firmware*'],
  ['device rollback', paths.device(db, { tab: 'rollback' }), 'Restored beside it'],
  ['device drill', paths.device(db, { tab: 'rollback', do: 'drill' }), 'Propose the drill'],
  ['device backup', paths.device(db, { tab: 'rollback', do: 'backup' }), 'Record it'],
  ['updates', paths.updates(), '10 updates'],
  ['update', paths.update('100'), 'Devices to which it is offered'],
  ['not found', '/nowhere', 'Nothing stands here'],
];

test.each(pages)(
  '%s is whole, accessible and inside the window, in light and in dark, at a desk and on a phone',
  async (name, path, words) => {
    expect(await lookAtAll(chromium, { name, address: `${server.url}${path}`, words })).toEqual([]);
  },
);

test('each step of a client says its state, its reasons and its numbers, and its buttons lead to where they say', async () => {
  const { page } = await chromium.open('light', 'desk');
  await page.goto(`${server.url}${paths.client(brandt)}`);
  const steps = page.getByRole('list').filter({ has: page.getByRole('heading', { name: '12 Documentation is updated' }) });
  await steps.first().waitFor();
  const marks = page.getByRole('img', { name: /^Failing: / });
  expect(await marks.getAttribute('aria-label')).toBe('Failing: 1, 2, 3, 4, 5, 7, 8, 9. Needs attention: 6, 10, 12. Good: 11.');
  await page.getByText('8 failing, 3 need attention, 1 good').waitFor();
  const numbers = page.getByRole('list', { name: 'Numbers of step 4' });
  await numbers.getByRole('link', { name: '4 of 10 updates urgent and undecided' }).click();
  await page.getByRole('heading', { name: 'Updates', level: 1 }).waitFor();
  await page.goBack();
  const [, inventory] = await page.getByRole('heading', { level: 3 }).all();
  expect(await inventory?.textContent()).toContain('Policy is audited');
  await page.getByRole('link', { name: /^Decide.*1 of 8 devices past the end of support/ }).click();
  await page.getByRole('heading', { name: 'Risk', level: 1 }).waitFor();
  expect(new URL(page.url()).search).toContain('standing=past');
  await page.close();
});

test('a past day is chosen on the page, stands in the address, and says what was not computed', async () => {
  const { page } = await chromium.open('light', 'desk');
  await page.goto(`${server.url}${paths.clients({ tab: 'steps' })}`);
  const table = page.getByRole('table', { name: 'Clients in the twelve steps' });
  await table.getByRole('row').nth(1).getByText('Brandt & Söhne GmbH').waitFor();
  await page.getByLabel('State').selectOption('failing');
  await expect.poll(() => new URL(page.url()).search).toContain('state=failing');
  await page.getByLabel('State').selectOption('');
  await page.getByLabel('As it was on (UTC)').fill('2020-02-29');
  await table.getByText('not computed').first().waitFor();
  await table.getByRole('link', { name: 'Brandt & Söhne GmbH' }).click();
  await page.getByText('As it was computed at the end of 2020-02-29').waitFor();
  expect(new URL(page.url()).search).toContain('day=2020-02-29');
  await page.getByText('12 unknown').waitFor();
  expect(await page.getByText('for the first time on').count()).toBe(12);
  await page.getByRole('button', { name: 'Now' }).click();
  await page.getByText('8 failing, 3 need attention, 1 good').waitFor();
  const trend = page.getByRole('img', { name: /^30 days until .*Failing: 4 days\. Unknown: 19 days\. Good: 7 days\./ });
  expect(await trend.count()).toBe(8);
  await page.getByLabel('Of which devices').selectOption('Group: Tills');
  await page.getByText('the devices of the group Tills').waitFor();
  await page.getByText('Of 1 more it can not be said whether they are in the group').waitFor();
  expect(new URL(page.url()).search).toContain('of=group');
  expect([await trend.count(), await page.getByLabel('As it was on (UTC)').count()]).toEqual([0, 0]);
  await page.close();
});

test('a container says why no restart is asked of it', async () => {
  const { page } = await chromium.open('light', 'desk');
  const container = devices.find(({ system }) => system?.virtualisation === 'lxc');
  await page.goto(`${server.url}${paths.device(container?.id ?? '')}`);
  await page.getByText('It is a container (lxc): its kernel is its host’s').waitFor();
  expect(await page.getByText('a container (lxc)', { exact: true }).count()).toBe(1);
  await page.close();
});

test('a page that is opened in dark is dark from the start', async () => {
  const { page, complaints } = await chromium.open('dark', 'desk');
  await page.goto(`${server.url}${paths.today()}`);
  await page.getByText('openssl could not be installed on db-02').first().waitFor({ state: 'attached' });
  await page.waitForTimeout(250);
  expect(await axeFindings(page)).toEqual([]);
  expect(complaints).toEqual([]);
  await page.close();
});
