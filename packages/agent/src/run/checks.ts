/** Health checks of the spec, on this device. */
import { runHealthChecks } from '@fettle/managers/checks';
import type { CheckAnswer, HealthCheck } from '@fettle/core/deployment';
import type { RunContext } from './context.ts';

export async function runChecks(context: RunContext, checks: readonly HealthCheck[]): Promise<CheckAnswer[]> {
  return checks.length === 0 ? [] : [...(await runHealthChecks(context.machine, checks))];
}
