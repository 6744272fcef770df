/**
 * Whether a device is in a group, by the logic of three values (Kleene): what is not known stays unknown, unless the rest decides without it. An unknown
 * fact never makes a member, and `not` of unknown is unknown too.
 */
import { matchesPattern } from '../pattern.ts';
import { compareDotted } from './dotted.ts';
import { ruleFacts } from './facts.ts';
import type { Comparison, ComparisonSaid, DeviceFacts, GroupRule, RuleAnswer } from './types.ts';

/** The answer alone, for many devices. */
export function inGroup(rule: GroupRule, facts: DeviceFacts): RuleAnswer {
  if ('fact' in rule) return compared(rule, facts);
  if ('not' in rule) return opposite(inGroup(rule.not, facts));
  const ending: RuleAnswer = 'all' in rule ? 'no' : 'yes';
  let answer: RuleAnswer = opposite(ending);
  for (const part of 'all' in rule ? rule.all : rule.any) {
    const one = inGroup(part, facts);
    if (one === ending) return ending;
    if (one === 'unknown') answer = 'unknown';
  }
  return answer;
}

/** The answer with the comparisons that decide it, each in a sentence that names the fact. For `unknown`, those of which the fact is missing. */
export function explainGroup(
  rule: GroupRule,
  facts: DeviceFacts,
): { readonly answer: RuleAnswer; readonly because: readonly ComparisonSaid[] } {
  const answer = inGroup(rule, facts);
  return { answer, because: deciding(rule, facts, answer) };
}

function deciding(rule: GroupRule, facts: DeviceFacts, answer: RuleAnswer): readonly ComparisonSaid[] {
  if ('fact' in rule) return [{ answer: compared(rule, facts), sentence: said(rule, facts) }];
  if ('not' in rule) return deciding(rule.not, facts, opposite(answer));
  const parts = 'all' in rule ? rule.all : rule.any;
  return parts.filter((part) => inGroup(part, facts) === answer).flatMap((part) => deciding(part, facts, answer));
}

function opposite(answer: RuleAnswer): RuleAnswer {
  return answer === 'unknown' ? 'unknown' : answer === 'yes' ? 'no' : 'yes';
}

function compared(comparison: Comparison, facts: DeviceFacts): RuleAnswer {
  const { fact, op, value } = comparison;
  if (fact === 'restartDue') return facts.restartDue === null ? 'unknown' : yesNo(facts.restartDue === value);
  const wanted = String(value);
  if (fact === 'software') return facts.software === null ? 'unknown' : yesNo(facts.software.has(wanted));
  if (fact === 'manager') return facts.managers === null ? 'unknown' : yesNo(facts.managers.includes(wanted));
  const own = textOf(fact, facts);
  if (own === null) return 'unknown';
  if (op === 'is') return yesNo(own === wanted);
  if (op === 'matches') return yesNo(matchesPattern(wanted.toLowerCase(), own.toLowerCase()));
  const order = compareDotted(own, wanted);
  if (order === null) return 'unknown';
  return yesNo(op === 'at-least' ? order >= 0 : order < 0);
}

function yesNo(holds: boolean): RuleAnswer {
  return holds ? 'yes' : 'no';
}

function textOf(fact: Exclude<Comparison['fact'], 'restartDue' | 'software' | 'manager'>, facts: DeviceFacts): string | null {
  return fact === 'site' ? facts.siteId : facts[fact];
}

/** What the fact is, and whether that is what the comparison asks for. */
function said(comparison: Comparison, facts: DeviceFacts): string {
  const { fact, op, value } = comparison;
  const { words } = ruleFacts[fact];
  const wanted = String(value);
  switch (fact) {
    case 'restartDue':
      if (facts.restartDue === null) return 'It is not known whether a restart is due.';
      return facts.restartDue ? 'A restart is due.' : 'No restart is due.';
    case 'software': {
      if (facts.software === null) return 'It is not known what is installed.';
      const found = facts.software.get(wanted);
      return found === undefined
        ? `No package named ${wanted} is installed.`
        : `${found} is installed${found === wanted ? '' : ` (${wanted})`}.`;
    }
    case 'manager':
      if (facts.managers === null) return 'It is not known which package managers it has.';
      return facts.managers.includes(wanted) ? `It has ${wanted}.` : `It has no ${wanted}: it has ${facts.managers.join(', ') || 'none'}.`;
    case 'site':
      return facts.siteId === wanted ? `Its site is ${facts.siteName}.` : `Its site is ${facts.siteName}, another one.`;
    default: {
      const own = textOf(fact, facts);
      if (own === null) return `Its ${words} is not known.`;
      const holds = compared(comparison, facts);
      if (holds === 'unknown') return `Its ${words}, ${own}, can not be compared with ${wanted}.`;
      const how = { is: '', matches: `fits ${wanted}`, 'at-least': `is at least ${wanted}`, below: `is below ${wanted}`, has: '' }[op];
      if (op === 'is') return holds === 'yes' ? `Its ${words} is ${own}.` : `Its ${words} is ${own}, not ${wanted}.`;
      return `Its ${words}, ${own}, ${holds === 'yes' ? how : how.replace(/^(fits|is)/, (verb) => (verb === 'fits' ? 'does not fit' : 'is not'))}.`;
    }
  }
}
