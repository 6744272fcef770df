import { describe, expect, test } from 'vitest';
import { exposureContradiction, listeningWords, listensPublicly, measuredExposure } from './index.ts';
import type { Listening } from './index.ts';

const tcp = (address: string, ...ports: number[]): Listening => ({ protocol: 'tcp', address, ports });
const udp = (address: string, ...ports: number[]): Listening => ({ protocol: 'udp', address, ports });

type Row = readonly [
  what: string,
  addresses: readonly string[] | null,
  listening: readonly Listening[] | null | undefined,
  'internet' | 'internal' | null,
  why: string,
];

test.each<Row>([
  ['bound to a public address', ['8.8.8.8'], [tcp('8.8.8.8', 443)], 'internet', 'tcp 443 on 8.8.8.8'],
  ['bound to a public address that it did not name', ['10.0.0.1'], [tcp('8.8.8.8', 443)], 'internet', 'firewall'],
  ['on every address, one of them public', ['10.0.0.1', '8.8.8.8'], [tcp('0.0.0.0', 22)], 'internet', 'every address (0.0.0.0)'],
  ['on every address of IPv4, public in IPv6 only', ['10.0.0.1', '2a00:1450::1'], [tcp('0.0.0.0', 22)], 'internal', 'forwarded'],
  ['on every address of IPv6, public in IPv6', ['10.0.0.1', '2a00:1450::1'], [udp('::', 53)], 'internet', 'udp 53'],
  ['on every address of IPv6, which takes IPv4 too', ['8.8.8.8'], [tcp('::', 80)], 'internet', 'every address (::)'],
  ['bound to a private address of a public device', ['10.0.0.1', '8.8.8.8'], [tcp('10.0.0.1', 22)], 'internal', 'no public address'],
  [
    'bound to link-local, unique local, carrier-grade',
    ['8.8.8.8'],
    [udp('fe80::1', 5353), tcp('fd00::1', 1), tcp('100.64.0.1', 2)],
    'internal',
    'tcp 1',
  ],
  ['bound to a documentation address', ['8.8.8.8'], [tcp('203.0.113.7', 22)], 'internal', 'forwarded'],
  ['private addresses only', ['192.168.1.4'], [tcp('0.0.0.0', 22), tcp('::', 22)], 'internal', 'forwarded'],
  ['nothing beyond loopback', ['8.8.8.8'], [], 'internal', 'Nothing on it listens'],
  ['nothing, and no addresses told', [], [], 'internal', 'Nothing on it listens'],
  ['ports of clients where the internet leads to', ['8.8.8.8'], [udp('0.0.0.0')], null, 'udp ports of clients on every address (0.0.0.0)'],
  [
    'the same at a public address, a service at another',
    ['8.8.8.8', '10.0.0.1'],
    [udp('8.8.8.8'), tcp('10.0.0.1', 22)],
    null,
    'Whether a service',
  ],
  ['the same, addresses not told', [], [udp('::')], null, 'Not known'],
  ['ports of clients, no public address', ['10.0.0.1'], [udp('0.0.0.0'), tcp('0.0.0.0', 22)], 'internal', 'udp ports of clients'],
  ['ports of clients, and a service that is reached', ['8.8.8.8'], [udp('0.0.0.0'), tcp('0.0.0.0', 22)], 'internet', ': tcp 22 on'],
  ['on every address, and these are not told', [], [tcp('0.0.0.0', 22)], null, 'has not told which these are'],
  ['the same from a device that told no system', null, [tcp('::', 22)], null, 'has not told which these are'],
  ['on a public one besides, addresses not told', [], [tcp('0.0.0.0', 22), tcp('8.8.8.8', 80)], 'internet', 'tcp 80'],
  ['an agent that does not tell what listens, public', ['8.8.8.8'], undefined, null, 'has not told what listens'],
  ['the same, without a public address', ['10.0.0.1'], null, 'internal', 'no public address of its own'],
  ['nothing told at all', null, null, null, 'told neither'],
  ['no addresses, no sockets', [], undefined, null, 'told neither'],
])('%s', (_what, addresses, listening, value, why) => {
  const measured = measuredExposure(addresses, listening);
  expect([measured.value, measured.why]).toEqual([value, expect.stringContaining(why)]);
  expect(listensPublicly(addresses, listening)).toBe(value === null ? null : value === 'internet');
});

test('says of each socket who reaches it', () => {
  const { listening } = measuredExposure(['8.8.8.8', '10.0.0.1'], [tcp('0.0.0.0', 22), tcp('10.0.0.1', 5432)]);
  expect(listening?.map(({ address, reach }) => [address, reach])).toEqual([
    ['0.0.0.0', 'internet'],
    ['10.0.0.1', 'internal'],
  ]);
});

describe('a person’s word beside what is measured', () => {
  const [open, closed, unknown] = [
    measuredExposure(['8.8.8.8'], [tcp('::', 22)]),
    measuredExposure(['8.8.8.8'], []),
    measuredExposure(null, null),
  ];
  test.each([
    ['internal', open, true],
    ['isolated', open, true],
    ['internet', open, false],
    [null, open, false],
    ['internal', closed, false],
    ['isolated', closed, false],
    ['internal', unknown, false],
  ] as const)('%s: is questioned where the device can be reached by more', (said, measured, questioned) => {
    expect(exposureContradiction(said, measured) !== null).toBe(questioned);
  });
});

test('words name the first ports and sockets, and how many more there are', () => {
  expect(listeningWords(tcp('8.8.8.8', 1, 2, 3, 4, 5, 6, 7, 8))).toBe('tcp 1, 2, 3, 4, 5, 6 and 2 more on 8.8.8.8');
  const many = [1, 2, 3, 4, 5].map((n) => tcp(`8.8.8.${n}`, 80));
  expect(measuredExposure([], many).why).toContain('tcp 80 on 8.8.8.3; and 2 more.');
});
