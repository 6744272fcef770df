/**
 * What takes connections or datagrams on this device, from the kernel's own tables (proc(5): /proc/net/tcp, tcp6, udp, udp6). Anybody may read them; whose process it is,
 * only root could tell, and nobody asks.
 */
import { isPublicAddress } from '@fettle/core/inventory';
import type { Listening } from '@fettle/core/inventory';
import type { Machine } from '../machine/index.ts';
import { ipv6Text } from './ipv6-text.ts';
import { parseSockets } from './parse-sockets.ts';
import type { Socket } from './parse-sockets.ts';

/** What a report may hold: more addresses than this, or ports of one, nobody can read. Whoever listens so widely shows it in the first ones. */
const mostAddresses = 500;
const mostPorts = 200;

/** Of TCP listeners stand before connections in the table, so that the beginning of a long one is enough. Of UDP it is not: anything may stand in the rest. */
const mostBytes = 4 * 1024 * 1024;

/** Between two looks at UDP: a client that waits for one answer is gone by then, a service is not. */
const secondLookMs = 2000;

/**
 * Beyond loopback; sorted, and without what is different at the next look though nothing was opened or closed. `architecture`: the kernel's word, as `uname -m`.
 * null: the kernel does not tell, or more than can be read.
 */
export async function readListening(machine: Machine, architecture: string): Promise<readonly Listening[] | null> {
  const order = byteOrder(architecture);
  const read = async (name: string) => machine.readFile(`/proc/net/${name}`, mostBytes);
  const [tcp, tcp6, udp, udp6] = [await read('tcp'), await read('tcp6'), await read('udp'), await read('udp6')];
  // Without IPv6 there are no tables of it.
  if (tcp === null || udp === null) return null;
  if ([udp, udp6].some(isCut)) return null;
  const kindOf = clientPorts((await machine.readFile('/proc/sys/net/ipv4/ip_local_port_range')) ?? '');
  const streams = [...parseSockets(tcp, 'listening', order), ...parseSockets(tcp6 ?? '', 'listening', order)];
  const bound = (four: string, six: string | null): readonly Socket[] => [
    ...parseSockets(four, 'unconnected', order),
    ...parseSockets(six ?? '', 'unconnected', order),
  ];
  const kinds = Map.groupBy(bound(udp, udp6), ({ port }) => kindOf(port));
  const either = kinds.get('either') ?? [];
  const client = (kinds.get('client') ?? []).filter((one) => rank(addressOf(one)) < leastRank);
  let staying: (one: Socket) => boolean = () => true;
  if ([...either, ...client].some((one) => !isLoopback(one))) {
    await machine.wait(secondLookMs);
    const [four, six] = [await read('udp'), await read('udp6')];
    if (four === null || [four, six].some(isCut)) return null;
    const again = new Set(bound(four, six).map(nameOf));
    staying = (one) => again.has(nameOf(one));
  }
  return [
    ...grouped('tcp', streams),
    ...grouped('udp', [...(kinds.get('service') ?? []), ...either.filter(staying)]),
    ...grouped('udp', client.filter(staying)).map((one) => ({ ...one, ports: [] })),
  ]
    .toSorted((a, b) => rank(a.address) - rank(b.address) || compare(a.protocol, b.protocol) || compare(a.address, b.address))
    .slice(0, mostAddresses);
}

/** Kernels of these print addresses in the order of the network, the others in that of the processor: least significant byte first. */
function byteOrder(architecture: string): 'big' | 'little' {
  return /^(?:s390x?|ppc|ppc64|mips|mips64|sparc|sparc64|armeb|armv\d\w*b|aarch64_be|m68k|parisc(?:64)?)$/.test(architecture)
    ? 'big'
    : 'little';
}

/** Ports in the kernel's range for clients at which services listen by custom: WireGuard, Tailscale, EtherNet/IP, BACnet. */
const servicesInRange = new Set([51_820, 41_641, 44_818, 47_808]);
/** DHCP's clients (RFC 2131, RFC 8415) sit at fixed ports, and take answers only. */
const dhcpClients = new Set([68, 546]);

/** Below this services have their ports, also where an administrator gave them to clients as well, so each that stays is told. */
const lowestOfClients = 32_768;

/**
 * Who sits at a UDP port. A client binds one from the kernel's range to hear answers, and another the next time; a service may have been given one of these too.
 * `range`: ip_local_port_range, else the kernel's own default.
 */
function clientPorts(range: string): (port: number) => 'service' | 'either' | 'client' | 'dhcp' {
  const [, from = '32768', to = '60999'] = /^(\d+)\s+(\d+)/.exec(range) ?? [];
  return (port) => {
    if (dhcpClients.has(port)) return 'dhcp';
    if (port < Number(from) || port > Number(to) || servicesInRange.has(port)) return 'service';
    return port < lowestOfClients ? 'either' : 'client';
  };
}

function isCut(table: string | null): boolean {
  return table !== null && table.length >= mostBytes;
}

function nameOf(socket: Socket): string {
  return `${addressOf(socket)} ${socket.port}`;
}

function grouped(protocol: Listening['protocol'], sockets: readonly Socket[]): readonly Listening[] {
  const groups = Map.groupBy(
    sockets.filter((one) => !isLoopback(one)),
    addressOf,
  );
  return [...groups].map(([address, members]) => ({
    protocol,
    address,
    ports: [...new Set(members.map(({ port }) => port))].toSorted((a, b) => a - b).slice(0, mostPorts),
  }));
}

/** An IPv4-mapped address (::ffff:a.b.c.d) is reached over IPv4, and told so. */
function mappedIpv4({ bytes }: Socket): readonly number[] | null {
  if (bytes.length === 4) return bytes;
  const isMapped = bytes.slice(0, 10).every((byte) => byte === 0) && bytes[10] === 255 && bytes[11] === 255;
  return isMapped ? bytes.slice(12) : null;
}

function isLoopback(socket: Socket): boolean {
  const four = mappedIpv4(socket);
  if (four !== null) return four[0] === 127;
  return socket.bytes.every((byte, at) => byte === (at === 15 ? 1 : 0));
}

function addressOf(socket: Socket): string {
  return mappedIpv4(socket)?.join('.') ?? ipv6Text(socket.bytes.map((byte) => byte.toString(16).padStart(2, '0')).join(''));
}

/** What most can reach comes first, and is cut last. */
function rank(address: string): number {
  if (address === '0.0.0.0' || address === '::') return 0;
  return isPublicAddress(address) ? 1 : leastRank;
}
const leastRank = 2;

function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
