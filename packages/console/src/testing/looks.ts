/** What every page must fulfil, in both schemes and widths. */
import { AxeBuilder } from '@axe-core/playwright';
import { mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';

const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];

/** What axe finds against WCAG 2.2 AA, on the page or within one part of it (a CSS selector), as lines: rule, element, why. */
export async function axeFindings(page: Page, within = 'html'): Promise<string[]> {
  const result = await new AxeBuilder({ page }).include(within).withTags(tags).analyze();
  return result.violations.flatMap((violation) =>
    violation.nodes.map((node) => `${violation.id}: ${node.target.join(' ')}: ${node.failureSummary ?? ''}`),
  );
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

const album = process.env['FETTLE_ALBUM'] ?? join(tmpdir(), 'fettle-album');

/** Keeps a picture of the page in a folder outside the checkout (`FETTLE_ALBUM`, else the system's temporary one). */
export async function photograph(page: Page, name: string, whole = true): Promise<void> {
  await mkdir(album, { recursive: true });
  await page.screenshot({ path: join(album, `${name}.png`), fullPage: whole });
}
