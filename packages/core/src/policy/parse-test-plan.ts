/** Reads the steps of a test plan. Whether a check of that name exists is said by the lint: another level may name the checks. */
import { testFailures } from '../deployment/test-steps.ts';
import type { TestStep } from '../deployment/test-steps.ts';
import { child, note, readChoice, readFields, readList, readText, refuseDoubles } from './reader.ts';
import type { Reader } from './reader.ts';

export const mostSteps = 30;

export function readTestPlan(reader: Reader, path: string, value: unknown): readonly TestStep[] | null {
  const steps = readList(reader, path, value, [0, mostSteps], (at, item) => readStep(reader, at, item));
  if (steps !== null)
    refuseDoubles(
      reader,
      path,
      steps.map(({ name }) => name),
      'name',
    );
  return steps;
}

function readStep(reader: Reader, path: string, value: unknown): TestStep | null {
  const kindField = typeof value === 'object' && value !== null && 'kind' in value ? value.kind : undefined;
  const kind = readChoice(reader, child(path, 'kind'), kindField, ['check', 'manual']);
  if (kind === null) return null;
  const own = { check: ['check'], manual: ['instruction', 'expected'] }[kind];
  const fields = readFields(reader, path, value, ['kind', 'name', 'packages', 'onFailure', 'whatToDo', ...own]);
  if (fields === null) return null;
  const text = (name: string, most: number) => readText(reader, child(path, name), fields[name], most);
  const name = text('name', 100);
  const onFailure = readChoice(reader, child(path, 'onFailure'), fields['onFailure'], testFailures);
  const whatToDo = text('whatToDo', 1000);
  const packages = fields['packages'] === undefined ? undefined : readPackages(reader, child(path, 'packages'), fields['packages']);
  if (kind === 'check') {
    const check = text('check', 100);
    if (name === null || onFailure === null || whatToDo === null || packages === null || check === null) return null;
    return { kind, name, ...(packages === undefined ? {} : { packages }), onFailure, whatToDo, check };
  }
  const instruction = text('instruction', 2000);
  const expected = text('expected', 1000);
  if (name === null || onFailure === null || whatToDo === null || packages === null || instruction === null || expected === null)
    return null;
  return { kind, name, ...(packages === undefined ? {} : { packages }), onFailure, whatToDo, instruction, expected };
}

function readPackages(reader: Reader, path: string, value: unknown): readonly string[] | null {
  return readList(reader, path, value, [1, 50], (at, item) => {
    const pattern = readText(reader, at, item, 200);
    if (pattern !== null && /\s/u.test(pattern))
      return note(reader, at, 'It must be the name of a package, without spaces; * stands for any text.');
    return pattern;
  });
}
