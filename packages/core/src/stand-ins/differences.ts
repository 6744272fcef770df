/** Where two devices differ by what they tell of themselves. */
import type { Machine } from './types.ts';

export type Difference = {
  readonly what: 'system' | 'version' | 'architecture' | 'platform';
  /** Of the device, and of its stand-in. */
  readonly device: string;
  readonly standIn: string;
  readonly sentence: string;
};

/** What both told and is not the same. What one of them did not tell is no difference: see `notTold`. */
export function differences(device: Machine, standIn: Machine): readonly Difference[] {
  const system = differing('system', device.osId, standIn.osId, (own, its) => `The stand-in runs ${its}, the device ${own}.`);
  return [
    ...system,
    // Versions of two systems say nothing of each other.
    ...(system.length > 0 ? [] : differing('version', device.osVersion, standIn.osVersion, versionSentence)),
    ...differing('architecture', device.architecture, standIn.architecture, (own, its) => `The stand-in is ${its}, the device ${own}.`),
    ...differing(
      'platform',
      device.virtualisation,
      standIn.virtualisation,
      (own, its) => `The stand-in runs on ${its}, the device on ${own}.`,
    ),
  ];
}

/** What a comparison lacks, in words; empty: both told all of it. */
export function notTold(device: Machine, standIn: Machine): readonly string[] {
  return [
    ...(device.osId === null || device.osVersion === null ? ['the system of the device'] : []),
    ...(standIn.osId === null || standIn.osVersion === null ? ['the system of the stand-in'] : []),
  ];
}

function differing(
  what: Difference['what'],
  device: string | null,
  standIn: string | null,
  say: (device: string, standIn: string) => string,
): readonly Difference[] {
  return device === null || standIn === null || device === standIn ? [] : [{ what, device, standIn, sentence: say(device, standIn) }];
}

/** Releases are numbers with points; where a name is no such number it is only another one. */
function versionSentence(device: string, standIn: string): string {
  const [own, its] = [numbersOf(device), numbersOf(standIn)];
  const apart =
    own === null || its === null ? 0 : (own.map((part, at) => (its[at] ?? 0) - part).find((by) => by !== 0) ?? its.length - own.length);
  const word = apart === 0 ? 'another version' : apart < 0 ? 'an older version' : 'a newer version';
  return `The stand-in runs ${word} of the system: ${standIn}, the device ${device}.`;
}

function numbersOf(version: string): readonly number[] | null {
  return /^\d{1,9}(\.\d{1,9}){0,5}$/.test(version) ? version.split('.').map(Number) : null;
}
