/** The pages of risk, agreements, decisions and feeds, as they look. What they send is asked in changes.browser.test.ts. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { paths } from '../paths.ts';
import { type Chromium, startChromium } from '../testing/browser.ts';
import { builtConsole } from '../testing/built.ts';
import { changeApi } from '../testing/change-api.ts';
import { lookAtBoth } from '../testing/looks.ts';
import { type Served, serve } from '../testing/static-server.ts';
import { clients, devices } from '../testing/world.ts';
import { decisions } from '../testing/world-decisions.ts';

let chromium: Chromium;
let server: Served;

beforeAll(async () => {
  server = await serve(await builtConsole(), changeApi);
  chromium = await startChromium();
});
afterAll(async () => {
  await chromium?.close();
  await server?.close();
});

const brandt = clients[1]?.id ?? '';

type Page = readonly [name: string, path: string, words: string];

/** Each page with the words by which one knows that it is there. */
const pages: readonly Page[] = [
  ['agreements', paths.client(brandt, { tab: 'agreements' }), 'Asked for, and not set'],
  ['agreements none', paths.client(clients[4]?.id ?? '', { tab: 'agreements' }), 'Held to no framework'],
  ['agreements framework', paths.client(brandt, { tab: 'agreements', framework: 'card-rules-4' }), 'a network of its own since May'],
  ['agreements framework change', paths.client(brandt, { tab: 'agreements', framework: 'card-rules-4', do: 'hold' }), 'times of its own'],
  [
    'agreements framework end',
    paths.client(brandt, { tab: 'agreements', framework: 'card-rules-4', do: 'end' }),
    'says that it never held',
  ],
  ['agreements framework lacks', paths.client(brandt, { tab: 'agreements', framework: 'house-rules' }), 'Some clause leaves the time'],
  ['agreements framework gone', paths.client(brandt, { tab: 'agreements', framework: 'gone-rules' }), 'does not know this framework'],
  ['agreements scope', paths.client(brandt, { tab: 'agreements', framework: 'sla' }), '7 devices are in scope'],
  ['agreements sla', paths.client(brandt, { tab: 'agreements', version: '2' }), 'Renewed for another year'],
  ['agreements sla new', paths.client(brandt, { tab: 'agreements', do: 'save-sla' }), 'Save version 4'],
  ['agreements attach', paths.client(brandt, { tab: 'agreements', do: 'attach' }), 'are left out'],
  ['exceptions', paths.exceptions(), 'Has ended'],
  ['exceptions none', paths.exceptions({ client: clients[4]?.id }), 'Nothing was decided yet'],
  ['exception ended', paths.exception(decisions[0]?.id ?? ''), 'what it is about is open again'],
  ['exception workaround', paths.exception(decisions[1]?.id ?? ''), 'To be undone once the fix can be had.'],
  ['exception review', paths.exception(decisions[0]?.id ?? '', { do: 'review' }), 'Why it stands'],
  ['exception revoke', paths.exception(decisions[0]?.id ?? '', { do: 'revoke' }), 'is open again where no other decision holds'],
  ['exception verify', paths.exception(decisions[1]?.id ?? '', { do: 'verify' }), 'Give as reason what you saw.'],
  ['exception record', paths.exceptions({ do: 'decide' }), 'The risk is accepted for a while.'],
  ['update decide', paths.update('100', { do: 'decide', client: brandt }), 'Also every later version of it'],
  ['update decisions', paths.update('100', { client: brandt }), 'Carla Brandt refused'],
  ['feeds', paths.settings({ tab: 'feeds' }), 'CISA Known Exploited Vulnerabilities'],
  ['feed', paths.settings({ tab: 'feeds', feed: 'osv' }), 'Records that could not be read'],
  ['feed change', paths.settings({ tab: 'feeds', feed: 'osv', do: 'set-feed' }), 'Fetch this feed'],
  ['feed held', paths.settings({ tab: 'feeds', feed: 'osv', do: 'let-through' }), 'would disappear from every client'],
  ['risk', paths.risk(), '3 devices are in none of these numbers'],
  ['risk exploited', paths.risk({ kev: 'yes', client: brandt }), '1 advisory'],
  ['risk none fits', paths.risk({ q: 'nothing' }), 'No advisory fits'],
  ['advisory', paths.advisory('DEBIAN-CVE-2026-10000'), 'all before 3.0.16-1~deb12u1'],
  ['advisory of many', paths.advisory('DLA-4100-1'), 'CVE-2026-14002'],
  ['device vulnerabilities', paths.device(devices[9]?.id ?? '', { tab: 'vulnerabilities' }), '5 advisories: 1 without a fix'],
  ['device not covered', paths.device(devices[3]?.id ?? '', { tab: 'vulnerabilities' }), 'How many is not known'],
  ['device offer judged', paths.device(devices[9]?.id ?? '', { tab: 'missing', open: 'openssl:amd64' }), 'taken as yes'],
  ['updates urgent', paths.updates({ urgency: 'urgent' }), '2 updates'],
  ['update due', paths.update('100', { urgency: 'urgent' }), 'On 40 of 40 devices'],
];

/** Made of the very parts of others in the list: looked at once is enough. */
const deskOnly = /none|gone|lacks|\bend$|revoke|verify|review|fits|of many|judged/;

const looks = (['desk', 'phone'] as const).map((width) => ({
  width,
  shown: pages.filter(([name]) => width === 'desk' || !deskOnly.test(name)),
}));

describe.each(looks)('at the width of a $width', ({ width, shown }) => {
  test.each(shown)('%s is whole, accessible and inside the window, in light and in dark', async (name, path, words) => {
    expect(await lookAtBoth(chromium, width, { name, address: `${server.url}${path}`, words })).toEqual([]);
  });
});
