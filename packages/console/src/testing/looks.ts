/** What every page must fulfil, in both schemes and widths. */
import { AxeBuilder } from '@axe-core/playwright';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { type Chromium, type Scheme, widths } from './browser.ts';

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
 * what is laid out is by CSS alone, so that a window that became narrow is one that was opened so). `words`: by which one knows that the page is there.
 */
export async function lookAtAll(
  { open }: Chromium,
  { name, address, words }: { readonly name: string; readonly address: string; readonly words: string },
): Promise<string[]> {
  const { page, complaints } = await open('light', 'desk');
  const file = name.replaceAll(' ', '-');
  await page.goto(address);
  await page.getByText(words).first().waitFor({ state: 'attached' });
  await page.waitForTimeout(250);
  const found = [...(await overhang(page)), ...(await axeFindings(page))];
  await photograph(page, `${file}-light-desk`);
  await turn(page, 'dark');
  found.push(...(await findings(page, 'html', colours)));
  await photograph(page, `${file}-dark-desk`);
  await page.setViewportSize(widths.phone);
  await drawn(page);
  found.push(...(await overhang(page)), ...(await findings(page, 'html', allButColours)));
  await photograph(page, `${file}-dark-phone`);
  if (album !== undefined) {
    await turn(page, 'light');
    await photograph(page, `${file}-light-phone`);
  }
  await page.close();
  return [...found, ...complaints];
}

async function turn(page: Page, colorScheme: Scheme): Promise<void> {
  await page.emulateMedia({ colorScheme });
  await drawn(page);
}

/** The style that was asked for is worked out at the next frame, and in the picture at the one after it. */
async function drawn(page: Page): Promise<void> {
  await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
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
