import { once } from 'node:events';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { endianness } from 'node:os';
import { describe, expect, it } from 'vitest';
import { realMachine, recordedMachine } from '../machine/index.ts';
import { readListening } from './listening.ts';
import { parseSockets } from './parse-sockets.ts';

const head = '  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n';
const none4 = '00000000:0000';
const none6 = '00000000000000000000000000000000:0000';
const line = (local: string, remote: string, state: string) =>
  `   0: ${local} ${remote} ${state} 00000000:00000000 00:00000000 00000000     0        0 12345 1 0000000000000000 100 0 0 10 0\n`;
const open4 = (local: string) => line(local, none4, '0A');
const open6 = (local: string) => line(local, none6, '0A');
const bound4 = (local: string) => line(local, none4, '07');
const bound6 = (local: string) => line(local, none6, '07');

type Tables = { tcp?: string; tcp6?: string; udp?: string; udp6?: string };

function reading(tables: Tables, range: string | null = '32768\t60999\n', architecture = 'x86_64') {
  const files = Object.entries(tables).map(([name, rows]) => [`/proc/net/${name}`, [`${head}${rows}`]] as const);
  const ranged = range === null ? [] : ([['/proc/sys/net/ipv4/ip_local_port_range', [range]]] as const);
  const machine = recordedMachine({
    about: 'sockets',
    isRoot: false,
    commands: [],
    reads: { file: Object.fromEntries([...files, ...ranged]) },
  });
  return readListening(machine, architecture);
}
const tcp = (address: string, ...ports: number[]) => ({ protocol: 'tcp', address, ports });
const udp = (address: string, ...ports: number[]) => ({ protocol: 'udp', address, ports });

describe('the kernel’s tables of sockets', () => {
  it.each([
    ['IPv4, bytes of the processor', 'little', '0500A8C0:01BB', '192.168.0.5', 443],
    ['IPv4, bytes of the network', 'big', 'C0A80005:01BB', '192.168.0.5', 443],
    ['IPv6, words of the processor', 'little', 'B80D0120000000000000000001000000:0035', '2001:0db8:0000:0000:0000:0000:0000:0001', 53],
    ['IPv6, words of the network', 'big', '20010DB8000000000000000000000001:FFFF', '2001:0db8:0000:0000:0000:0000:0000:0001', 65_535],
  ] as const)('are read: %s', (_what, order, local, address, port) => {
    const [found, ...more] = parseSockets(head + (local.length > 13 ? open6(local) : open4(local)), 'listening', order);
    const text = found?.bytes.map((byte) => byte.toString(16).padStart(2, '0')).join('');
    const expected = address.includes(':')
      ? address.replaceAll(':', '')
      : address
          .split('.')
          .map((byte) => Number(byte).toString(16).padStart(2, '0'))
          .join('');
    expect([text, found?.port, more]).toEqual([expected, port, []]);
  });

  it.each([
    ['a connection', line('0500A8C0:01BB', '0600A8C0:C001', '01')],
    ['one that is being closed', line('0500A8C0:01BB', '0600A8C0:C001', '06')],
    ['a datagram socket’s state', bound4('00000000:0035')],
    ['port 0', open4('00000000:0000')],
    ['a line that is cut short', '   1: 00000000:0016 0000'],
    ['an address of another length', open4('000000:0016')],
    ['no hex', open4('0000000G:0016')],
  ])('say nothing listens for %s', (_what, row) => {
    expect(parseSockets(head + row, 'listening', 'little')).toEqual([]);
  });
});

describe('what listens on a device', () => {
  it('is told by protocol and address, wildcards and public ones first, each port once, without loopback', async () => {
    const told = await reading({
      tcp: open4('00000000:01BB') + open4('00000000:0016') + open4('0100007F:1538') + open4('0500A8C0:1538') + open4('08080808:0050'),
      tcp6:
        open6('00000000000000000000000000000000:0016') +
        open6('00000000000000000000000001000000:0019') +
        open6('0000000000000000FFFF00000500A8C0:1F90') +
        open6('0000000000000000FFFF00000100007F:1F90'),
      udp: bound4('00000000:0035') + bound4('3500007F:0035'),
      udp6: bound6('000080FE00000000FF290C020100FEFF:007B'),
    });
    expect(told).toEqual([
      tcp('0.0.0.0', 22, 443),
      tcp('::', 22),
      udp('0.0.0.0', 53),
      tcp('8.8.8.8', 80),
      tcp('192.168.0.5', 5432, 8080),
      udp('fe80::20c:29ff:fffe:1', 123),
    ]);
  });

  it.each([
    ['in the kernel’s range', '32768\t60999\n', bound4('0500A8C0:8000') + bound4('0500A8C0:EE47'), []],
    ['in the default range, where it is not told', null, bound4('0500A8C0:9C40'), []],
    ['but says that there are some, where they may be reached', null, bound4('00000000:9C40') + bound4('00000000:9C41'), [udp('0.0.0.0')]],
    ['the same at a public address', null, bound4('08080808:9C40') + bound4('08080808:0035'), [udp('8.8.8.8', 53), udp('8.8.8.8')]],
    [
      'but no service, where the range was widened',
      '1024\t65535\n',
      bound4('00000000:04AA') + bound4('00000000:0801') + bound4('00000000:13C4') + bound4('00000000:2BCB'),
      [udp('0.0.0.0', 1194, 2049, 5060, 11_211)],
    ],
    ['of loopback, nothing is said', '1024\t65535\n', bound4('0100007F:04AA') + bound4('0100007F:9C40'), []],
    [
      'beside the range',
      '40000 50000',
      bound4('00000000:8000') + bound4('00000000:9C40') + bound4('00000000:EE47'),
      [udp('0.0.0.0', 32_768, 60_999), udp('0.0.0.0')],
    ],
    ['a service’s by custom', '32768 60999', bound4('00000000:CA6C'), [udp('0.0.0.0', 51_820)]],
    ['a DHCP client’s', '32768 60999', bound4('00000000:0044') + bound4('00000000:0043'), [udp('0.0.0.0', 67)]],
    ['of a connected socket', '32768 60999', line('0500A8C0:0035', '08080808:0035', '01'), []],
  ])('leaves out datagram ports that only a client holds: %s', async (_what, range, rows, expected) => {
    expect(await reading({ tcp: '', udp: rows }, range)).toEqual(expected);
  });

  const twice = (first: string, second: string, range = '1024\t65535\n') => {
    const files = {
      '/proc/net/tcp': [head],
      '/proc/net/udp': [head + first, head + second],
      '/proc/sys/net/ipv4/ip_local_port_range': [range],
    };
    return readListening(recordedMachine({ about: 'two looks', isRoot: false, commands: [], reads: { file: files } }), 'x86_64');
  };
  it('passes over a client that is gone at a second look, so that the same device tells the same', async () => {
    const service = bound4('00000000:04AA');
    expect(await twice(service + bound4('00000000:2BCB') + bound4('00000000:9C40'), service + bound4('00000000:9C41'))).toEqual([
      udp('0.0.0.0', 1194),
    ]);
    expect(await twice(bound4('00000000:9C40'), bound4('00000000:9C40'))).toEqual([udp('0.0.0.0')]);
  });

  it.each(['udp', 'udp6'] as const)('is not known where the table of %s is longer than can be read', async (name) => {
    const rows = bound4('0500A8C0:9C40');
    const long = rows.repeat(Math.ceil((4 * 1024 * 1024) / rows.length));
    expect(await reading({ tcp: '', udp: '', [name]: long })).toBeNull();
    expect(await reading({ tcp: open4('00000000:0016'), udp: '', tcp6: long })).toEqual([tcp('0.0.0.0', 22)]);
  });

  it('takes the order of the device’s processor', async () => {
    expect(await reading({ tcp: open4('08080404:0016'), udp: '' }, null, 's390x')).toEqual([tcp('8.8.4.4', 22)]);
    expect(await reading({ tcp: open4('04040808:0016'), udp: '' }, null, 'ppc64le')).toEqual([tcp('8.8.4.4', 22)]);
  });

  it('is nothing without IPv6, and not known where the kernel does not tell', async () => {
    expect(await reading({ tcp: '', udp: '' })).toEqual([]);
    expect(await reading({ udp: '' })).toBeNull();
    expect(await reading({ tcp: '' })).toBeNull();
  });

  it('names at most 200 ports of an address, the lowest', async () => {
    const rows = Array.from({ length: 300 }, (_, n) => open4(`00000000:${(1300 - n).toString(16).toUpperCase().padStart(4, '0')}`)).join(
      '',
    );
    const [one] = (await reading({ tcp: rows, udp: '' })) ?? [];
    expect([one?.ports.length, one?.ports[0], one?.ports.at(-1)]).toEqual([200, 1001, 1200]);
  });
});

it('sees a port of this machine that is opened for all, not one of loopback, and no more once it is closed', async () => {
  const [open, loopback] = [await listeningAt('0.0.0.0'), await listeningAt('127.0.0.1')];
  const isTold = async () => {
    const told = (await readListening(realMachine(), endianness() === 'BE' ? 's390x' : 'x86_64')) ?? [];
    const ports = told.filter(({ protocol, address }) => protocol === 'tcp' && address === '0.0.0.0').flatMap((one) => one.ports);
    return [open, loopback].map(({ port }) => ports.includes(port));
  };
  expect(await isTold()).toEqual([true, false]);
  await Promise.all([open.close(), loopback.close()]);
  expect(await isTold()).toEqual([false, false]);
});

async function listeningAt(address: string): Promise<{ readonly port: number; readonly close: () => Promise<void> }> {
  const server = createServer();
  server.listen(0, address);
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo; // a TCP server that listens
  return { port, close: () => new Promise((done) => server.close(() => done())) };
}
