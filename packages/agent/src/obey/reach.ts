/** Checks reach only this device: a server must not use them to look around in the client's network. */
import type { HealthCheck } from '@fettle/core/deployment';
import type { InstructionRead } from '@fettle/protocol/instruction';
import { notNow, refused } from './types.ts';
import type { Refused, Standing } from './types.ts';

const loopback: readonly string[] = ['127.0.0.1', '::1', 'localhost'];

/** A probe is a signed command: it names no address. */
export function probeProblem({ id }: InstructionRead, standing: Standing): Refused | null {
  return standing.stopped ? notNow(id, 'refused.stopped', 'A signed panic stop is in force.') : null;
}

export function checksProblem(instruction: InstructionRead, standing: Standing): Refused | null {
  const { id, body } = instruction;
  if (body.verb !== 'check') return null;
  if (standing.stopped) return notNow(id, 'refused.stopped', 'A signed panic stop is in force.');
  const own = new Set([...loopback, ...standing.ownHosts.map((host) => host.toLowerCase())]);
  for (const check of body.checks) {
    const host = reachOf(check);
    if (host !== null && own.has(host)) continue;
    const where = host ?? 'an address that can not be read';
    return refused(id, 'refused.limits', `The check "${check.name}" reaches for ${where}, beyond this device.`);
  }
  return null;
}

/** Kinds that name an address must name this device; all others look at nothing else. */
function reachOf(check: HealthCheck): string | null {
  switch (check.kind) {
    case 'tcp':
    case 'tls':
      return plain(check.host);
    case 'http':
      return plain(URL.parse(check.url)?.hostname);
    default:
      return 'localhost';
  }
}

function plain(host: string | undefined): string | null {
  return host?.replace(/^\[(.*)\]$/, '$1').toLowerCase() ?? null;
}
