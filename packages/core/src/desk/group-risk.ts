/** What could go wrong with a group of the desk, from what could with each of its packages. It moves neither the order of the desk nor what would be decided. */

const levels = ['low', 'raised', 'high'] as const;

export type GroupRisk = {
  readonly level: (typeof levels)[number];
  readonly reasons: {
    readonly code: string;
    readonly weight: 'none' | 'raises' | 'high';
    readonly sentence: string;
    readonly link: string | null;
  }[];
};

/** The highest level that any package has, and each reason once; null where there is no package that would be installed. */
export function groupRisk(packages: readonly GroupRisk[]): GroupRisk | null {
  const sorted = packages.toSorted((a, b) => levels.indexOf(b.level) - levels.indexOf(a.level));
  const [first] = sorted;
  if (first === undefined || first.level === 'low') return first ?? null;
  const reasons = new Map(sorted.flatMap((one) => one.reasons).map((reason) => [`${reason.code} ${reason.sentence}`, reason]));
  return { level: first.level, reasons: [...reasons.values()].filter(({ weight }) => weight !== 'none') };
}

/** Whether an issue is known of it that is not resolved: what a person wants to know before deciding. */
export function hasKnownIssue({ reasons }: Pick<GroupRisk, 'reasons'>): boolean {
  return reasons.some(({ code }) => code === 'known-issue');
}
