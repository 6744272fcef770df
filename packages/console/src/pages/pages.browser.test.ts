import { afterAll, beforeAll, expect, test } from 'vitest';
import { paths } from '../paths.ts';
import { type Chromium, startChromium } from '../testing/browser.ts';
import { builtConsole } from '../testing/built.ts';
import { axeFindings, lookAtAll } from '../testing/looks.ts';
import { type Served, serve } from '../testing/static-server.ts';
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
  ['client', paths.client(brandt), 'Ring Pilot is on hold'],
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
