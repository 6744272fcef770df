import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Chromium, type Scheme, startChromium, type Width } from '../../testing/browser.ts';
import { builtConsole } from '../../testing/built.ts';
import { axeFindings, lookAtAll, photograph } from '../../testing/looks.ts';
import { type Served, serve } from '../../testing/static-server.ts';

let chromium: Chromium;
let server: Served;

beforeAll(async () => {
  server = await serve(await builtConsole());
  chromium = await startChromium();
});
afterAll(async () => {
  await chromium?.close();
  await server?.close();
});

const cases = (['light', 'dark'] as const).flatMap((scheme) =>
  (['desk', 'phone'] as const).map((width) => [scheme, width] as [Scheme, Width]),
);

test('the building blocks are whole, accessible and inside the window, in light and in dark, at a desk and on a phone', async () => {
  expect(await lookAtAll(chromium, { name: 'ui', address: `${server.url}/ui`, words: 'Building blocks' })).toEqual([]);
});

test('axe finds what is wrong, in either scheme', async () => {
  const { page } = await chromium.open('dark', 'desk');
  await page.goto(`${server.url}/ui`);
  await page.getByRole('heading', { name: 'Building blocks' }).waitFor();
  await page.evaluate(() =>
    document.body.insertAdjacentHTML('beforeend', '<p style="color:#222;background:#111">Faint</p><img src="data:,">'),
  );
  expect((await axeFindings(page)).map((line) => line.split(':')[0])).toEqual(expect.arrayContaining(['color-contrast', 'image-alt']));
  await page.close();
});

describe.each(cases)('the building blocks in %s at the width of a %s', (scheme, width) => {
  test('ask for the number of devices before a dangerous action', async () => {
    const { page } = await chromium.open(scheme, width);
    await page.goto(`${server.url}/ui`);
    await page.getByRole('button', { name: 'Roll back…' }).click();
    const asked = page.getByRole('dialog', { name: 'Roll back openssl' });
    const go = asked.getByRole('button', { name: 'Roll back' });
    await asked.getByText('214 devices').waitFor();
    await page.waitForTimeout(300);
    await photograph(page, `confirm-${scheme}-${width}`, false);
    expect(await axeFindings(page, '[role=dialog]')).toEqual([]);
    expect(await go.getAttribute('aria-disabled')).toBe('true');
    await asked.getByRole('textbox').fill('21');
    expect(await go.getAttribute('aria-disabled')).toBe('true');
    await asked.getByRole('textbox').fill('214');
    expect(await go.getAttribute('aria-disabled')).toBeNull();
    await go.click();
    await asked.waitFor({ state: 'hidden' });
    await page.close();
  });
});

test('a row can be reached, walked and opened by keyboard alone', async () => {
  const { page } = await chromium.open('light', 'desk');
  await page.goto(`${server.url}/ui`);
  await page.getByRole('table', { name: 'Devices', exact: true }).waitFor();
  await page.keyboard.press('j');
  await page.keyboard.press('j');
  expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('bra-web-01');
  await page.keyboard.press('k');
  expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('bra-db-01');
  await page.keyboard.press('x');
  expect(await page.getByRole('row', { name: /bra-db-01/ }).getAttribute('aria-selected')).toBe('true');
  await page.keyboard.press('/');
  expect(await page.evaluate(() => document.activeElement?.getAttribute('aria-label'))).toBe('Name, address or owner');
  await page.close();
});

test('every control can be reached by Tab and shows that it has the focus', async () => {
  const { page } = await chromium.open('light', 'desk');
  await page.goto(`${server.url}/ui`);
  await page.getByRole('heading', { name: 'Building blocks' }).waitFor();
  const unseen: string[] = [];
  const seen = new Set<string>();
  for (let step = 0; step < 60; step += 1) {
    await page.keyboard.press('Tab');
    const focus = await page.evaluate(() => {
      const element = document.activeElement;
      if (element === null || element === document.body) return null;
      const look = (one: Element): boolean => getComputedStyle(one).outlineStyle !== 'none' || getComputedStyle(one).boxShadow !== 'none';
      const parent = element.parentElement;
      return {
        words: `${element.tagName} ${element.getAttribute('aria-label') ?? element.textContent?.slice(0, 40) ?? ''}`,
        shown: look(element) || (parent !== null && look(parent)),
      };
    });
    if (focus === null) continue;
    seen.add(focus.words);
    if (!focus.shown) unseen.push(focus.words);
  }
  expect(unseen).toEqual([]);
  expect(seen.size).toBeGreaterThan(40);
  await page.close();
});

test('five thousand rows are scrolled with few of them drawn', async () => {
  const { page } = await chromium.open('light', 'desk');
  await page.goto(`${server.url}/ui`);
  await page.getByLabel('Show five thousand rows').check();
  const table = page.getByRole('table', { name: 'Five thousand devices' });
  await table.waitFor();
  expect(await table.getAttribute('aria-rowcount')).toBe('5001');
  await page.evaluate(() => window.scrollTo(0, document.body.scrollHeight));
  await table.getByText('srv-04999').waitFor();
  expect(await table.getByRole('row').count()).toBeLessThan(120);
  await page.close();
});
