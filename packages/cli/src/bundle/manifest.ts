/** The manifest of an offline bundle: what is in it, signed by a person's key. It is the first entry; the second is the public half of that key. */
import { openEnvelope, seal } from '@fettle/proof/envelope';
import { payloadTypes } from '@fettle/proof/envelope-bytes';
import type { Envelope } from '@fettle/proof/envelope-bytes';
import { publicKeyFromRaw } from '@fettle/proof/keys';
import type { SigningKey } from '@fettle/proof/keys';
import { digest, instant, list, object, text, wholeNumber, word } from '@fettle/proof/shape';
import { parseStrictJson } from '@fettle/proof/strict-json';
import { feedOf } from '@fettle/feeds';
import type { FeedId } from '@fettle/feeds';

export const manifestName = 'manifest.json';
export const signerName = 'signer.pub';

export type BundledFile = {
  /** `FEED/PATH`, as the server keeps it. */
  readonly path: string;
  readonly bytes: number;
  /** Hex. */
  readonly sha256: string;
  /** RFC 3339: when the file was fetched, as its file system says. */
  readonly modifiedAt: string;
};
export type Manifest = {
  readonly kind: 'fettle-feed-bundle';
  readonly version: 1;
  /** RFC 3339. */
  readonly madeAt: string;
  readonly files: readonly BundledFile[];
};

/** A feed may list twenty thousand files; each takes some two hundred bytes. */
export const mostManifestBytes = 64 * 1024 * 1024;
const mostFiles = 200_000;

const one = (value: unknown, at: string) => {
  const read = wholeNumber(1)(value, at);
  if (!read.ok) return read;
  return read.value === 1
    ? { ok: true as const, value: 1 as const }
    : { ok: false as const, problem: `${at} is ${read.value}: a newer Fettle made it` };
};
const readManifest = object<Manifest>({
  kind: word('fettle-feed-bundle'),
  version: one,
  madeAt: instant,
  files: list(object<BundledFile>({ path: text(1000), bytes: wholeNumber(0), sha256: digest, modifiedAt: instant }), mostFiles),
});

/** Signs a manifest. */
export function sealManifest(manifest: Manifest, key: SigningKey): Envelope {
  return seal(payloadTypes.feedBundle, manifest, key);
}

export type OpenedManifest =
  | { readonly ok: true; readonly manifest: Manifest }
  /** A sentence. */
  | { readonly ok: false; readonly why: string };

/**
 * Opens a manifest that the key of this fingerprint signed, and no other. Its paths were looked at: they lie within feeds that are known here, stay there,
 * and none stands twice.
 */
export function openManifest(envelope: Uint8Array, signer: string, trust: string): OpenedManifest {
  const key = publicKeyFromRaw(signer.trim());
  if (!key.ok) return refused(`The key beside the manifest is none that is used: ${key.detail}`);
  if (key.keyid !== trust) return refused(`It is signed with the key ${key.keyid}, and trusted is ${trust}.`);
  const json = parseStrictJson(envelope);
  if (!json.ok) return refused(`The manifest ${json.problem}.`);
  const opened = openEnvelope(json.value, payloadTypes.feedBundle, (keyid) => (keyid === trust ? key.key : null), {
    maxPayloadBytes: mostManifestBytes,
  });
  if (!opened.ok) return refused(opened.detail);
  const read = readManifest(opened.payload, 'the manifest');
  if (!read.ok) return refused(`It can not be used: ${read.problem}.`);
  const seen = new Set<string>();
  for (const { path } of read.value.files) {
    if (feedIn(path) === null) return refused(`${JSON.stringify(path)} is no path of a feed that is known here.`);
    if (seen.has(path)) return refused(`${JSON.stringify(path)} stands in it twice.`);
    seen.add(path);
  }
  return { ok: true, manifest: read.value };
}

/** The feed that a path of a bundle belongs to; null: none that is known, or the path leaves its folder. */
export function feedIn(path: string): FeedId | null {
  const [first = '', ...rest] = path.split('/');
  return rest.length > 0 && isSafePath(path) ? (feedOf(first)?.id ?? null) : null;
}

/** True for a path that stays below the folder that it is joined to, with names that every file system takes for plain names. */
export function isSafePath(path: string): boolean {
  return /^[\w.,+@=~ ?&%:-]+(?:\/[\w.,+@=~ ?&%:-]+)*$/.test(path) && path.split('/').every((part) => part !== '.' && part !== '..');
}

function refused(why: string): OpenedManifest {
  return { ok: false, why };
}
