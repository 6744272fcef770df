/**
 * Verifies an exported audit trail without any server. What it does, in this order:
 *   1. reads the header, the entries, the checkpoints and the authorities
 *   2. decides whose signatures count (`evidence-trust.ts`)
 *   3. recomputes the chain from the texts of the entries, and looks whether each carries the number it is shown under (`evidence-walk.ts`)
 *   4. compares every checkpoint with the recomputed head, and with the recomputed tree root where the file begins at entry 1
 * What it found, and what it could not see, is a report; an unreadable file is a report too, not an exception.
 */
import { mismatch, openCheckpoint } from './checkpoint.ts';
import type { Checkpoint } from './documents.ts';
import { readEvidenceLine } from './evidence-lines.ts';
import type { EvidenceHeader } from './evidence-lines.ts';
import type { CheckpointFinding, EvidenceProblem, EvidenceReport, UnprovenEntries } from './evidence-report.ts';
import { evidenceTrust } from './evidence-trust.ts';
import { walk } from './evidence-walk.ts';
import type { NumberedEntry, Walked } from './evidence-walk.ts';

export type { CheckpointFinding, EvidenceProblem, EvidenceReport, UnprovenEntries } from './evidence-report.ts';

/**
 * Verifies an export, whole or line by line (without line breaks). `trust` is a fingerprint (64 lowercase hexadecimal digits) of the
 * server's key or of the provider's root key, known from elsewhere; null where there is none.
 */
export function verifyEvidence(source: string | Iterable<string>, { trust }: { readonly trust: string | null }): EvidenceReport {
  const { header, ...contents } = readContents(typeof source === 'string' ? source.split('\n') : source);
  const problems = [...contents.problems];
  if (header === null) return unreadable(problems);

  const trusted = evidenceTrust(header.serverKey, contents.authorities, trust);
  if (trusted.problem !== null) problems.push({ code: trusted.problem.code, detail: trusted.problem.detail, seq: null, line: 1 });

  const opened = contents.checkpoints.map(({ envelope, number }) => ({ line: number, read: openCheckpoint(envelope, trusted.findKey) }));
  const walked = walk(header, contents.entries, new Set(opened.flatMap(({ read }) => (read.ok ? [read.checkpoint.size] : []))));
  const checkpoints = opened.map(({ line, read }): CheckpointFinding => {
    if (!read.ok) return { line, size: null, at: null, keyid: null, ok: false, code: read.code, detail: read.detail };
    const { checkpoint, keyid } = read;
    return { line, size: checkpoint.size, at: checkpoint.at, keyid, ...compare(checkpoint, header, walked) };
  });
  problems.push(...walked.problems, ...checkpointProblems(checkpoints, header, walked));

  const last = contents.entries.at(-1)?.line.seq ?? null;
  const provenTo = trusted.how === 'unchecked' ? null : highestFitting(checkpoints, Number.POSITIVE_INFINITY);
  const from = Math.max(provenTo ?? 0, header.after.size) + 1;
  const unproven = last === null || last < from ? [] : [{ from, to: last, ...whyUnproven(trusted.how, problems.length > 0) }];
  return {
    verdict: problems.length > 0 ? 'broken' : provenTo === null || unproven.length > 0 ? 'incomplete' : 'verified',
    chain: header.chain,
    exportedAt: header.exportedAt,
    serverKeyId: trusted.serverKeyId,
    trust: trusted.how,
    before: header.after.size,
    entries: last === null ? null : { first: header.after.size + 1, last },
    linkedTo: walked.end.size,
    provenTo,
    checkpoints,
    problems,
    unproven,
  };
}

type Contents = {
  readonly header: EvidenceHeader | null;
  readonly entries: readonly NumberedEntry[];
  readonly checkpoints: readonly { readonly envelope: unknown; readonly number: number }[];
  readonly authorities: readonly unknown[];
  readonly problems: readonly EvidenceProblem[];
};

function readContents(lines: Iterable<string>): Contents {
  let header: EvidenceHeader | null = null;
  const entries: NumberedEntry[] = [];
  const checkpoints: { envelope: unknown; number: number }[] = [];
  const authorities: unknown[] = [];
  const problems: EvidenceProblem[] = [];
  let number = 0;
  for (const text of lines) {
    number++;
    if (text.trim() === '') continue;
    const read = readEvidenceLine(text);
    const say = (detail: string): number => problems.push({ code: 'evidence.unreadable', detail, seq: null, line: number });
    if (read.kind === 'unreadable') say(`Line ${number} cannot be read: ${read.problem}.`);
    else if ((read.kind === 'header') !== (number === 1))
      say(`Line ${number} is out of place: the header is the first line, and only that.`);
    else if (read.kind === 'header') header = read.header;
    else if (read.kind === 'entry') entries.push({ line: read.line, number });
    else if (read.kind === 'authority') authorities.push(read.envelope);
    else checkpoints.push({ envelope: read.envelope, number });
  }
  return { header, entries, checkpoints, authorities, problems };
}

function compare(checkpoint: Checkpoint, header: EvidenceHeader, walked: Walked): Pick<CheckpointFinding, 'ok' | 'code' | 'detail'> {
  const { size, at, chain } = checkpoint;
  if (chain !== header.chain) {
    return {
      ok: false,
      code: 'evidence.other-chain',
      detail: `The checkpoint of ${at} is for chain ${chain}, the file for ${header.chain}.`,
    };
  }
  if (size < header.after.size) {
    return {
      ok: null,
      code: 'evidence.before-file',
      detail: `The checkpoint of ${at} ends at entry ${size}, before the first entry of this file.`,
    };
  }
  if (size > walked.end.size && walked.broken !== null) {
    return {
      ok: null,
      code: 'evidence.after-break',
      detail: `The checkpoint of ${at} ends at entry ${size}; the chain breaks at ${walked.broken.seq}.`,
    };
  }
  const place = walked.places.get(size) ?? { ...walked.end, root: null };
  const problem = mismatch(checkpoint, place, place.root);
  if (problem !== null) return problem;
  const how = place.root === null ? 'the head fits; the tree root needs the entries before this file' : 'head and tree root fit';
  return { ok: true, code: null, detail: `The checkpoint of ${at} covers the entries up to ${size}: ${how}.` };
}

/** What does not fit a checkpoint lies behind the last one that fits. */
function checkpointProblems(checkpoints: readonly CheckpointFinding[], header: EvidenceHeader, walked: Walked): EvidenceProblem[] {
  return checkpoints.flatMap(({ ok, code, detail, line, size }): EvidenceProblem[] => {
    if (ok !== false || code === null) return [];
    if (size === null || code === 'evidence.other-chain') return [{ code, detail, seq: null, line }];
    const good = code === 'checkpoint.entries-missing' ? walked.end.size : (highestFitting(checkpoints, size) ?? header.after.size);
    return [{ code, detail, seq: good + 1, line }];
  });
}

function highestFitting(checkpoints: readonly CheckpointFinding[], below: number): number | null {
  const sizes = checkpoints.flatMap(({ ok, size }) => (ok === true && size !== null && size < below ? [size] : []));
  return sizes.length === 0 ? null : Math.max(...sizes);
}

function whyUnproven(trust: EvidenceReport['trust'], isBroken: boolean): Pick<UnprovenEntries, 'code' | 'detail'> {
  if (trust === 'refused') return { code: 'evidence.untrusted-key', detail: 'No signature in this file is by a trusted key.' };
  if (isBroken) return { code: 'evidence.contradicted', detail: 'No fitting checkpoint covers these entries, and the file has problems.' };
  if (trust === 'unchecked') {
    return {
      code: 'evidence.key-not-checked',
      detail: 'No fingerprint was given to trust: the file agrees with itself, but anybody could have written it.',
    };
  }
  return {
    code: 'evidence.after-checkpoint',
    detail: 'No checkpoint of a trusted key covers these entries yet: whoever owns the database could still change them.',
  };
}

function unreadable(problems: readonly EvidenceProblem[]): EvidenceReport {
  const detail = 'This is no audit export: its first line is not a header of the format fettle-audit/1.';
  return {
    verdict: 'broken',
    chain: null,
    exportedAt: null,
    serverKeyId: null,
    trust: 'refused',
    before: 0,
    entries: null,
    linkedTo: 0,
    provenTo: null,
    checkpoints: [],
    problems: [{ code: 'evidence.no-header', detail, seq: null, line: 1 }, ...problems],
    unproven: [],
  };
}
