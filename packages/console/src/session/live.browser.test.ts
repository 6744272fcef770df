/** More pages of one browser than it has lines to one server: all are read, and all are told what changed. */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, test } from 'vitest';
import { paths } from '../paths.ts';
import { type Chromium, startChromium } from '../testing/browser.ts';
import { builtConsole } from '../testing/built.ts';
import { type Served, serve } from '../testing/static-server.ts';
import { clients } from '../testing/world.ts';
import { worldApi } from '../testing/world-api.ts';

let chromium: Chromium;
let server: Served;
/** On how many devices the first update is offered. */
let offered = 40;

beforeAll(async () => {
  server = await serve(await builtConsole(), (method, path, query, body) => {
    const usual = worldApi(method, path, query, body);
    if (path !== '/api/v1/updates' || usual === null) return usual;
    const list = usual.body as { items: object[] }; // what the made-up installation answers
    return { status: 200, body: { ...list, items: list.items.map((one, index) => (index === 0 ? { ...one, devices: offered } : one)) } };
  });
  chromium = await startChromium();
});
afterAll(async () => {
  await chromium?.close();
  await server?.close();
});

const hint = { clientId: clients[0]?.id ?? '', what: 'update', id: null };
const showsIn = (page: Page): Promise<void> =>
  page.getByRole('link', { name: `${offered} devices to which it is offered` }).waitFor({ timeout: 15_000 });

test('eight pages are open at once, each is told what changed, and another listens when the one that did is closed', async () => {
  const pages: Page[] = [];
  for (let n = 0; n < 8; n++) {
    const { page } = await chromium.open('light', 'desk');
    await page.goto(`${server.url}${paths.updates()}`, { timeout: 15_000 });
    await page.getByText('10 updates').waitFor({ timeout: 15_000 });
    pages.push(page);
  }
  offered = 41;
  server.tell(hint);
  await Promise.all(pages.map(showsIn));

  // What changes while nobody listens is seen by the page that listens next.
  offered = 42;
  await pages.shift()?.close();
  await Promise.all(pages.map(showsIn));
  offered = 43;
  server.tell(hint);
  await Promise.all(pages.map(showsIn));
});
