/**
 * Where the server may post to. Whoever sets a destination makes this server send requests, so it must not reach what only this server reaches (OWASP SSRF prevention; CWE-918): public
 * addresses by https, and of the inside only the networks that the operator of this server named. Pure; asked again of every address that a name resolves to, at the moment of connecting.
 */
import { BlockList, isIP } from 'node:net';

/** Special-purpose addresses (IANA registries, RFC 6890) that are not the public internet. */
const inside = blockListOf(
  [
    '0.0.0.0/8',
    '10.0.0.0/8',
    '100.64.0.0/10',
    '127.0.0.0/8',
    '169.254.0.0/16',
    '172.16.0.0/12',
    '192.0.0.0/24',
    '192.0.2.0/24',
    '192.168.0.0/16',
  ]
    .concat(['198.18.0.0/15', '198.51.100.0/24', '203.0.113.0/24', '224.0.0.0/4', '240.0.0.0/4'])
    .concat([
      '::/128',
      '::1/128',
      '64:ff9b::/96',
      '64:ff9b:1::/48',
      '100::/64',
      '2001::/23',
      '2001:db8::/32',
      '2002::/16',
      'fc00::/7',
      'fe80::/10',
      'ff00::/8',
    ]),
);

/** No operator opens these: cloud machines hand out their credentials there (169.254.169.254), or it is no single machine. */
const never = blockListOf([
  '0.0.0.0/8',
  '169.254.0.0/16',
  '224.0.0.0/4',
  '255.255.255.255/32',
  '::/128',
  'fe80::/10',
  'ff00::/8',
  'fd00:ec2::254/128',
]);

export type AddressRule = {
  /** Whether this IP address may be connected to. */
  readonly mayReach: (address: string) => boolean;
  /** Whether it stands in a network that the operator named: only there plain http is taken. */
  readonly isNamed: (address: string) => boolean;
};

/** `networks`: addresses and CIDR ranges that the operator named, which were read before. */
export function addressRule(networks: readonly string[]): AddressRule {
  const named = blockListOf(networks);
  const within = (list: BlockList, address: string) => {
    const family = isIP(address);
    return family !== 0 && list.check(address, family === 6 ? 'ipv6' : 'ipv4');
  };
  const isNamed = (address: string) => !within(never, address) && within(named, address);
  return { isNamed, mayReach: (address) => isIP(address) !== 0 && (isNamed(address) || !within(inside, address)) };
}

/** Why a URL is no address of a destination; null: it is one, as far as its text tells. */
export function troubleWithUrl(text: string, rule: AddressRule): string | null {
  const url = URL.parse(text);
  if (url === null || (url.protocol !== 'https:' && url.protocol !== 'http:')) return 'It is no https URL.';
  if (url.username !== '' || url.password !== '') return 'It carries a name or a password, which do not belong into an address.';
  const host = hostOf(url);
  const literal = isIP(host) !== 0;
  if (literal && !rule.mayReach(host)) return 'It leads into the network of this server, of which its operator did not name this part.';
  if (url.protocol === 'http:' && !(literal && rule.isNamed(host)))
    return 'It is plain http, which is taken only for an IP address in a network that the operator of this server named.';
  return null;
}

/** The name or IP address, without the brackets of IPv6. */
export function hostOf(url: URL): string {
  return url.hostname.replace(/^\[|\]$/g, '');
}

function blockListOf(ranges: readonly string[]): BlockList {
  const list = new BlockList();
  for (const range of ranges) {
    const [address = '', bits] = range.split('/');
    const family = isIP(address) === 6 ? 'ipv6' : 'ipv4';
    if (bits === undefined) list.addAddress(address, family);
    else list.addSubnet(address, Number(bits), family);
  }
  return list;
}
