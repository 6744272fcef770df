/** `rpm -qa` with and without a format (rpm(8), QUERY OPTIONS). */
import { linesOf } from './lines.ts';
import { evrOf, isArchitecture, parseEpoch, parseNevra } from './nevra.ts';
import type { Parsed, Rpm } from './types.ts';

export type InstalledRpm = Rpm & {
  /** The source package's file name, e.g. `lab-app-1.0-1.src.rpm`; null: the package names none, or the output does not. */
  readonly sourceRpm: string | null;
  /** Seconds since 1970; null: not told. */
  readonly installedAt: number | null;
  readonly vendor: string | null;
};

/** The format whose output `parseRpmQaFormat` reads: fields between spaces, the vendor last since it may hold spaces itself. */
export const rpmQaFormat = String.raw`%{NAME} %{EPOCHNUM} %{VERSION} %{RELEASE} %{ARCH} %{SOURCERPM} %{INSTALLTIME} %{VENDOR}\n`;

/** Keys that were imported to check signatures stand in rpm's database like packages; they are no software. */
const keyName = 'gpg-pubkey';

/** The lines of `rpm -qa`: `name-version-release.architecture`, without epochs, which are therefore not known. */
export function parseRpmQa(text: string): Parsed<InstalledRpm> {
  const rows: InstalledRpm[] = [];
  const unread: string[] = [];
  for (const line of linesOf(text)) {
    if (line === '' || line.startsWith(`${keyName}-`)) continue;
    const rpm = parseNevra(line, null);
    if (rpm === null) unread.push(line);
    else rows.push({ ...rpm, sourceRpm: null, installedAt: null, vendor: null });
  }
  return { rows, unread };
}

/** The lines of `rpm -qa --qf` with `rpmQaFormat`; fields after the architecture may be missing. */
export function parseRpmQaFormat(text: string): Parsed<InstalledRpm> {
  const rows: InstalledRpm[] = [];
  const unread: string[] = [];
  for (const line of linesOf(text)) {
    if (line.trim() === '' || new RegExp(`^${keyName}\\s`).test(line)) continue;
    const row = rowOf(line.trim().split(/\s+/));
    if (row === null) unread.push(line);
    else rows.push(row);
  }
  return { rows, unread };
}

function rowOf(fields: readonly string[]): InstalledRpm | null {
  const [name, epochText, version, release, architecture, sourceRpm, installedAt, ...vendor] = fields;
  if (name === undefined || epochText === undefined || version === undefined || release === undefined || architecture === undefined)
    return null;
  const epoch = parseEpoch(epochText);
  if (epoch === null || /[:-]/.test(version) || /[:-]/.test(release) || !isArchitecture(architecture)) return null;
  if (installedAt !== undefined && !/^\d{1,12}$/.test(installedAt)) return null;
  return {
    name,
    architecture,
    ...evrOf(epoch, version, release),
    sourceRpm: toldOrNull(sourceRpm),
    installedAt: installedAt === undefined ? null : Number(installedAt),
    vendor: toldOrNull(vendor.join(' ')),
  };
}

function toldOrNull(text: string | undefined): string | null {
  return text === undefined || text === '' || text === '(none)' ? null : text;
}
