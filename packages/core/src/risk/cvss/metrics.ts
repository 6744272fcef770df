/**
 * The metrics of each version with their values, in the order of the specifications:
 *
 *   2.0       https://www.first.org/cvss/v2/guide, 2.4
 *   3.0, 3.1  https://www.first.org/cvss/v3.1/specification-document, section 6
 *   4.0       https://www.first.org/cvss/v4.0/specification-document, section 7
 */
import type { CvssVersion } from '../types.ts';

export type Metric = {
  readonly name: string;
  readonly values: readonly string[];
  readonly group: 'base' | 'temporal' | 'environmental' | 'supplemental';
};

export type MetricTable = {
  /** Written in front of the metrics; empty for 2.0, which has none. */
  readonly prefix: string;
  /** 2.0 lists its metrics in a predetermined order, 4.0 calls another order invalid; 3.x allows any. */
  readonly ordered: boolean;
  /** The value that means the metric is not used. */
  readonly undefinedValue: 'ND' | 'X';
  readonly metrics: readonly Metric[];
};

const requirements = ['CR X H M L', 'IR X H M L', 'AR X H M L'];

const version2 = table('', true, 'ND', {
  base: ['AV L A N', 'AC H M L', 'Au M S N', 'C N P C', 'I N P C', 'A N P C'],
  temporal: ['E U POC F H ND', 'RL OF TF W U ND', 'RC UC UR C ND'],
  environmental: ['CDP N L LM MH H ND', 'TD N L M H ND', 'CR L M H ND', 'IR L M H ND', 'AR L M H ND'],
});

const version3 = {
  base: ['AV N A L P', 'AC L H', 'PR N L H', 'UI N R', 'S U C', 'C H L N', 'I H L N', 'A H L N'],
  temporal: ['E X H F P U', 'RL X U W T O', 'RC X C R U'],
  environmental: [
    ...requirements,
    'MAV X N A L P',
    'MAC X L H',
    'MPR X N L H',
    'MUI X N R',
    'MS X U C',
    'MC X N L H',
    'MI X N L H',
    'MA X N L H',
  ],
};

const version4 = {
  base: ['AV N A L P', 'AC L H', 'AT N P', 'PR N L H', 'UI N P A', 'VC H L N', 'VI H L N', 'VA H L N', 'SC H L N', 'SI H L N', 'SA H L N'],
  temporal: ['E X A P U'],
  environmental: [
    ...requirements,
    'MAV X N A L P',
    'MAC X L H',
    'MAT X N P',
    'MPR X N L H',
    'MUI X N P A',
    'MVC X H L N',
    'MVI X H L N',
    'MVA X H L N',
    'MSC X H L N',
    'MSI X S H L N',
    'MSA X S H L N',
  ],
  supplemental: ['S X N P', 'AU X N Y', 'R X A U I', 'V X D C', 'RE X L M H', 'U X Clear Green Amber Red'],
};

export const metricTables: Readonly<Record<CvssVersion, MetricTable>> = {
  '2.0': version2,
  '3.0': table('CVSS:3.0/', false, 'X', version3),
  '3.1': table('CVSS:3.1/', false, 'X', version3),
  '4.0': table('CVSS:4.0/', true, 'X', version4),
};

function table(
  prefix: string,
  ordered: boolean,
  undefinedValue: 'ND' | 'X',
  groups: Readonly<Partial<Record<Metric['group'], readonly string[]>>>,
): MetricTable {
  const names = ['base', 'temporal', 'environmental', 'supplemental'] as const;
  const metrics = names.flatMap((group) => (groups[group] ?? []).map((line) => metric(line, group)));
  return { prefix, ordered, undefinedValue, metrics };
}

function metric(line: string, group: Metric['group']): Metric {
  const [name = '', ...values] = line.split(' ');
  return { name, values, group };
}

/** Whether any metric of the group has a value other than "not defined". */
export function definesAny(version: CvssVersion, metrics: ReadonlyMap<string, string>, group: Metric['group']): boolean {
  const { metrics: known, undefinedValue } = metricTables[version];
  return known.some((one) => one.group === group && (metrics.get(one.name) ?? undefinedValue) !== undefinedValue);
}
