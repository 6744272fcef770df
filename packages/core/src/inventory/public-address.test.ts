import { expect, test } from 'vitest';
import { isPublicAddress } from './index.ts';

test.each([
  ['8.8.8.8', true],
  ['93.184.216.34/24', true],
  ['10.0.0.1', false],
  ['172.15.255.255', true],
  ['172.16.0.1', false],
  ['172.31.255.254', false],
  ['172.32.0.0', true],
  ['192.168.1.1', false],
  ['192.0.2.1', false],
  ['100.64.0.1', false],
  ['100.128.0.1', true],
  ['127.0.0.1', false],
  ['169.254.1.1', false],
  ['224.0.0.1', false],
  ['255.255.255.255', false],
  ['2a00:1450:4001:81b::200e', true],
  ['2001:4860:4860::8888', true],
  ['2001:db8::1', false],
  ['2001::1', false],
  ['3fff::1', false],
  ['fe80::1%eth0', false],
  ['fd12:3456::1', false],
  ['::1', false],
  ['::ffff:10.0.0.1', false],
  ['::ffff:8.8.8.8', true],
  ['', false],
  ['256.1.1.1', false],
  ['somewhere', false],
])('%s: public is %s', (address, expected) => {
  expect(isPublicAddress(address)).toBe(expected);
});
