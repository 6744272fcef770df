/** What every page must fulfil, in both schemes and widths. */
import { AxeBuilder } from '@axe-core/playwright';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { type Chromium, type Scheme, type Watched, widths } from './browser.ts';

/** What opens over a page. */
const overPage = '[role=dialog]';

const album = process.env['FETTLE_ALBUM'];

type RunOptions = NonNullable<Parameters<AxeBuilder['options']>[0]>;
const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];
/** What a turn of the scheme can make wrong; all others look at structure, words and sizes. */
const ofColour = ['color-contrast', 'link-in-text-block'];
const everything = { runOnly: { type: 'tag', values: tags } } satisfies RunOptions;
const colours = { runOnly: { type: 'rule', values: ofColour } } satisfies RunOptions;
const allButColours = { ...everything, rules: Object.fromEntries(ofColour.map((rule) => [rule, { enabled: false }])) } satisfies RunOptions;

/** What axe finds against WCAG 2.2 AA, on the page or within one part of it (a CSS selector), as lines: rule, element, why. */
export function axeFindings(page: Page, within = 'html'): Promise<string[]> {
  return findings(page, within, everything);
}

async function findings(page: Page, within: string, options: RunOptions): Promise<string[]> {
  // Without frames of other origins, axe needs no second page to put its results together ("legacy"), and what is right need not be told.
  const builder = new AxeBuilder({ page })
    .include(within)
    .options({ ...options, resultTypes: ['violations'] })
    .setLegacyMode();
  const { violations } = await builder.analyze();
  return violations.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.target.join(' ')}: ${node.failureSummary ?? ''}`));
}

/**
 * Opens an address at the width of a desk and looks at it in light; then, as by a turn of the system's setting, in dark; then as on a phone. What was found in any
 * of them: width by width what sticks out, everything of axe's once, the colours in both schemes, and all but the colours on the phone (the same tokens give them;
 * what is laid out is by CSS alone, so that a window that became narrow is one that was opened so). Where something is open over the page, axe looks at that: the page
 * behind has a look of its own. `words`: by which one knows that the page is there.
 */
export async function lookAtAll(
  chromium: Chromium,
  { name, address, words }: { readonly name: string; readonly address: string; readonly words: string },
): Promise<string[]> {
  const { page, complaints } = await pageToLookAt(chromium);
  const file = name.replaceAll(' ', '-');
  await page.goto(address);
  await page.getByText(words).first().waitFor({ state: 'attached' });
  await page.waitForTimeout(250);
  const within = (await page.locator(overPage).count()) > 0 ? overPage : 'html';
  const found = [...(await overhang(page)), ...(await axeFindings(page, within))];
  await photograph(page, `${file}-light-desk`);
  // What opens over pages is made of the same parts: their colours in dark are looked at where they stand on a page.
  if (within === 'html' || album !== undefined) {
    await turn(page, 'dark');
    await markOneOfEachLook(page, within);
    found.push(...(await findings(page, '[data-one-of]', colours)));
    await photograph(page, `${file}-dark-desk`);
  }
  await page.setViewportSize(widths.phone);
  await drawn(page);
  found.push(...(await overhang(page)), ...(await findings(page, within, allButColours)));
  await photograph(page, `${file}-dark-phone`);
  if (album !== undefined) {
    await turn(page, 'light');
    await photograph(page, `${file}-light-phone`);
  }
  // A page that says so is looked at by an address at which there is nothing.
  const isGone = words === 'There is nothing here';
  return [...found, ...complaints.splice(0).filter((one) => !isGone || !one.startsWith('404 '))];
}

const pagesToLookAt = new WeakMap<Chromium, Watched>();

/** One page for all looks of a browser: another address in it is opened anew all the same, and no further process is started for it. */
async function pageToLookAt(chromium: Chromium): Promise<Watched> {
  const known = pagesToLookAt.get(chromium);
  if (known === undefined) {
    const opened = await chromium.open('light', 'desk');
    pagesToLookAt.set(chromium, opened);
    return opened;
  }
  await known.page.goto('about:blank');
  await known.page.setViewportSize(widths.desk);
  await known.page.emulateMedia({ colorScheme: 'light' });
  return known;
}

async function turn(page: Page, colorScheme: Scheme): Promise<void> {
  await page.emulateMedia({ colorScheme });
  await drawn(page);
}

/** The style that was asked for is worked out at the next frame, and in the picture at the one after it. */
async function drawn(page: Page): Promise<void> {
  await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
}

/**
 * Marks one element with words of its own for each pair of classes (its and its parent's) and each colour on it: in dark only these are looked at. The light look
 * took all of them, and what differs between two of one kind there would differ in both.
 */
async function markOneOfEachLook(page: Page, within: string): Promise<void> {
  await page.evaluate((root) => {
    const seen = new Set<string>();
    for (const element of document.querySelectorAll(`${root} *`)) {
      const hasWords = [...element.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.textContent?.trim() !== '');
      if (!hasWords || !element.checkVisibility()) continue;
      const { color, backgroundColor, opacity, fontSize, fontWeight } = getComputedStyle(element);
      const { parentElement } = element;
      const around = parentElement === null ? '' : `${parentElement.className} ${getComputedStyle(parentElement).backgroundColor}`;
      const look = [element.tagName, element.className, around, color, backgroundColor, opacity, fontSize, fontWeight].join('|');
      if (seen.has(look)) continue;
      seen.add(look);
      element.setAttribute('data-one-of', '');
    }
  }, within);
}

/** By how many pixels the page is wider than its window; what sticks out, for the message. */
export async function overhang(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const edge = document.documentElement.clientWidth;
    if (document.documentElement.scrollWidth <= edge) return [];
    return [...document.querySelectorAll('body *')]
      .filter((element) => element.getBoundingClientRect().right > edge + 1)
      .map((element) => `${element.tagName} ${element.className} ${Math.round(element.getBoundingClientRect().right)}`)
      .slice(0, 12);
  });
}

/** Keeps a picture of the page in the folder `FETTLE_ALBUM`; without it none is made: pictures of every page take a third of the time that looking at them takes. */
export async function photograph(page: Page, name: string, whole = true): Promise<void> {
  if (album === undefined) return;
  await mkdir(album, { recursive: true });
  await page.screenshot({ path: join(album, `${name}.png`), fullPage: whole });
}
