import { describe, expect, test } from 'vitest';
import { findTable, ssvcOutcome, ssvcTables, tableOutcome } from './index.ts';

const outcomeOf = (table: string, inputs: Readonly<Record<string, string>>): string => {
  const answer = ssvcOutcome(table, inputs);
  return 'outcome' in answer ? answer.outcome : answer.error;
};

test.each(ssvcTables.map((table) => [table.id, table] as const))(
  '%s answers every combination, and each of its outcomes occurs',
  (_id, table) => {
    let all: readonly Readonly<Record<string, string>>[] = [{}];
    for (const point of table.inputs) all = all.flatMap((inputs) => point.values.map(([word]) => ({ ...inputs, [point.name]: word })));
    const seen = all.map((inputs) => tableOutcome(table, inputs)).map((answer) => ('outcome' in answer ? answer.outcome : answer.error));
    expect(new Set(seen)).toEqual(new Set(table.outcome.values.map(([word]) => word)));
    expect(table.grid).toHaveLength(all.length / (table.inputs.at(-1)?.values.length ?? 0));
  },
);

describe('BOD 26-04, all rows (in KEV, publicly exposed, automatable, total impact)', () => {
  test.each([
    ['nnnn', 'fix on system upgrade'],
    ['ynnn', '14 days'],
    ['nynn', '60 days'],
    ['nnyn', '60 days'],
    ['nnny', 'fix on system upgrade'],
    ['yynn', '14 days'],
    ['ynyn', '14 days'],
    ['nyyn', '14 days'],
    ['ynny', '14 days'],
    ['nyny', '14 days'],
    ['nnyy', '60 days'],
    ['yyyn', '3 days'],
    ['yyny', '3 days & forensic investigation'],
    ['ynyy', '3 days & forensic investigation'],
    ['nyyy', '3 days'],
    ['yyyy', '3 days & forensic investigation'],
  ])('%s: %s', (row, band) => {
    const [kev = '', exposed = '', automatable = '', total] = row;
    const technicalImpact = total === 'y' ? 'total' : 'partial';
    expect(outcomeOf('bod-26-04', { KEV: kev, 'Publicly Exposed': exposed, automatable, technicalImpact })).toBe(band);
  });
});

test.each([
  ['cisa-coordinator', { track: 18, 'track*': 4, attend: 10, act: 4 }],
  ['deployer', { defer: 7, scheduled: 42, 'out-of-cycle': 20, immediate: 3 }],
])('how often %s answers what', (id, counts) => {
  const table = findTable(id);
  const letters = (table?.grid ?? []).flatMap((line) => line.split('|')[1]?.trim().split(' ') ?? []);
  const words = letters.map((letter) => table?.letters[letter] ?? '');
  expect(
    Object.fromEntries(
      Map.groupBy(words, (word) => word)
        .entries()
        .map(([word, all]) => [word, all.length]),
    ),
  ).toEqual(counts);
});

test('minimal prevalence with material harm is medium, which the published words leave out', () => {
  expect(outcomeOf('mission-and-well-being', { 'Mission Prevalence': 'minimal', 'Public Well-Being Impact': 'material' })).toBe('medium');
  expect(outcomeOf('mission-and-well-being', { MP: 'minimal', PWI: 'minimal' })).toBe('low');
  expect(outcomeOf('mission-and-well-being', { MP: 'minimal', PWI: 'irreversible' })).toBe('high');
});

describe('names', () => {
  test.each([
    ['cisa-coordinator', 'cisa-coordinator'],
    ['CISA Coordinator', 'cisa-coordinator'],
    ['cisa_coordinator_2_0_3', 'cisa-coordinator'],
    ['cisa_coordinator_2_0_3.csv', 'cisa-coordinator'],
    ['cisa:DT_CO:2.0.3', 'cisa-coordinator'],
    ['DT_CO', 'cisa-coordinator'],
    ['CISA BOD 26-04', 'bod-26-04'],
    ['BOD2604', 'bod-26-04'],
    ['cisa_bod_26_04_1_0_0', 'bod-26-04'],
    ['Deployer Patch Application Priority v1.0.0', 'deployer'],
    ['cisa_coordinator_1_0_0', null],
    ['toString', null],
    ['', null],
  ])('table %j is %s', (text, id) => {
    expect(findTable(text)?.id ?? null).toBe(id);
  });

  test.each([
    [
      {
        'Exploitation v1.1.0': 'public poc',
        'Automatable v2.0.0': 'yes',
        'Technical Impact v1.0.0': 'total',
        'Mission and Well-Being Impact v1.0.0': 'medium',
      },
    ],
    [{ Exploitation: 'PoC', Automatable: 'Yes', 'Technical Impact': 'Total', 'Mission & Well-being': 'Medium' }],
    [{ exploitation: 'poc', automatable: 'true', technicalImpact: 'total', missionWellBeing: 'medium' }],
    [{ E: 'P', A: 'Y', TI: 'T', MWI: 'M' }],
    [{ 'ssvc:E:1.1.0': 'P', 'ssvc:A:2.0.0': 'Y', 'ssvc:TI:1.0.0': 'T', 'ssvc:MWI:1.0.0': 'M' }],
    [{ exploitation: 'Public_PoC', automatable: 'yes', technical_impact: 'TOTAL', mission: 'medium', row: '19', unrelated: 'x' }],
  ])('inputs %j are understood', (inputs) => {
    expect(outcomeOf('cisa-coordinator', inputs)).toBe('track*');
  });
});

describe('what can not be answered says why', () => {
  const whole = { E: 'active', A: 'yes', TI: 'total', MWI: 'high' };
  test.each([
    ['nothing', whole, 'no decision table "nothing"'],
    ['cisa-coordinator', {}, 'Exploitation is missing (none, public poc, active). Automatable is missing'],
    ['cisa-coordinator', { ...whole, TI: '' }, 'Technical Impact may be partial, total and not ""'],
    ['cisa-coordinator', { ...whole, E: 'unknown' }, 'Exploitation may be none, public poc, active and not "unknown"'],
    ['cisa-coordinator', { ...whole, exploitation: 'none' }, 'Exploitation is given twice with different values: active, none'],
  ])('%s %j: %s', (table, inputs, words) => {
    expect(outcomeOf(table, inputs)).toContain(words);
  });

  test('an input named twice with one value in two spellings is no contradiction', () => {
    expect(outcomeOf('cisa-coordinator', { ...whole, exploitation: 'A' })).toBe('act');
  });
});
