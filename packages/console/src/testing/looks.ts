/** What every page must fulfil, in both schemes and widths. */
import { AxeBuilder } from '@axe-core/playwright';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import type { Chromium, Width } from './browser.ts';

type RunOnly = { type: 'tag' | 'rule'; values: string[] };
const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];

/** What axe finds against WCAG 2.2 AA, on the page or within one part of it (a CSS selector), as lines: rule, element, why. */
export function axeFindings(page: Page, within = 'html'): Promise<string[]> {
  return findings(page, within, { type: 'tag', values: tags });
}

/** What axe finds wrong with colours alone: all that a page that was looked at in one scheme can get wrong in the other. */
function colourFindings(page: Page): Promise<string[]> {
  return findings(page, 'html', { type: 'rule', values: ['color-contrast', 'link-in-text-block'] });
}

async function findings(page: Page, within: string, runOnly: RunOnly): Promise<string[]> {
  // Without frames of other origins, axe needs no second page to put its results together ("legacy"), and what is right need not be told.
  const builder = new AxeBuilder({ page })
    .include(within)
    .options({ runOnly, resultTypes: ['violations'] })
    .setLegacyMode();
  const { violations } = await builder.analyze();
  return violations.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.target.join(' ')}: ${node.failureSummary ?? ''}`));
}

/**
 * Opens an address at one width, looks at it in light and then, as by a turn of the system's setting, in dark; what was found in either. `words`: by which one
 * knows that the page is there.
 */
export async function lookAtBoth(
  { open }: Chromium,
  width: Width,
  { name, address, words }: { readonly name: string; readonly address: string; readonly words: string },
): Promise<string[]> {
  const { page, complaints } = await open('light', width);
  const file = name.replaceAll(' ', '-');
  await page.goto(address);
  await page.getByText(words).first().waitFor({ state: 'attached' });
  await page.waitForTimeout(250);
  await photograph(page, `${file}-light-${width}`);
  const found = [...(await overhang(page)), ...(await axeFindings(page))];
  await page.emulateMedia({ colorScheme: 'dark' });
  await photograph(page, `${file}-dark-${width}`);
  found.push(...(await overhang(page)), ...(await colourFindings(page)));
  await page.close();
  return [...found, ...complaints];
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

const album = process.env['FETTLE_ALBUM'];

/** Keeps a picture of the page in the folder `FETTLE_ALBUM`; without it none is made: pictures of every page take a third of the time that looking at them takes. */
export async function photograph(page: Page, name: string, whole = true): Promise<void> {
  if (album === undefined) return;
  await mkdir(album, { recursive: true });
  await page.screenshot({ path: join(album, `${name}.png`), fullPage: whole });
}
