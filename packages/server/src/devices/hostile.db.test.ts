import { gzipSync, zstdCompressSync } from 'node:zlib';
import { seal } from '@fettle/proof/envelope';
import { envelopeOf, payloadTypes, preAuthEncoding } from '@fettle/proof/envelope-bytes';
import { sign } from 'node:crypto';
import { agentPaths, CheckInReply, inventoryLimit } from '@fettle/protocol/agent';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { answerOf } from '../platform/testing/index.ts';
import {
  checkIn,
  checkInOf,
  contentsOf,
  digestsOf,
  enrol,
  installed,
  newAgent,
  offer,
  sealed,
  sectionsFor,
  send,
  sync,
} from './testing/agent.ts';
import type { TestAgent } from './testing/agent.ts';
import { openStation } from './testing/station.ts';
import type { Client, Station } from './testing/station.ts';

let station: Station;
let acme: Client;
let agent: TestAgent;
beforeAll(async () => {
  station = await openStation();
  acme = await station.client('Acme');
  agent = await enrolled('web1');
});
afterAll(() => station.close());

async function enrolled(host: string): Promise<TestAgent> {
  const one = newAgent(contentsOf(host));
  expect((await enrol(station.server, one, (await station.token(acme)).text)).status).toBe(200);
  return one;
}
const software = async (of: TestAgent) => {
  const { items } = await answerOf(await station.admin(), 'getDeviceSoftware', { params: { id: of.deviceId }, query: { limit: 500 } });
  return items.map(({ name }) => name);
};
/** An envelope over these very bytes, whatever they are. */
function signedText(text: string): unknown {
  const body = Buffer.from(text);
  const signature = sign(null, preAuthEncoding(payloadTypes.checkIn, body), agent.key.privateKey);
  return envelopeOf(payloadTypes.checkIn, body, agent.key.keyid, signature);
}
const counter = async () =>
  (
    await station.given.database.superuserDb
      .selectFrom('device_contact')
      .select('counter')
      .where('device_id', '=', agent.deviceId)
      .executeTakeFirstOrThrow()
  ).counter;
const post = (body: unknown, headers: Record<string, string> = {}) => send(station.server, agentPaths.checkIn, body, CheckInReply, headers);

const oddNames = [
  'zürich',
  '包裹',
  '🧯👩‍👩‍👧‍👦',
  'right‏to‮left',
  'e\u0301 is not \u00e9',
  'zero\u200bwidth\ufeff',
  'tab\tnew\nline\r',
  '\u0001\u001f\u007f\u0085',
  '\uffff\ufffe\u{10ffff}',
  'quote\'"\\`$;--',
  '{"json":"{a,b}"}',
  '%s%n \\u0000 &amp;<script>',
  ' space around ',
];

test('names with every oddity of Unicode survive as they are', async () => {
  const odd = await enrolled('odd');
  odd.contents = contentsOf(
    oddNames.join('').slice(0, 200),
    oddNames.map((name) => installed(name)),
    oddNames.map((name) => offer(name)),
  );
  odd.contents['apt.changelogs'] = oddNames.map((name) => ({ sourceName: name, from: name, to: name, cves: null }));
  await sync(station.server, odd);
  expect(new Set(await software(odd))).toEqual(new Set(oddNames));
  const { items } = await answerOf(await station.admin(), 'getDeviceUpdates', { params: { id: odd.deviceId } });
  expect(new Set(items.map(({ name }) => name))).toEqual(new Set(oddNames));
  const device = await answerOf(await station.admin(), 'getDevice', { params: { id: odd.deviceId } });
  expect(device.name).toBe(odd.contents.system.hostname);
  odd.contents = { ...odd.contents, 'apt.installed': odd.contents['apt.installed'].slice(1) };
  await sync(station.server, odd);
  expect(new Set(await software(odd))).toEqual(new Set(oddNames.slice(1)));
});

test('any text that is Unicode and has no U+0000 survives; any other is refused with a code', async () => {
  const one = await enrolled('property');
  const text = fc.oneof(
    fc.string({ unit: 'binary', minLength: 1, maxLength: 40 }),
    fc.string({ unit: 'grapheme', minLength: 1, maxLength: 40 }),
  );
  await fc.assert(
    fc.asyncProperty(fc.uniqueArray(text, { minLength: 1, maxLength: 5 }), async (names) => {
      one.contents = contentsOf(
        'property',
        names.map((name) => installed(name)),
      );
      const keepable = names.every((name) => !name.includes('\u0000'));
      const first = await checkIn(station.server, one);
      const answer = await checkIn(station.server, one, { sections: sectionsFor(one, first.reply?.wants ?? []) });
      expect(answer.code).toBe(keepable ? null : 'agent.envelope');
      if (keepable) expect(new Set(await software(one))).toEqual(new Set(names));
      else one.counter -= 1;
    }),
    { numRuns: 40 },
  );
});

test('half a surrogate pair is refused', async () => {
  const message = JSON.stringify(checkInOf(agent, station.server, { bootId: 'HALF' }));
  for (const half of ['\\ud83d', '\\udc00x', 'x\\ud83d\\u0041'])
    expect(await post(signedText(message.replace('HALF', half))), half).toMatchObject({ status: 400, code: 'agent.envelope' });
});

test('JSON that does not mean one thing is refused, though it is signed', async () => {
  const text = JSON.stringify(checkInOf(agent, station.server));
  const before = await counter();
  const nested = `${'['.repeat(50_000)}${']'.repeat(50_000)}`;
  const wrong: [string, string][] = [
    ['a member twice', text.replace('{', '{"counter":5,')],
    ['a number beyond a double', text.replace(/"spooled":0/, '"spooled":1e999')],
    ['a number of many digits', text.replace(/"counter":\d+/, `"counter":${'9'.repeat(400)}`)],
    ['a number beyond an integer', text.replace(/"counter":\d+/, '"counter":1e300')],
    ['negative zero', text.replace(/"counter":\d+/, '"counter":-0')],
    ['a prototype', text.replace('{', '{"__proto__":{},')],
    ['endless nesting', text.replace('"inFlight":[]', `"inFlight":${nested}`)],
    ['endless nesting where all is nested', nested],
    ['nothing', ''],
    ['null', 'null'],
    ['a byte order mark', `\ufeff${text}`],
    ['a comment', `${text} // yes`],
    ['NaN', text.replace(/"spooled":0/, '"spooled":NaN')],
  ];
  for (const [what, bytes] of wrong) expect(await post(signedText(bytes)), what).toMatchObject({ status: 400, code: 'agent.envelope' });
  expect(await counter()).toBe(before);
});

test('bodies that are no JSON, of another type, or wrongly packed are refused with a code', async () => {
  const text = JSON.stringify(sealed(agent, checkInOf(agent, station.server)));
  const bomb = gzipSync(Buffer.alloc(100 * 1024 * 1024), { level: 9 });
  const wrong: [string, string | Buffer, Record<string, string>, number, string][] = [
    ['no JSON', 'hello', {}, 400, 'request.garbled'],
    ['cut off', text.slice(0, -10), {}, 400, 'request.garbled'],
    ['nothing', '', {}, 401, 'agent.unknown-device'],
    ['text', text, { 'content-type': 'text/plain' }, 415, 'request.encoding'],
    ['a form', 'a=b', { 'content-type': 'application/x-www-form-urlencoded' }, 415, 'request.encoding'],
    ['garbage for gzip', text, { 'content-encoding': 'gzip' }, 400, 'request.garbled'],
    ['gzip that is cut off', gzipSync(text).subarray(0, 50), { 'content-encoding': 'gzip' }, 400, 'request.garbled'],
    ['gzip called zstd', gzipSync(text), { 'content-encoding': 'zstd' }, 400, 'request.garbled'],
    ['an unknown coding', text, { 'content-encoding': 'br' }, 415, 'request.encoding'],
    ['packed twice', gzipSync(gzipSync(text)), { 'content-encoding': 'gzip, gzip' }, 415, 'request.encoding'],
    ['a bomb of gzip', bomb, { 'content-encoding': 'gzip' }, 413, 'request.too-large'],
    ['a bomb of zstd', zstdCompressSync(Buffer.alloc(100 * 1024 * 1024)), { 'content-encoding': 'zstd' }, 413, 'request.too-large'],
    ['bytes that are no UTF-8', Buffer.from([0x22, 0xff, 0x22]), {}, 400, 'request.garbled'],
    ['a prototype', '{"__proto__":{"payload":"x"}}', {}, 400, 'request.garbled'],
    ['endless nesting', `${'['.repeat(200_000)}${']'.repeat(200_000)}`, {}, 401, 'agent.unknown-device'],
  ];
  for (const [what, body, headers, status, code] of wrong) expect(await post(body, headers), what).toMatchObject({ status, code });
  expect((await post(gzipSync(text), { 'content-encoding': 'gzip' })).status).toBe(200);
});

test('of many bombs at once only a few are unpacked; the others are asked to come again', async () => {
  const bomb = gzipSync(Buffer.alloc(20 * 1024 * 1024));
  const answers = await Promise.all(Array.from({ length: 40 }, () => post(bomb, { 'content-encoding': 'gzip' })));
  const codes = answers.map(({ code }) => code);
  expect(new Set(codes)).toEqual(new Set(['request.garbled', 'unavailable']));
  expect(codes.filter((code) => code === 'request.garbled').length).toBeLessThanOrEqual(8);
  expect((await post(bomb, { 'content-encoding': 'gzip' })).code).toBe('request.garbled');
});

test('an inventory of 200,000 packages is taken, and changed by a few of them', async () => {
  const large = await enrolled('large');
  const packages = Array.from({ length: 200_000 }, (_, index) => installed(`package-${index}`));
  large.contents = contentsOf('large', packages);
  await sync(station.server, large);
  large.contents = contentsOf('large', [...packages.slice(5), installed('new')]);
  await sync(station.server, large);
  const device = await answerOf(await station.admin(), 'getDevice', { params: { id: large.deviceId } });
  expect(device.packages).toBe(199_996);
}, 120_000);

test('an inventory beyond the limit is refused with its number, and nothing of it is kept', async () => {
  const large = await enrolled('too-large');
  await sync(station.server, large);
  const one = installed('x');
  const many = Array.from({ length: inventoryLimit + 1 }, () => one);
  const digests = { ...digestsOf(large.contents), 'apt.installed': '1'.repeat(64) };
  const section = { kind: 'set' as const, digest: digests['apt.installed'], base: null, added: many, removed: [] };
  const answer = await checkIn(station.server, large, { digests, sections: { 'apt.installed': section } });
  expect(answer).toMatchObject({ status: 413, code: 'agent.inventory-too-large' });
  expect(answer.detail).toContain(String(inventoryLimit + 1));
  large.counter -= 1;
  expect((await checkIn(station.server, large)).reply?.wants).toEqual([]);
}, 60_000);

test('a list of faults ends at the first, and so does one of names that no index can hold', async () => {
  const faults = Array.from({ length: 200_000 }, () => ({ name: 7 }));
  const long = installed('🧯'.repeat(150), '🧯'.repeat(150), { sourceName: '🧯'.repeat(150), sourceVersion: '🧯'.repeat(150) });
  for (const added of [faults, [long]]) {
    const digests = { ...digestsOf(agent.contents), 'apt.installed': '1'.repeat(64) };
    const sections = { 'apt.installed': { kind: 'set', digest: digests['apt.installed'], base: null, added, removed: [] } };
    const body = seal(payloadTypes.checkIn, { ...checkInOf(agent, station.server, { digests }), sections }, agent.key);
    const answer = await post(body);
    expect(answer).toMatchObject({ status: 400, code: 'agent.envelope' });
    expect(answer.detail?.length).toBeLessThan(2000);
  }
}, 60_000);

test('sizes and counts at their very edge are kept or refused, never a fault', async () => {
  const edge = await enrolled('edge');
  edge.contents = contentsOf(
    'edge',
    [installed('a'.repeat(300), 'b'.repeat(300))],
    [offer('big', '1', { bytes: Number.MAX_SAFE_INTEGER }), offer('half', '1', { bytes: 0.5 })],
  );
  edge.contents['apt.changelogs'] = Array.from({ length: 15_000 }, (_, index) => ({
    sourceName: `s${index}`,
    from: '1',
    to: '2',
    cves: ['CVE-2026-0001'],
  }));
  await sync(station.server, edge);
  expect(await software(edge)).toEqual(['a'.repeat(300)]);
  edge.contents = contentsOf('edge', [], [offer('big', '1', { bytes: 1e300 })]);
  const first = await checkIn(station.server, edge);
  expect(await checkIn(station.server, edge, { sections: sectionsFor(edge, first.reply?.wants ?? []) })).toMatchObject({
    code: 'agent.envelope',
  });
}, 60_000);
