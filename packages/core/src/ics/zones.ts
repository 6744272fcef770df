/** Names of time zones as calendar programs write them into TZID, which names a VTIMEZONE of the file and no place (RFC 5545, 3.2.19). */
import { findIana } from 'windows-iana';
import { readZone } from '../windows/index.ts';

/**
 * The IANA zone that a TZID means; null: nobody knows. Besides IANA names these are read: those of Windows, as Outlook and Exchange write them ("W. Europe Standard Time"), by
 * the zone that CLDR (windowsZones, territory 001) maps them to; and those with a prefix of the program that wrote them ("/mozilla.org/20050126_1/Europe/Berlin").
 * Rules of a VTIMEZONE in the file are not read: the zone's own hold.
 */
export function zoneOf(tzid: string): string | null {
  const said = tzid.trim().replace(/^"(.*)"$/, '$1');
  const known = readZone(said);
  if (known !== null) return known;
  if (said.startsWith('/')) return afterPrefix(said);
  const [mapped] = findIana(said as Parameters<typeof findIana>[0]) ?? []; // the types list the names, a file may have any
  return mapped === undefined ? null : readZone(mapped);
}

/** A zone's name has up to three parts: the longest end that is one counts. */
function afterPrefix(said: string): string | null {
  const parts = said.split('/');
  for (const length of [3, 2, 1]) {
    const zone = readZone(parts.slice(-length).join('/'));
    if (zone !== null) return zone;
  }
  return null;
}
