/** The pages of risk, agreements, decisions and feeds, as they look. What they send is asked in changes.browser.test.ts. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { paths } from '../paths.ts';
import { type Chromium, startChromium } from '../testing/browser.ts';
import { builtConsole } from '../testing/built.ts';
import { changeApi } from '../testing/change-api.ts';
import { lookAtAll } from '../testing/looks.ts';
import { type Served, serve } from '../testing/static-server.ts';
import { clients, devices, id } from '../testing/world.ts';
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
  ['evidence packs', paths.evidence({ client: brandt, tab: 'packs' }), 'Take the pack for'],
  ['exceptions', paths.exceptions(), 'Has ended'],
  ['exceptions none', paths.exceptions({ client: clients[4]?.id }), 'Nothing was decided yet'],
  ['exception ended', paths.exception(decisions[0]?.id ?? ''), 'what it is about is open again'],
  ['exception that nothing follows', paths.exception(id(12, 7)), 'Propose one, or decide otherwise.'],
  ['exception workaround', paths.exception(decisions[1]?.id ?? ''), 'To be undone once the fix can be had.'],
  ['exception review', paths.exception(decisions[0]?.id ?? '', { do: 'review' }), 'Why it stands'],
  ['exception revoke', paths.exception(decisions[0]?.id ?? '', { do: 'revoke' }), 'is open again where no other decision holds'],
  ['exception verify', paths.exception(decisions[1]?.id ?? '', { do: 'verify' }), 'Give as reason what you saw.'],
  ['exception record', paths.exceptions({ do: 'decide' }), 'The risk is accepted for a while.'],
  ['update decide', paths.update('100', { do: 'decide', client: brandt }), 'Also every later version of it'],
  ['update decisions', paths.update('100', { client: brandt }), 'Carla Brandt refused'],
  ['update urgency said', paths.update('104', { client: brandt }), 'stops twice a day'],
  ['update urgency', paths.update('104', { do: 'urgency', client: brandt }), 'A device shows it, and this update mends it.'],
  [
    'update urgency take back',
    paths.update('104', { do: 'take-back', word: id(20, 1), client: brandt }),
    'The rules decide again wherever it counted',
  ],
  [
    'device offer lowered judged',
    paths.device(devices[0]?.id ?? '', { tab: 'missing', open: 'sudo:amd64' }),
    'By the rules it is urgent here',
  ],
  ['desk', paths.desk(), '4 on the desk: 3 urgent, 1 needs a person'],
  ['desk none', paths.desk({ client: clients[4]?.id }), 'Nothing is new'],
  ['desk group', paths.desk({ group: 'apt:openssl:3.0.17-1~deb12u2' }), 'It stops the till'],
  ['desk group of none', paths.desk({ group: 'advisory:CVE-2026-13000' }), 'No fix of it can be had.'],
  ['desk confirm', paths.desk({ do: 'confirm' }), 'Nothing is installed by this'],
  ['feeds', paths.settings({ tab: 'feeds' }), 'CISA Known Exploited Vulnerabilities'],
  ['feed', paths.settings({ tab: 'feeds', feed: 'osv' }), 'Records that could not be read'],
  ['feed change', paths.settings({ tab: 'feeds', feed: 'osv', do: 'set-feed' }), 'Fetch this feed'],
  ['feed held', paths.settings({ tab: 'feeds', feed: 'osv', do: 'let-through' }), 'would disappear from every client'],
  ['risk', paths.risk(), '3 devices are in none of these numbers'],
  ['risk exploited', paths.risk({ kev: 'yes', client: brandt }), '1 advisory'],
  ['known issues', paths.risk({ tab: 'known-issues', state: 'all' }), 'Mended in 1.26.2-2'],
  ['known issue', paths.risk({ tab: 'known-issues', issue: id(21, 1) }), 'A device of which one of these is not known counts as one.'],
  ['known issue resolved', paths.risk({ tab: 'known-issues', issue: id(21, 2) }), 'Its changelog says so, and ours start.'],
  ['known issue gone', paths.risk({ tab: 'known-issues', issue: id(21, 9) }), 'There is nothing here'],
  ['known issue record', paths.risk({ tab: 'known-issues', do: 'record' }), 'name no client, no person'],
  ['known issue resolve gone', paths.risk({ tab: 'known-issues', issue: id(21, 1), do: 'resolve' }), 'It no longer happens to any'],
  ['known issues none fits', paths.risk({ tab: 'known-issues', q: 'nothing' }), 'No issue fits'],
  ['risk none fits', paths.risk({ q: 'nothing' }), 'No advisory fits'],
  ['support', paths.risk({ tab: 'support' }), 'Nothing agreed for 2 of 3'],
  ['support release', paths.risk({ tab: 'support', open: 'docker-engine/20.10' }), 'docker-ce-cli 5:20.10.24'],
  ['support decide', paths.risk({ tab: 'support', open: 'debian/10', do: 'decide', client: brandt }), 'by a day, and somebody sees to it'],
  ['exception replacement', paths.exception(decisions.find((one) => one.kind === 'replace')?.id ?? ''), 'Sees to it'],
  ['advisory', paths.advisory('DEBIAN-CVE-2026-10000'), 'all before 3.0.16-1~deb12u1'],
  ['advisory of many', paths.advisory('DLA-4100-1'), 'CVE-2026-14002'],
  ['device vulnerabilities', paths.device(devices[9]?.id ?? '', { tab: 'vulnerabilities' }), '5 advisories: 1 without a fix'],
  ['device not covered', paths.device(devices[3]?.id ?? '', { tab: 'vulnerabilities' }), 'How many is not known'],
  ['device offer judged', paths.device(devices[9]?.id ?? '', { tab: 'missing', open: 'openssl:amd64' }), 'taken as yes'],
  [
    'device offer risk judged',
    paths.device(devices[0]?.id ?? '', { tab: 'missing', open: 'openssl:amd64' }),
    'It was taken back twice at other clients.',
  ],
  ['device offer clocks', paths.device(devices[9]?.id ?? '', { tab: 'missing', open: 'linux-image-amd64:amd64' }), 'By the calendar alone'],
  ['updates urgent', paths.updates({ urgency: 'urgent' }), '2 updates'],
  ['update due', paths.update('100', { urgency: 'urgent' }), 'On 40 of 40 devices'],
];

test.each(pages)(
  '%s is whole, accessible and inside the window, in light and in dark, at a desk and on a phone',
  async (name, path, words) => {
    expect(await lookAtAll(chromium, { name, address: `${server.url}${path}`, words })).toEqual([]);
  },
);
