import { createHmac } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { ntfy } from '../channels/ntfy/index.ts';
import { slack } from '../channels/slack/index.ts';
import { teams } from '../channels/teams/index.ts';
import { webhook } from '../channels/webhook/index.ts';
import { bytesOfSecret, newSigningSecret } from '../channels/webhook/sign.ts';
import { openHookServer } from '../testing/hook-server.ts';
import type { HookServer } from '../testing/hook-server.ts';
import { addressRule, troubleWithUrl } from './address.ts';
import { judgeAnswer, secondsOf } from './judge.ts';
import { hintOf, post } from './post.ts';
import type { Place, Posting, PostingChannel } from './types.ts';

const posting: Posting = {
  id: '0195-notice',
  kind: 'failed',
  at: '2026-03-02T08:00:00Z',
  clientId: 'c1',
  clientName: 'Acme',
  deploymentId: 'd1',
  title: 'Zürich: <!channel> & [more](https://evil.example)',
  text: 'First paragraph.\n\nSecond *paragraph*.',
  link: 'https://fettle.example/deployments/c1/d1',
};
const nowMs = Date.parse('2026-03-02T08:00:00Z');
const named = addressRule(['127.0.0.0/8']);

let server: HookServer;
beforeAll(async () => void (server = await openHookServer()));
afterAll(() => server.close());
beforeEach(() => server.answer((response) => void response.writeHead(200).end('ok')));

const place = (more: Partial<Place> = {}): Place => ({ url: server.url, secrets: [], token: null, ...more });
async function posted(channel: PostingChannel, more: Partial<Place> = {}) {
  const at = place(more);
  const ended = await post(at, channel.shape(posting, at, nowMs / 1000), { rule: named, nowMs, withinMs: 5000 });
  return { ended, got: server.received.at(-1) };
}

describe('what arrives', () => {
  test('a webhook is signed by each secret, so that the receiver can change over', async () => {
    const secrets = [newSigningSecret(), newSigningSecret()];
    const { ended, got } = await posted(webhook, { secrets });
    expect(ended).toMatchObject({ end: 'delivered' });
    expect(got).toMatchObject({
      method: 'POST',
      path: '/hooks/T0SECRET',
      headers: { 'webhook-id': posting.id, 'content-type': 'application/json' },
    });
    const signed = `${posting.id}.1772438400.${got?.body}`;
    const expected = secrets.map((secret) => {
      const key = Buffer.from(secret.replace('whsec_', ''), 'base64');
      return `v1,${createHmac('sha256', key).update(signed).digest('base64')}`;
    });
    expect(got?.headers['webhook-timestamp']).toBe('1772438400');
    expect(got?.headers['webhook-signature']).toBe(expected.join(' '));
    const { title, text, link } = posting;
    const data = {
      schema: 'fettle-notice/1',
      id: posting.id,
      kind: 'failed',
      clientId: 'c1',
      clientName: 'Acme',
      deploymentId: 'd1',
      title,
      text,
      link,
    };
    expect(JSON.parse(got?.body ?? '')).toEqual({ type: 'notice.failed', timestamp: posting.at, data });
  });

  test('Slack gets blocks in which nothing formats or calls anybody', async () => {
    const body = JSON.parse((await posted(slack)).got?.body ?? '');
    expect(body.text).toBe('Zürich: &lt;!channel&gt; &amp; [more](https://evil.example)');
    expect(body.blocks.map(({ type }: { type: string }) => type)).toEqual(['header', 'section', 'section', 'context']);
    expect(body.blocks[0].text).toEqual({ type: 'plain_text', text: posting.title, emoji: false });
  });

  test('Teams gets an Adaptive Card 1.4 of runs of text, which read no Markdown', async () => {
    const { attachments, type } = JSON.parse((await posted(teams)).got?.body ?? '');
    expect([type, attachments[0].contentType, attachments[0].content.version]).toEqual([
      'message',
      'application/vnd.microsoft.card.adaptive',
      '1.4',
    ]);
    expect(attachments[0].content.body.map(({ type: kind }: { type: string }) => kind)).toEqual([
      'RichTextBlock',
      'RichTextBlock',
      'RichTextBlock',
    ]);
    expect(attachments[0].content.actions[0]).toMatchObject({ type: 'Action.OpenUrl', url: posting.link });
  });

  test('ntfy gets title, loudness and link in headers', async () => {
    const { headers, body } = (await posted(ntfy, { token: 'tk_secret' })).got ?? {};
    expect(headers).toMatchObject({ priority: '4', tags: 'warning', click: posting.link, authorization: 'Bearer tk_secret' });
    const words = String(headers?.['title']).split(' ');
    expect(words.every((word) => word.length <= 75)).toBe(true);
    expect(words.map((word) => Buffer.from(word.slice('=?UTF-8?B?'.length, -2), 'base64').toString()).join('')).toBe(posting.title);
    expect(body).toBe(posting.text);
  });

  test('what is too long is cut within the limits of each', () => {
    const long: Posting = { ...posting, title: '🔧'.repeat(500), text: 'ü'.repeat(60_000) };
    const [intoSlack, intoTeams, intoNtfy] = [slack, teams, ntfy].map((channel) => channel.shape(long, place(), 0).body);
    expect(JSON.parse(intoSlack ?? '').blocks[0].text.text.length).toBeLessThanOrEqual(150);
    expect(Buffer.byteLength(intoTeams ?? '')).toBeLessThan(28_000);
    expect(Buffer.byteLength(intoNtfy ?? '')).toBeLessThanOrEqual(4096);
  });
});

describe('how it ends', () => {
  test('a no is the end, with its words, but not with the secret address that it repeats', async () => {
    server.answer((response) => void response.writeHead(404).end(`no_service at /hooks/T0SECRET\r\nfor T0SECRET`));
    const { ended } = await posted(slack);
    expect(ended).toEqual({ end: 'rejected', because: 'It answered 404: no_service at … for …' });
  });

  test('too many requests are tried again when it asks to', async () => {
    server.answer((response) => void response.writeHead(429, { 'retry-after': '30' }).end('slow down'));
    expect((await posted(teams)).ended).toEqual({ end: 'retry', because: 'It answered 429: slow down', afterSeconds: 30 });
  });

  test('a redirect is not followed', async () => {
    const before = server.received.length;
    server.answer((response) => void response.writeHead(302, { location: '/elsewhere' }).end());
    expect((await posted(webhook)).ended.end).toBe('rejected');
    expect(server.received.length).toBe(before + 1);
  });

  test('one that never answers, never ends or is not there is tried again', async () => {
    const shape = { headers: {}, body: '' };
    server.answer(() => undefined);
    const slow = await post(place(), shape, { rule: named, nowMs, withinMs: 200 });
    expect(slow).toEqual({ end: 'retry', because: 'It did not answer within 0.2 seconds.', afterSeconds: null });
    server.answer((response) => void response.writeHead(200).write('and'));
    expect((await post(place(), shape, { rule: named, nowMs, withinMs: 200 })).end).toBe('retry');
    const gone = await post(place({ url: 'http://127.0.0.1:1/hooks/T0SECRET' }), shape, { rule: named, nowMs, withinMs: 5000 });
    expect(gone).toMatchObject({ end: 'retry', because: expect.stringContaining('could not be reached') });
  });

  test('of an answer without end only the beginning is read', async () => {
    server.answer((response) => {
      response.writeHead(500);
      const more = () => void (response.destroyed || response.write('x'.repeat(8192), () => setImmediate(more)));
      more();
    });
    const { ended } = await posted(webhook);
    expect(ended.end === 'retry' && ended.because.length).toBeLessThan(400);
  });

  test.each([
    [200, 'delivered'],
    [202, 'delivered'],
    [308, 'rejected'],
    [400, 'rejected'],
    [408, 'retry'],
    [410, 'rejected'],
    [425, 'retry'],
    [503, 'retry'],
  ])('%i: %s', (status, end) => {
    expect(judgeAnswer({ status, retryAfter: null, said: '' }, [], nowMs).end).toBe(end);
  });

  test.each([
    ['120', 120],
    ['Mon, 02 Mar 2026 08:01:00 GMT', 60],
    ['Mon, 02 Mar 2026 07:00:00 GMT', 0],
    ['999999999', 21_600],
    ['soon', null],
    ['-1', null],
    [null, null],
  ])('Retry-After %s: %s seconds', (text, seconds) => {
    expect(secondsOf(text, nowMs)).toBe(seconds);
  });
});

describe('where the server may post to', () => {
  test.each([
    ['https://hooks.example/x', [], true],
    ['https://8.8.8.8/x', [], true],
    ['http://hooks.example/x', [], false],
    ['http://8.8.8.8/x', [], false],
    ['https://10.1.2.3/x', [], false],
    ['https://10.1.2.3/x', ['10.0.0.0/8'], true],
    ['http://10.1.2.3/x', ['10.0.0.0/8'], true],
    ['https://127.0.0.1/x', [], false],
    ['https://2130706433/x', [], false],
    ['https://[::1]/x', [], false],
    ['https://[::ffff:10.1.2.3]/x', [], false],
    ['https://[fd00::1]/x', ['fd00::/8'], true],
    ['https://169.254.169.254/x', ['0.0.0.0/0'], false],
    ['https://[::ffff:169.254.169.254]/x', ['0.0.0.0/0', '::/0'], false],
    ['https://me:pw@hooks.example/x', [], false],
    ['file:///etc/passwd', [], false],
    ['nonsense', [], false],
  ])('%s with %j named: %s', (url, networks, may) => {
    expect(troubleWithUrl(url, addressRule(networks)) === null).toBe(may);
  });

  test('a name that leads inside is refused when it is resolved, and nothing is sent', async () => {
    const url = server.url.replace('http://127.0.0.1', 'https://localhost');
    const before = server.received.length;
    const ended = await post(place({ url }), { headers: {}, body: '' }, { rule: addressRule([]), nowMs, withinMs: 5000 });
    expect(ended).toMatchObject({ end: 'rejected', because: expect.stringContaining('network of this server') });
    expect(server.received.length).toBe(before);
  });

  test('of an address only the host and its end are shown', () => {
    expect(hintOf('https://hooks.slack.com/services/T0/B0/verysecret')).toEqual({ host: 'hooks.slack.com', hint: '…cret' });
  });
});

test.each(['whsec_', 'whsec_c2hvcnQ=', 'nope', `whsec_${'A'.repeat(120)}`])('%s is no signing secret', (text) => {
  expect(bytesOfSecret(text)).toBeNull();
});
