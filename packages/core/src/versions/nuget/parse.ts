/**
 * Reads a NuGet version (learn.microsoft.com/nuget/concepts/package-versioning, NuGetVersion.TryParse): one to four
 * numbers of 32 bits, then pre-release labels, then build metadata. Leading zeros in numbers are allowed and mean nothing;
 * in a label that is a number they are refused, as NuGet does.
 */
import { isVersionLike } from '../bounds.ts';

export type NugetVersion = {
  /** Four numbers; those that are not written are 0. */
  readonly numbers: readonly number[];
  /** Upper case, since case does not count. Empty for a release. */
  readonly labels: readonly (string | number)[];
};

/** .NET keeps each number in a signed 32-bit integer. */
const greatestNumber = 2_147_483_647;

const form = /^(\d+(?:\.\d+){0,3})(?:-([0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*))?(?:\+[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*)?$/;

/** Reads a NuGet version; `null` when it is none. */
export function parseNuget(text: string): NugetVersion | null {
  if (!isVersionLike(text)) return null;
  const found = form.exec(text);
  if (found === null) return null;
  const numbers = (found[1] ?? '').split('.').map(Number);
  if (numbers.some((number) => number > greatestNumber)) return null;
  while (numbers.length < 4) numbers.push(0);

  const labels = found[2]?.split('.') ?? [];
  if (labels.some((label) => /^0\d+$/.test(label))) return null;
  return { numbers, labels: labels.map(readLabel) };
}

/** A label is a number when it fits into a signed 32-bit integer (a leading hyphen is its sign), and a text otherwise. */
function readLabel(label: string): string | number {
  const number = /^-?\d{1,10}$/.test(label) ? Number(label) : null;
  return number !== null && number <= greatestNumber && number >= -greatestNumber - 1 ? number : label.toUpperCase();
}
