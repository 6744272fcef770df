/** What a vulnerability's statuses and remediations say of each package: sections 3.2.3.9 and 3.2.3.12 of CSAF 2.0. */
import { componentOf } from './csaf-products.ts';
import type { Component, ProductTree } from './csaf-products.ts';
import { listAt, objectAt, textAt, textsAt } from './json.ts';
import type { JsonObject } from './json.ts';
import type { Affected, NoFixReason } from './types.ts';

/** Statements about the same package that differ in architecture only become one. */
export type AffectedCollector = {
  readonly add: (vulnerability: JsonObject, where: string) => void;
  readonly finish: () => { readonly affected: readonly Affected[]; readonly problems: readonly string[] };
};

type Statement = {
  readonly component: Component;
  readonly noFix: NoFixReason | null;
  readonly isFixed: boolean;
  readonly architectures: Set<string>;
};

/** Collects over all vulnerabilities of one document. */
export function startAffected(tree: ProductTree): AffectedCollector {
  const statements = new Map<string, Statement>();
  const problems = new Set<string>();
  return {
    add: (vulnerability, where) => {
      const status = vulnerability['product_status'];
      if (status === undefined || status === null) return;
      const lists = objectAt(status, `${where}.product_status`);
      const reasons = reasonsOf(vulnerability, where);
      const idsOf = (name: string): readonly string[] => textsAt(lists[name], `${where}.product_status.${name}`);
      const addAll = (ids: readonly string[], isFixed: boolean, reasonOf: (id: string) => NoFixReason | null): void => {
        for (const id of ids) addStatement(statements, problems, tree, id, isFixed, reasonOf(id));
      };
      addAll(idsOf('fixed'), true, () => null);
      addAll(idsOf('known_affected'), false, (id) => reasons.get(id) ?? 'none-yet');
      addAll(idsOf('under_investigation'), false, () => 'under-investigation');
    },
    finish: () => ({ affected: [...withoutSources([...statements.values()])].map(affectedOf), problems: [...problems] }),
  };
}

function addStatement(
  statements: Map<string, Statement>,
  problems: Set<string>,
  tree: ProductTree,
  id: string,
  isFixed: boolean,
  noFix: NoFixReason | null,
): void {
  const answer = componentOf(tree, id);
  if ('problem' in answer) problems.add(`${answer.problem}.`);
  else if (answer.component !== null && isFixed && answer.component.rpm.version === null)
    problems.add(`"${id.slice(0, 200)}" is fixed in no version.`);
  else if (answer.component !== null) {
    const { ecosystem, rpm } = answer.component;
    const key = JSON.stringify([ecosystem, rpm.name, rpm.version, rpm.module, isFixed, noFix]);
    const statement = statements.get(key) ?? { component: answer.component, noFix, isFixed, architectures: new Set<string>() };
    statements.set(key, statement);
    statement.architectures.add(rpm.architecture ?? '');
  }
}

/** Why there is no fix, by product id. Red Hat's own word for it stands in the remediation's text; the category is coarser. */
function reasonsOf(vulnerability: JsonObject, where: string): ReadonlyMap<string, NoFixReason> {
  const reasons = new Map<string, NoFixReason>();
  for (const [i, entry] of listAt(vulnerability['remediations'], `${where}.remediations`).entries()) {
    const remediation = objectAt(entry, `${where}.remediations[${i}]`);
    const reason = reasonOf(
      textAt(remediation['category'], `${where}.remediations[${i}].category`) ?? '',
      textAt(remediation['details'], `${where}.remediations[${i}].details`) ?? '',
    );
    if (reason === null) continue;
    for (const id of textsAt(remediation['product_ids'], `${where}.remediations[${i}].product_ids`)) reasons.set(id, reason);
  }
  return reasons;
}

const reasonOfWord: ReadonlyMap<string, NoFixReason> = new Map([
  ['will not fix', 'will-not-fix'],
  ['out of support scope', 'out-of-support'],
  ['fix deferred', 'deferred'],
  ['under investigation', 'under-investigation'],
  ['affected', 'none-yet'],
]);

const reasonOfCategory: ReadonlyMap<string, NoFixReason> = new Map([
  ['no_fix_planned', 'will-not-fix'],
  ['out_of_support_scope', 'out-of-support'],
  ['fix_deferred', 'deferred'],
  ['fix_planned', 'none-yet'],
  ['none_available', 'none-yet'],
]);

function reasonOf(category: string, details: string): NoFixReason | null {
  const coarse = reasonOfCategory.get(category) ?? null;
  return coarse === null ? null : (reasonOfWord.get(details.trim().toLowerCase()) ?? coarse);
}

/**
 * Devices have binary packages. A source package says something only where no binary package of the same version and platform is named
 * beside it.
 */
function withoutSources(statements: readonly Statement[]): readonly Statement[] {
  const built = new Set(statements.filter((statement) => !isSourceOnly(statement)).map(groupOf));
  return statements.filter((statement) => !isSourceOnly(statement) || !built.has(groupOf(statement)));
}

function isSourceOnly({ architectures }: Statement): boolean {
  return [...architectures].every((architecture) => architecture === 'src' || architecture === 'nosrc');
}

function groupOf({ component: { ecosystem, rpm }, isFixed, noFix }: Statement): string {
  return JSON.stringify([ecosystem, rpm.version, rpm.module, isFixed, noFix]);
}

function affectedOf({ component: { ecosystem, rpm }, noFix, isFixed, architectures }: Statement): Affected {
  const binary = [...architectures].filter((architecture) => architecture !== '' && architecture !== 'src' && architecture !== 'nosrc');
  const everything = { introduced: '0', fixed: isFixed ? rpm.version : null, lastAffected: null };
  return {
    ecosystem,
    name: rpm.name,
    ranges: isFixed || rpm.version === null ? [everything] : [],
    versions: isFixed || rpm.version === null ? [] : [rpm.version],
    architectures: architectures.has('') || binary.length === 0 ? null : binary.toSorted(),
    module: rpm.module,
    repository: null,
    noFix,
  };
}
