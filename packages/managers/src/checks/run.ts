/** Runs health checks on this device. To add a kind: one file with a `CheckKind`, one line in `lookAt`, one member of `HealthCheck`. */
import type { CheckAnswer, HealthCheck } from '@fettle/core/deployment';
import type { Machine } from '../machine/index.ts';
import { bootCheck } from './boot.ts';
import { certificateCheck } from './certificate.ts';
import { realClock } from './clock.ts';
import type { CheckClock } from './clock.ts';
import { noCommands } from './command.ts';
import type { CommandLook } from './command.ts';
import { diskCheck } from './disk.ts';
import { dnsCheck } from './dns.ts';
import { httpCheck } from './http.ts';
import { journalCheck } from './journal.ts';
import { mountCheck } from './mount.ts';
import { processCheck } from './process.ts';
import { serviceCheck } from './service.ts';
import { tcpCheck } from './tcp.ts';
import { tlsCheck } from './tls.ts';
import type { Look } from './types.ts';
import { measureUsual, nothingUsual, sampling } from './usual.ts';
import type { Sampling, UsualOf } from './usual.ts';

const betweenLooksMs = 500;
/** A spec may ask for more, but a device run must come to an end. */
const longestSeconds = 600;

/** What a program brings that runs checks: who runs signed commands, what is usual on the device, how often samples are taken, and by which clock. Without them such checks can not be measured. */
export type CheckAids = {
  readonly runCommand?: CommandLook;
  readonly usualOf?: UsualOf;
  readonly pace?: Sampling;
  readonly clock?: CheckClock;
};
type Around = { readonly checks: readonly HealthCheck[]; readonly since: string | null; readonly aids: CheckAids };

/**
 * All checks side by side; answers in the order of the checks. Never throws: what can not be measured is an answer. `since`: when the change began that
 * they are about; null: none has begun. `aids`: what only some programs bring.
 */
export function runHealthChecks(
  machine: Machine,
  checks: readonly HealthCheck[],
  since: string | null = null,
  aids: CheckAids = {},
): Promise<readonly CheckAnswer[]> {
  return Promise.all(checks.map((check) => runOne(machine, check, { checks, since, aids })));
}

async function runOne(machine: Machine, check: HealthCheck, around: Around): Promise<CheckAnswer> {
  const { clock = realClock } = around.aids;
  const started = clock.now();
  const seconds = Math.min(Math.max(check.timeoutSeconds, 1), longestSeconds);
  const left = (): number => started + seconds * 1000 - clock.now();
  for (;;) {
    const leftMs = Math.max(left(), 100);
    const look = await lookAt(machine, check, leftMs, around).catch(asNotMeasured);
    if (look.answer === 'wait' && left() > betweenLooksMs) {
      await clock.sleep(betweenLooksMs);
      continue;
    }
    return {
      name: check.name,
      answer: look.answer === 'wait' ? 'failed' : look.answer,
      detail: (look.answer === 'wait' ? `${look.detail} (for ${seconds} seconds)` : look.detail).slice(0, 2_000),
      durationMs: Math.round(clock.now() - started),
    };
  }
}

function lookAt(machine: Machine, check: HealthCheck, leftMs: number, { checks, since, aids }: Around): Promise<Look> {
  switch (check.kind) {
    case 'service':
      return serviceCheck.look(machine, check, leftMs, since);
    case 'process':
      return processCheck.look(machine, check, leftMs, since);
    case 'tcp':
      return tcpCheck.look(machine, check, leftMs, since);
    case 'http':
      return httpCheck.look(machine, check, leftMs, since);
    case 'dns':
      return dnsCheck.look(machine, check, leftMs, since);
    case 'disk':
      return diskCheck.look(machine, check, leftMs, since);
    case 'mount':
      return mountCheck.look(machine, check, leftMs, since);
    case 'certificate':
      return certificateCheck.look(machine, check, leftMs, since);
    case 'tls':
      return tlsCheck.look(machine, check, leftMs, since);
    case 'journal':
      return journalCheck.look(machine, check, leftMs, since);
    case 'boot':
      return bootCheck.look(machine, check, leftMs, since);
    case 'command':
      return (aids.runCommand ?? noCommands)(check, leftMs);
    case 'cpu':
    case 'memory':
    case 'slower': {
      const { usualOf = nothingUsual, pace = sampling, clock = realClock } = aids;
      return measureUsual(machine, check, checks, leftMs, { usualOf, pace, clock });
    }
  }
}

function asNotMeasured(error: unknown): Look {
  return { answer: 'could-not-measure', detail: `The check itself broke: ${error instanceof Error ? error.message : String(error)}` };
}
