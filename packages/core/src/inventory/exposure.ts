/**
 * Who can reach a device, as it measures it itself: its own addresses, and what listens on it. Firewalls and routers on the way are not seen from there, so the
 * answer errs to the safe side of the first and can not know the second; a person may overrule it.
 */
import { isPublicAddress } from './public-address.ts';
import type { Listening } from './types.ts';

export type Reach = 'internet' | 'internal';

export type MeasuredExposure = {
  /** `null`: the device has not told enough to say. */
  readonly value: Reach | null;
  /** One or two sentences for a person. */
  readonly why: string;
  /** What listens beyond loopback, with who can reach it; null: not told. */
  readonly listening: readonly (Listening & { readonly reach: Reach | null })[] | null;
};

const unseen = {
  firewall: 'A firewall in front of it is not seen from the device.',
  forwarding: 'Behind a router that translates addresses it may still be forwarded: that is not seen from the device.',
} as const;

/**
 * `addresses`: the device's own, without loopback; null: not told. An empty list stands for "none, or the kernel does not tell". `listening`: as in `RuntimeState`;
 * null or undefined: an agent that does not tell it. A socket on the wildcard of IPv6 takes IPv4 too, as Linux has it unless a program asks otherwise (ipv6(7)).
 */
export function measuredExposure(
  addresses: readonly string[] | null,
  listening: readonly Listening[] | null | undefined,
): MeasuredExposure {
  const open = addresses?.some(isPublicAddress) ?? null;
  if (listening === null || listening === undefined) return { ...withoutSockets(addresses, open), listening: null };
  const reached = listening.map((one) => ({ ...one, reach: reachOf(one, addresses) }));
  const publicly = reached.filter(({ reach, ports }) => reach === 'internet' && ports.length > 0);
  const unknown = reached.filter(({ reach, ports }) => reach === null && ports.length > 0);
  const ofClients = reached.filter(({ reach, ports }) => reach !== 'internal' && ports.length === 0);
  if (publicly.length > 0)
    return {
      value: 'internet',
      why: `It listens where a public address of its own leads to: ${wordsOf(publicly)}. ${unseen.firewall}`,
      listening: reached,
    };
  if (unknown.length > 0)
    return {
      value: null,
      why: `Not known: it listens on every address that it has (${wordsOf(unknown)}), and it has not told which these are.`,
      listening: reached,
    };
  if (ofClients.length > 0)
    return {
      value: null,
      why: `Not known: on addresses that may be public it has UDP ports from the range for clients (${wordsOf(ofClients)}). Whether a service is among them it can not tell.`,
      listening: reached,
    };
  if (reached.length === 0) return { value: 'internal', why: 'Nothing on it listens beyond loopback.', listening: reached };
  return { value: 'internal', why: `It listens at no public address: ${wordsOf(reached)}. ${unseen.forwarding}`, listening: reached };
}

function withoutSockets(addresses: readonly string[] | null, open: boolean | null): Omit<MeasuredExposure, 'listening'> {
  if (open === false && addresses?.length !== 0)
    return { value: 'internal', why: `It has no public address of its own. What listens on it, it has not told. ${unseen.forwarding}` };
  if (open === true) return { value: null, why: 'Not known: it has a public address of its own, and has not told what listens on it.' };
  return { value: null, why: 'Not known: the device has told neither its addresses nor what listens on it.' };
}

/** Null: on every address, and these are not known. */
function reachOf({ address }: Listening, addresses: readonly string[] | null): Reach | null {
  if (!isWildcard(address)) return isPublicAddress(address) ? 'internet' : 'internal';
  if (addresses === null || addresses.length === 0) return null;
  return addresses.some((own) => isPublicAddress(own) && (address === '::' || !own.includes(':'))) ? 'internet' : 'internal';
}

/** True for what stands for every address of the device. */
function isWildcard(address: string): boolean {
  return address === '::' || address === '0.0.0.0';
}

/** What the rules of urgency ask: whether something on the device listens on a public address; null: not known. */
export function listensPublicly(addresses: readonly string[] | null, listening: readonly Listening[] | null | undefined): boolean | null {
  const { value } = measuredExposure(addresses, listening);
  return value === null ? null : value === 'internet';
}

/** A sentence where the device can be reached by more than the person says who set its exposure; the person's word counts all the same. Null: nothing to say. */
export function exposureContradiction(said: string | null, measured: MeasuredExposure): string | null {
  if (said === null || said === 'internet' || measured.value !== 'internet') return null;
  return `A person set it to ${said}, and that counts. By its own measure the device can be reached from the internet: look whether that is still right.`;
}

const mostNamed = 3;
const mostPorts = 6;

/** `tcp 22, 443 on every address (0.0.0.0)`, at most three of them. */
function wordsOf(sockets: readonly Listening[]): string {
  const named = sockets.slice(0, mostNamed).map(listeningWords);
  return sockets.length > mostNamed ? `${named.join('; ')}; and ${sockets.length - mostNamed} more` : named.join('; ');
}

/** `tcp 22, 443 on 198.51.100.7`: protocol, the first ports and the address of what listens; `udp ports of clients on …` where they are not told. */
export function listeningWords({ protocol, address, ports }: Listening): string {
  const told = ports.length === 0 ? 'ports of clients' : ports.slice(0, mostPorts).join(', ');
  const more = ports.length > mostPorts ? ` and ${ports.length - mostPorts} more` : '';
  return `${protocol} ${told}${more} on ${isWildcard(address) ? `every address (${address})` : address}`;
}
