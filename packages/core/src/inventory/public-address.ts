/**
 * Whether an address can be reached from the internet by itself: everything that the registries of special-purpose addresses (RFC 6890, and its successors at
 * IANA) do not set apart. An address behind a translating router may be reached all the same; that can not be seen from the device.
 */

/** Ranges of IPv4 that are not public, as first address and length of the prefix. */
const notPublic4: readonly (readonly [string, number])[] = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 3],
];

/** True for a public address, IPv4 or IPv6, with or without a prefix length or a zone. Text that is no address is not public. */
export function isPublicAddress(text: string): boolean {
  const address = text.split(/[/%]/, 1)[0] ?? '';
  const four = numberOf(unmapped(address));
  if (four !== null) return !notPublic4.some(([first, bits]) => isWithin(four, first, bits));
  // Global unicast is 2000::/3; of it documentation (2001:db8::/32, 3fff::/20), benchmarking and the other protocol assignments (2001::/23) are set apart.
  if (!/^[23][0-9a-f]{0,3}:[0-9a-f:]*$/i.test(address)) return false;
  const [head = '', next = ''] = address.toLowerCase().split(':');
  const first = Number.parseInt(head, 16);
  const second = Number.parseInt(next === '' ? '0' : next, 16);
  if (first === 0x2001) return second > 0x1ff && second !== 0xdb8;
  return !(first === 0x3fff && second < 0x1000);
}

/** An IPv4-mapped address (RFC 4291, 2.5.5.2), in either of its spellings, as IPv4; others as they are. */
function unmapped(address: string): string {
  const [, dotted, high, low] = /^(?:::|(?:0{1,4}:){5})ffff:(?:(\d+\.\d+\.\d+\.\d+)|([0-9a-f]{1,4}):([0-9a-f]{1,4}))$/i.exec(address) ?? [];
  if (dotted !== undefined) return dotted;
  if (high === undefined || low === undefined) return address;
  return [high, low].flatMap((word) => [Number.parseInt(word, 16) >> 8, Number.parseInt(word, 16) & 255]).join('.');
}

function numberOf(text: string): number | null {
  const parts = text.split('.');
  if (parts.length !== 4 || !parts.every((part) => /^\d{1,3}$/.test(part) && Number(part) <= 255)) return null;
  return parts.reduce((sum, part) => sum * 256 + Number(part), 0);
}

function isWithin(address: number, first: string, bits: number): boolean {
  const size = 2 ** (32 - bits);
  return Math.floor(address / size) === Math.floor((numberOf(first) ?? 0) / size);
}
