import type { Clock, Framework } from './types.ts';

/**
 * A copy of a framework that counts from another event, for clauses whose clock is not settled (BOD 26-04) or that a contract reads
 * in another way. Its version says so: an auditor must see that it is not the shipped one.
 */
export function withClock(framework: Framework, clock: Clock): Framework {
  const version = `${framework.version}, counted from ${clock.of.join(clock.pick === 'latest' ? ' or, if later, ' : ' or, if unknown, ')}`;
  return { ...framework, version, rules: framework.rules.map((rule) => ({ ...rule, clock })) };
}
