/**
 * Windows builds: `major.minor.build.revision`. Systems of one servicing family share their updates' revisions, whatever the third number
 * says: an enablement package turns 19041 into 19045, and the documents name either.
 * Source: Microsoft's release information for Windows 10 and 11 (learn.microsoft.com/windows/release-health) and the notes on enablement
 * packages (KB4562830, KB5015684, KB5027397, KB5054156).
 */
export type WindowsBuild = {
  /** `major.minor`, e.g. `10.0`. */
  readonly system: string;
  readonly base: number;
  readonly revision: number;
};

/** Third numbers that share one line of updates, lowest and highest. All others stand alone. */
const families: readonly (readonly [number, number])[] = [
  [18_362, 18_363],
  [19_041, 19_045],
  [22_621, 22_631],
  [26_100, 26_200],
];

const pattern = /(?<![\d.])(\d{1,2}\.\d{1,2})\.(\d{1,6})\.(\d{1,6})(?![\d-]|\.\d)/g;

/** Every build in a text, in its order; documents sometimes name several in one field. */
export function buildsIn(text: string): readonly WindowsBuild[] {
  return [...text.slice(0, 1_024).matchAll(pattern)].map(([, system = '', base, revision]) => ({
    system,
    base: Number(base),
    revision: Number(revision),
  }));
}

/** Reads a device's build; null: it is none, or its revision (what updates change) is missing. */
export function readBuild(text: string): WindowsBuild | null {
  const [build, ...more] = buildsIn(text);
  return build === undefined || more.length > 0 || !/^\s*[\d.]+\s*$/.test(text) ? null : build;
}

/** Whether the revisions of two builds may be compared. */
export function sameFamily(a: WindowsBuild, b: WindowsBuild): boolean {
  return a.system === b.system && familyOf(a.base) === familyOf(b.base);
}

function familyOf(base: number): number {
  return families.find(([low, high]) => low <= base && base <= high)?.[0] ?? base;
}
