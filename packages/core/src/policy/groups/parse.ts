/** Reads a rule from outside: all of it or nothing, with a sentence for each problem and where it stands. */
import { child, clip, note, readChoice, readFields, readFlag, readList, readText } from '../reader.ts';
import type { Reader } from '../reader.ts';
import type { PolicyProblem } from '../types.ts';
import { dotted } from './dotted.ts';
import { factNames, ruleFacts } from './facts.ts';
import type { Comparison, GroupRule } from './types.ts';

export type GroupRuleRead =
  | { readonly ok: true; readonly rule: GroupRule }
  | { readonly ok: false; readonly problems: readonly PolicyProblem[] };

/** Deeper, nobody can read it; more comparisons, and looking at a whole fleet would take too long. */
const deepest = 6;
const mostComparisons = 60;

/** Reads a rule: `{fact, op, value}`, `{all: […]}`, `{any: […]}` or `{not: …}`. A rule over other groups can not be said: there is no such fact. */
export function parseGroupRule(value: unknown): GroupRuleRead {
  const reader: Reader = { problems: [] };
  const rule = readRule(reader, 'rule', value, 1);
  if (rule !== null && comparisonsOf(rule).length > mostComparisons)
    note(reader, 'rule', `It has ${comparisonsOf(rule).length} comparisons; at most ${mostComparisons} are looked at.`);
  return rule !== null && reader.problems.length === 0 ? { ok: true, rule } : { ok: false, problems: reader.problems };
}

function readRule(reader: Reader, path: string, value: unknown, depth: number): GroupRule | null {
  if (depth > deepest) return note(reader, path, `It stands deeper than ${deepest} levels; nobody could read that.`);
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return note(reader, path, 'It must be a comparison (fact, op, value), or all, any or not of such.');
  if ('not' in value) {
    const fields = readFields(reader, path, value, ['not']);
    const not = fields === null ? null : readRule(reader, child(path, 'not'), fields['not'], depth + 1);
    return not === null ? null : { not };
  }
  const how = 'all' in value ? 'all' : 'any' in value ? 'any' : null;
  if (how === null) return readComparison(reader, path, value);
  const fields = readFields(reader, path, value, [how]);
  const parts = readList(reader, child(path, how), fields?.[how], [1, mostComparisons], (at, item) =>
    readRule(reader, at, item, depth + 1),
  );
  if (parts === null) return null;
  return how === 'all' ? { all: parts } : { any: parts };
}

function readComparison(reader: Reader, path: string, value: object): Comparison | null {
  const fields = readFields(reader, path, value, ['fact', 'op', 'value']);
  if (fields === null) return null;
  if (fields['fact'] === 'group')
    return note(reader, child(path, 'fact'), 'A rule asks for facts of the device, not for other groups: nothing may go round in a ring.');
  const fact = readChoice(reader, child(path, 'fact'), fields['fact'], factNames);
  if (fact === null) return null;
  const { ops, choices } = ruleFacts[fact];
  const op = readChoice(reader, child(path, 'op'), fields['op'], ops);
  const at = child(path, 'value');
  const given = fields['value'];
  if (fact === 'restartDue') {
    const flag = readFlag(reader, at, given);
    return op === null || flag === null ? null : { fact, op, value: flag };
  }
  const text = choices === null ? readText(reader, at, given, 200) : readChoice(reader, at, given, choices);
  if (op === null || text === null) return null;
  if ((op === 'at-least' || op === 'below') && dotted(text) === null)
    return note(reader, at, `“${clip(text)}” must be numbers with dots, such as 6.1 or 10.0.22631, to be compared.`);
  return { fact, op, value: text };
}

/** The comparisons of a rule, in their order. */
export function comparisonsOf(rule: GroupRule): readonly Comparison[] {
  if ('fact' in rule) return [rule];
  if ('not' in rule) return comparisonsOf(rule.not);
  return ('all' in rule ? rule.all : rule.any).flatMap(comparisonsOf);
}

/** The names of packages, `*` for any text, of which a rule has to know whether such a package is installed; each once. */
export function softwarePatterns(rules: readonly GroupRule[]): readonly string[] {
  const asked = rules.flatMap(comparisonsOf).filter(({ fact }) => fact === 'software');
  return [...new Set(asked.map(({ value }) => String(value)))];
}
