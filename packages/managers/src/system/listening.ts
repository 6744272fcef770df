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

/** Listeners stand before connections in the table, so that the beginning of a long one is enough. */
const mostBytes = 4 * 1024 * 1024;

/**
 * Beyond loopback; sorted, and without what is different at the next look though nothing was opened or closed. `architecture`: the kernel's word, as `uname -m`.
 * null: the kernel does not tell.
 */
export async function readListening(machine: Machine, architecture: string): Promise<readonly Listening[] | null> {
  const order = byteOrder(architecture);
  const read = async (name: string) => machine.readFile(`/proc/net/${name}`, mostBytes);
  const [tcp, tcp6, udp, udp6] = [await read('tcp'), await read('tcp6'), await read('udp'), await read('udp6')];
  // Without IPv6 there are no tables of it.
  if (tcp === null || udp === null) return null;
  const answers = clientPorts((await machine.readFile('/proc/sys/net/ipv4/ip_local_port_range')) ?? '');
  const streams = [...parseSockets(tcp, 'listening', order), ...parseSockets(tcp6 ?? '', 'listening', order)];
  const datagrams = [...parseSockets(udp, 'unconnected', order), ...parseSockets(udp6 ?? '', 'unconnected', order)];
  return [
    ...grouped('tcp', streams),
    ...grouped(
      'udp',
      datagrams.filter(({ port }) => !answers(port)),
    ),
  ]
    .toSorted((a, b) => rank(a) - rank(b) || compare(a.protocol, b.protocol) || compare(a.address, b.address))
    .slice(0, mostAddresses);
}

/** Kernels of these print addresses in the order of the network, the others in that of the processor: least significant byte first. */
export function byteOrder(architecture: string): 'big' | 'little' {
  return /^(?:s390x?|ppc|ppc64|mips|mips64|sparc|sparc64|armeb|armv\d\w*b|aarch64_be|m68k|parisc(?:64)?)$/.test(architecture)
    ? 'big'
    : 'little';
}

/** Ports in the kernel's range for clients at which services listen by custom: WireGuard, Tailscale, EtherNet/IP, BACnet. */
const servicesInRange = new Set([51_820, 41_641, 44_818, 47_808]);
/** DHCP's clients (RFC 2131, RFC 8415) sit at fixed ports, and take answers only. */
const dhcpClients = new Set([68, 546]);

/** Which UDP ports are a client's: it binds one to hear answers, and another the next time. `range`: ip_local_port_range, else the kernel's own default. */
function clientPorts(range: string): (port: number) => boolean {
  const [, from = '32768', to = '60999'] = /^(\d+)\s+(\d+)/.exec(range) ?? [];
  return (port) => dhcpClients.has(port) || (port >= Number(from) && port <= Number(to) && !servicesInRange.has(port));
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
function rank({ address }: Listening): number {
  if (address === '0.0.0.0' || address === '::') return 0;
  return isPublicAddress(address) ? 1 : 2;
}

function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
