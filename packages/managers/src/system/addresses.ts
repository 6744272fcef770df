/** The addresses of the device, from the kernel's own tables: no program is needed for it. */
import type { Machine } from '../machine/index.ts';
import { ipv6Text } from './ipv6-text.ts';

/** IPv4 and IPv6 addresses without loopback and link-local ones; sorted. Empty: none, or the kernel does not tell. */
export async function readAddresses(machine: Machine): Promise<readonly string[]> {
  const four = parseFibTrie((await machine.readFile('/proc/net/fib_trie')) ?? '');
  const six = parseIfInet6((await machine.readFile('/proc/net/if_inet6')) ?? '');
  return [...new Set([...four, ...six])].toSorted();
}

/** `/proc/net/fib_trie`: an address of the device is a leaf followed by `/32 host LOCAL`. */
export function parseFibTrie(text: string): readonly string[] {
  const found: string[] = [];
  let leaf = '';
  for (const line of text.split('\n')) {
    const address = /\|-- (\d+\.\d+\.\d+\.\d+)$/.exec(line);
    if (address) leaf = address[1] ?? '';
    else if (line.endsWith('/32 host LOCAL') && leaf !== '' && !leaf.startsWith('127.')) found.push(leaf);
  }
  return found;
}

/** `/proc/net/if_inet6`: 32 hex digits, index, prefix length, scope (00 global, 10 host, 20 link), flags, name. */
export function parseIfInet6(text: string): readonly string[] {
  return text.split('\n').flatMap((line) => {
    const found = /^([0-9a-f]{32}) [0-9a-f]+ [0-9a-f]+ (00|40) /.exec(line);
    return found ? [ipv6Text(found[1] ?? '')] : [];
  });
}
