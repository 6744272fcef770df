/** The device's own resolver knows a name: getent(1), as programs on the device ask. */
import { isIP } from 'node:net';
import type { CheckKind } from './types.ts';

const nameForm = /^[A-Za-z0-9_](?:[A-Za-z0-9_.-]{0,251}[A-Za-z0-9.])?$/;
/** getent(1): the key was not found. */
const notFound = 2;

export const dnsCheck: CheckKind<'dns'> = {
  kind: 'dns',
  async look(machine, { query, address }, leftMs) {
    if (!nameForm.test(query)) return { answer: 'could-not-measure', detail: `“${query}” is not a name that can be looked up` };
    const asked = await machine.run(['getent', 'ahosts', query], { timeoutMs: Math.min(leftMs, 15_000), maxOutputBytes: 65_536 });
    if (asked.notStarted !== null) return { answer: 'could-not-measure', detail: `getent could not be started: ${asked.notStarted}` };
    if (asked.timedOut) return { answer: 'wait', detail: `The resolver did not answer about ${query} in time` };
    const found = [...new Set(asked.stdout.split('\n').flatMap((line) => line.split(/\s+/)[0] ?? []))].filter((one) => isIP(one) !== 0);
    if (asked.exitCode === notFound || (asked.exitCode === 0 && found.length === 0))
      return { answer: 'wait', detail: `The resolver of this device knows no ${query}` };
    if (asked.exitCode !== 0)
      return {
        answer: 'could-not-measure',
        detail: `getent ended with ${asked.exitCode ?? asked.signal ?? 'nothing'}: ${asked.stderr.trim()}`,
      };
    const shown = `${query} is ${found.slice(0, 5).join(', ')}${found.length > 5 ? ` and ${found.length - 5} more` : ''}`;
    if (address === undefined || found.some((one) => plain(one) === plain(address))) return { answer: 'passed', detail: shown };
    return { answer: 'wait', detail: `${shown}, expected ${address}` };
  },
};

/** One form for the many of an IPv6 address. */
function plain(address: string): string {
  if (isIP(address) !== 6) return address;
  return URL.parse(`http://[${address}]/`)?.hostname ?? address.toLowerCase();
}
