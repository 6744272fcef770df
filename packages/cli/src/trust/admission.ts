/** The request of a browser key that is to be admitted: by fingerprint, which the person knows from its owner, or by what the server calls it. */
import { formatFingerprint, parseFingerprint } from '@fettle/proof/fingerprint';
import type { CallOutput } from '@fettle/protocol/client';
import { confirmYes } from '../confirm.ts';
import type { Io } from '../io.ts';
import { clean } from '../output/clean.ts';
import { Refused } from '../refused.ts';

export type Admission = CallOutput<'getTrust'>['admissions'][number];

/** By fingerprint, admission id, or the person's name. */
export function findAdmission(
  admissions: readonly Admission[],
  named: string,
): { readonly admission: Admission; readonly byFingerprint: boolean } {
  const fingerprint = parseFingerprint(named);
  const byKey = fingerprint.ok ? admissions.filter(({ keyid }) => keyid === fingerprint.keyid) : [];
  const wanted = named.trim().toLowerCase();
  const others = admissions.filter(({ id, personName, admitted }) => id === wanted || (!admitted && personName.toLowerCase() === wanted));
  const found = byKey.length > 0 ? byKey : others;
  const [admission] = found;
  if (admission !== undefined && found.length === 1) return { admission, byFingerprint: byKey.length > 0 };
  throw new Refused({
    code: admission === undefined ? 'cli.not-found' : 'cli.ambiguous',
    title: admission === undefined ? 'Nobody asked for this' : 'There are several requests',
    detail: `${admission === undefined ? 'No request' : 'More than one request'} to be admitted is like ${JSON.stringify(named)}.`,
    remedy: 'fettle trust show lists the requests; a key without one is admitted with fettle trust approver add.',
    errors: found.map(({ id, personName, label, keyid }) => ({ path: id, message: `${personName}, ${label}, ${keyid}` })),
  });
}

/** The server says whose key it is. Only a fingerprint that the owner gave keeps it from putting another key under that name. */
export async function confirmAdmission(
  io: Pick<Io, 'ask' | 'isTerminal' | 'err'>,
  { admission, byFingerprint }: ReturnType<typeof findAdmission>,
  yes: boolean | undefined,
): Promise<void> {
  if (byFingerprint) return;
  io.err(
    `${clean(admission.personName)} asks with the browser “${clean(admission.label)}”, whose key has the fingerprint\n  ${formatFingerprint(admission.keyid)}\n`,
  );
  await confirmYes(io, { question: 'Has its owner read the same fingerprint to you?', given: yes });
}
