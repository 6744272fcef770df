/** Chromium for the console's tests: a profile of its own, no traffic of its own, a page in a given scheme and width. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BrowserContext, chromium, type Page } from 'playwright-core';

const args = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

export type Scheme = 'light' | 'dark';
export const widths = { desk: { width: 1440, height: 900 }, phone: { width: 390, height: 844 } } as const;
export type Width = keyof typeof widths;

export type Chromium = { readonly open: (scheme: Scheme, width: Width) => Promise<Watched>; readonly close: () => Promise<void> };

/** A page with everything that it complained about: errors, refused scripts, failed requests. */
export type Watched = { readonly page: Page; readonly complaints: string[] };

/** Starts one Chromium whose pages are in the zone Europe/Zurich. */
export async function startChromium(): Promise<Chromium> {
  const profile = await mkdtemp(join(tmpdir(), 'fettle-chromium-'));
  const context: BrowserContext = await chromium.launchPersistentContext(profile, {
    executablePath: '/usr/bin/chromium',
    args,
    timezoneId: 'Europe/Zurich',
    locale: 'en-GB',
    reducedMotion: 'reduce',
  });
  return {
    open: async (scheme, width) => {
      const page = await context.newPage();
      await page.setViewportSize(widths[width]);
      await page.emulateMedia({ colorScheme: scheme, reducedMotion: 'reduce' });
      const complaints: string[] = [];
      page.on('pageerror', (error) => complaints.push(String(error)));
      page.on('console', (message) => {
        // A refused API call is logged by the browser itself; the tests look at what the page makes of it.
        if (message.type() === 'error' && !message.location().url.includes('/api/')) complaints.push(message.text());
      });
      // What the made-up installation has no answer to, or one that does not fit its schema: a page tells it in a box, which is accessible and wrong all the same.
      page.on('response', (response) => {
        const isWrong = response.status() === 404 || response.status() >= 500;
        if (isWrong && response.url().includes('/api/')) complaints.push(`${response.status()} ${response.url()}`);
      });
      return { page, complaints };
    },
    close: async () => {
      await context.close();
      await rm(profile, { recursive: true, force: true });
    },
  };
}
