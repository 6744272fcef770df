/**
 * Which rpm package a product of a CSAF document is. Red Hat names it by a purl
 * (https://github.com/package-url/purl-spec/blob/main/types-doc/rpm-definition.md); older documents by the product's id alone,
 * `name-epoch:version-release.arch`.
 */
import { streamOf } from './modules.ts';

export type RpmProduct = {
  readonly name: string;
  /** `epoch:version-release`; null: the product is the package in any version. */
  readonly version: string | null;
  /** `src` and `nosrc` are source packages; null: none is named. */
  readonly architecture: string | null;
  /** `name:stream`; null: of no module. */
  readonly module: string | null;
};

/** `not-rpm`: a container, a library, a whole product. A problem is a sentence. */
export type RpmAnswer = { readonly rpm: RpmProduct } | { readonly rpm: null; readonly why: 'not-rpm' } | { readonly problem: string };

const notRpm: RpmAnswer = { rpm: null, why: 'not-rpm' };
const namePattern = /^[A-Za-z0-9_][\w.+~^-]*$/;
const versionPattern = /^[\w.+~^]+-[\w.+~^]+$/;

/** Reads a product by its purl, or by its id where it has none. */
export function rpmOf(id: string, purl: string | null): RpmAnswer {
  return purl === null ? byId(id) : byPurl(purl);
}

function byPurl(purl: string): RpmAnswer {
  const parts = /^pkg:([^/?#]+)\/(?:[^?#]*\/)?([^/?#@]+)(?:@([^?#]*))?(?:\?([^#]*))?/.exec(purl);
  if (parts === null) return { problem: `The purl "${purl.slice(0, 200)}" is none` };
  const [, type = '', name = '', version, query = ''] = parts;
  if (type.toLowerCase() !== 'rpm') return notRpm;
  const qualifiers = new Map(
    query.split('&').map((pair): [string, string] => [pair.split('=')[0] ?? '', decoded(pair.slice(pair.indexOf('=') + 1))]),
  );
  const epoch = qualifiers.get('epoch') ?? '0';
  return checked(purl, {
    name: decoded(name),
    version: version === undefined || version === '' ? null : `${epoch}:${decoded(version)}`,
    architecture: qualifiers.get('arch') ?? null,
    label: qualifiers.get('rpmmod') ?? null,
  });
}

function byId(id: string): RpmAnswer {
  const [packed = '', label = null] = id.split('::', 2);
  const nevra = /^(.+)-(\d+):([^-:]+-[^-:]+)\.(\w+)$/.exec(packed);
  if (nevra !== null) {
    const [, name = '', epoch = '0', version = '', architecture = ''] = nevra;
    return checked(id, { name, version: `${epoch}:${version}`, architecture, label });
  }
  return namePattern.test(packed) ? checked(id, { name: packed, version: null, architecture: null, label }) : notRpm;
}

type Unchecked = Omit<RpmProduct, 'module'> & { readonly label: string | null };

function checked(source: string, { name, version, architecture, label }: Unchecked): RpmAnswer {
  const shown = source.slice(0, 200);
  if (!namePattern.test(name)) return { problem: `"${shown}" has a name that is none of a package` };
  const [epoch = '', rest = ''] = version?.split(/:(.*)/s) ?? [];
  if (version !== null && !(/^\d{1,10}$/.test(epoch) && versionPattern.test(rest)))
    return { problem: `"${shown}" has a version that is no version-release` };
  const module = label === null ? null : streamOf(label);
  if (label !== null && module === null) return { problem: `"${shown}" is of a module without a stream` };
  return { rpm: { name, version, architecture, module } };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
