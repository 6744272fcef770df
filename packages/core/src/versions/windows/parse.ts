/**
 * Reads a Windows build or file version: two to four numbers with dots between them, such as `10.0.19045.4046`
 * (VS_FIXEDFILEINFO and the "OS build" of Windows' release notes). Nothing may stand before or after them. Leading zeros
 * mean nothing: Microsoft writes `4.8.04690.02` for what the file calls 4.8.4690.2.
 */
import { greatestLength } from '../bounds.ts';

/** Four numbers; those that are not written are 0. */
export type WindowsVersion = { readonly numbers: readonly [number, number, number, number] };

/** The fourth number (UBR in the registry) is a DWORD. */
const greatestNumber = 4_294_967_295;

const form = /^\d+(?:\.\d+){1,3}$/;

/** Reads a Windows version; `null` when it is none or a number does not fit into 32 bits. */
export function parseWindows(text: string): WindowsVersion | null {
  if (text.length > greatestLength || !form.test(text)) return null;
  const [major = 0, minor = 0, build = 0, revision = 0] = text.split('.').map(Number);
  if (Math.max(major, minor, build, revision) > greatestNumber) return null;
  return { numbers: [major, minor, build, revision] };
}
