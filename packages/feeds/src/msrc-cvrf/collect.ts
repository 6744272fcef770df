/** Brings a document's remedies together: one record a KB, with what it mends in which products. */
import type { WindowsUpdate, WindowsUpdateScope } from '@fettle/core/windows-updates';
import { dayOf } from '../fields/index.ts';
import type { RecordProblem } from '@fettle/core/advisories';
import type { CvrfRemediation, CvrfVulnerability } from './document.ts';

type Scope = { readonly product: string; readonly fixedBuild: string | null; readonly subType: string | null; readonly cves: Set<string> };
type Kb = { readonly supersedes: Set<string>; restart: WindowsUpdate['restart']; readonly scopes: Map<string, Scope> };

export type Collection = {
  readonly add: (vulnerability: CvrfVulnerability) => void;
  /** Call it once, when the product names are all known. */
  readonly finish: (
    document: string,
    released: string | null,
    productNames: ReadonlyMap<string, string>,
  ) => {
    readonly updates: readonly WindowsUpdate[];
    readonly problems: readonly RecordProblem[];
  };
};

/** Starts empty. What has no KB number (release notes, Office's click to run, Azure Linux) is no Windows update and is left out. */
export function startCollection(): Collection {
  const byKb = new Map<string, Kb>();
  const issues = new Map<string, { readonly link: string | null }>();
  return {
    add: (vulnerability) => {
      for (const remediation of vulnerability.remediations) {
        addRemediation(byKb, vulnerability.id, remediation);
        addIssue(issues, remediation);
      }
    },
    finish: (document, released, productNames) => {
      const updates = [...byKb].map(([kb, found]) => ({
        kb,
        document,
        released: dayOf(released?.slice(0, 10)),
        supersedes: [...found.supersedes].toSorted(),
        restart: found.restart,
        ...issueOf(issues, kb),
        applies: scopesOf(found, productNames),
      }));
      const ids = new Set([...byKb.values()].flatMap(({ scopes }) => [...scopes.values()].map(({ product }) => product)));
      const unnamed = [...ids].filter((id) => !productNames.has(id));
      return {
        updates: updates.filter(({ applies }) => applies.length > 0),
        problems: unnamed.map((id) => ({
          where: document,
          why: `Product "${id.slice(0, 100)}" has updates, and the document does not name it.`,
        })),
      };
    },
  };
}

function addIssue(issues: Map<string, { readonly link: string | null }>, { type, description, url }: CvrfRemediation): void {
  if (type !== '5' && wordOf(type) !== 'knownissue') return;
  const kb = kbNumber(description);
  if (kb === null) return;
  const link = url.length <= 500 && URL.parse(url)?.protocol === 'https:' ? url : null;
  issues.set(kb, { link: link ?? issues.get(kb)?.link ?? null });
}

function issueOf(issues: ReadonlyMap<string, { readonly link: string | null }>, kb: string): Pick<WindowsUpdate, 'knownIssue'> {
  const knownIssue = issues.get(kb);
  return knownIssue === undefined ? {} : { knownIssue };
}

function addRemediation(byKb: Map<string, Kb>, cve: string, remediation: CvrfRemediation): void {
  const kb = kbOf(remediation);
  if (kb === null || cve === '') return;
  const found = byKb.get(kb) ?? { supersedes: new Set<string>(), restart: null, scopes: new Map<string, Scope>() };
  byKb.set(kb, found);
  for (const older of supersededBy(remediation.supercedence)) if (older !== kb) found.supersedes.add(older);
  found.restart = laterRestart(found.restart, restartOf(remediation.restartRequired));
  const fixedBuild = remediation.fixedBuild === '' ? null : remediation.fixedBuild;
  const subType = remediation.subType === '' ? null : remediation.subType;
  for (const product of remediation.productIds) {
    const key = JSON.stringify([product, fixedBuild, subType]);
    const scope = found.scopes.get(key) ?? { product, fixedBuild, subType, cves: new Set<string>() };
    found.scopes.set(key, scope);
    scope.cves.add(cve);
  }
}

/** The KB of a vendor's fix; null: it is another kind of remedy, or has none. */
function kbOf({ type, description }: CvrfRemediation): string | null {
  return type === '2' || wordOf(type) === 'vendorfix' ? kbNumber(description) : null;
}

function wordOf(type: string): string {
  return type.replace(/\s/g, '').toLowerCase();
}

function kbNumber(description: string): string | null {
  return /^(?:KB)?\s?(\d{6,8})$/i.exec(description)?.[1] ?? null;
}

/** The field holds one KB, several with commas, or text. */
function supersededBy(text: string): readonly string[] {
  return [...text.matchAll(/(?<![\d.])\d{6,8}(?![\d.])/g)].map(([kb]) => kb);
}

function restartOf(text: string): WindowsUpdate['restart'] {
  const word = text.toLowerCase();
  return word === 'yes' || word === 'no' || word === 'maybe' ? word : null;
}

const restarts = [null, 'no', 'maybe', 'yes'] as const;

function laterRestart(a: WindowsUpdate['restart'], b: WindowsUpdate['restart']): WindowsUpdate['restart'] {
  return restarts.indexOf(a) >= restarts.indexOf(b) ? a : b;
}

/** Products with the same build and the same vulnerabilities share a scope. */
function scopesOf(found: Kb, names: ReadonlyMap<string, string>): readonly WindowsUpdateScope[] {
  const groups = new Map<string, { readonly scope: Omit<WindowsUpdateScope, 'products'>; readonly products: Set<string> }>();
  for (const { product, fixedBuild, subType, cves } of found.scopes.values()) {
    const name = names.get(product);
    if (name === undefined) continue;
    const scope = { fixedBuild, subType, cves: [...cves].toSorted() };
    const key = JSON.stringify(scope);
    const group = groups.get(key) ?? { scope, products: new Set<string>() };
    groups.set(key, group);
    group.products.add(name);
  }
  return [...groups.values()].map(({ scope, products }) => ({ products: [...products].toSorted(), ...scope }));
}
