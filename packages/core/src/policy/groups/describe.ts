/** A rule in one line of plain words. */
import { ruleFacts } from './facts.ts';
import type { Comparison, GroupRule } from './types.ts';

/** `tier is standard and (name fits web-* or exposure is internet)`. `siteName` turns the id of a site into its name. */
export function describeGroupRule(rule: GroupRule, siteName: (id: string) => string = (id) => id): string {
  return words(rule, siteName, true);
}

function words(rule: GroupRule, siteName: (id: string) => string, outside: boolean): string {
  if ('fact' in rule) return comparison(rule, siteName);
  if ('not' in rule) return `not (${words(rule.not, siteName, true)})`;
  const parts = 'all' in rule ? rule.all : rule.any;
  const joined = parts.map((part) => words(part, siteName, parts.length === 1 && outside)).join('all' in rule ? ' and ' : ' or ');
  return outside || parts.length === 1 ? joined : `(${joined})`;
}

function comparison({ fact, op, value }: Comparison, siteName: (id: string) => string): string {
  if (fact === 'restartDue') return value === true ? 'a restart is due' : 'no restart is due';
  if (fact === 'software') return `${String(value)} is installed`;
  if (fact === 'manager') return `has ${String(value)}`;
  const shown = fact === 'site' ? siteName(String(value)) : String(value);
  return `${ruleFacts[fact].words} ${{ is: 'is', matches: 'fits', 'at-least': 'is at least', below: 'is below', has: 'has' }[op]} ${shown}`;
}
