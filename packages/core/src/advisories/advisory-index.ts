/** Advisories by ecosystem and package name: what one software asks for is one look-up. */
import { canonicalEcosystem, familyOf, withoutRelease } from './families.ts';
import type { EcosystemFamily } from './families.ts';
import { flavourOf } from './flavours.ts';
import type { Flavour } from './flavours.ts';
import { mergeAdvisories } from './merge.ts';
import { isAboutModule } from './modules.ts';
import type { Advisory, Affected } from './types.ts';
import { versionReader } from './version-reader.ts';
import type { VersionReader } from './version-reader.ts';

/** One statement of one advisory about one package. */
export type Statement = {
  readonly advisory: Advisory;
  readonly affected: Affected;
  readonly isModular: boolean;
  /** The flavour of the builds that it is about; null: it names no fixed version. */
  readonly flavour: Flavour | null;
};

export type AdvisoryIndex = {
  /** Advisories within, after merging. */
  readonly size: number;
  /** The family of an ecosystem; null: not known here. */
  family(ecosystem: string): EcosystemFamily | null;
  /** What is said of a package; statements of one advisory stand together. Those that name no release of the ecosystem are included. */
  statements(ecosystem: string, name: string): readonly Statement[];
  readonly versions: VersionReader;
};

type ByName = Map<string, Statement[]>;

/**
 * Builds the index; the same advisory from several files is merged (`mergeAdvisories`). Withdrawn ones are kept: when they end is asked at
 * matching.
 */
export function indexAdvisories(advisories: Iterable<Advisory>): AdvisoryIndex {
  const byEcosystem = new Map<string, ByName>();
  const canonical = remember(canonicalEcosystem);
  let size = 0;
  for (const advisory of mergeAdvisories(advisories)) {
    size += 1;
    for (const affected of advisory.affected) {
      const names = at(byEcosystem, canonical(affected.ecosystem), (): ByName => new Map());
      at(names, affected.name, (): Statement[] => []).push(statement(advisory, affected));
    }
  }
  return {
    size,
    family: remember(familyOf),
    statements(ecosystem, name) {
      const exact = canonical(ecosystem);
      const bare = withoutRelease(exact);
      const said = byEcosystem.get(exact)?.get(name) ?? [];
      const anyRelease = bare === exact ? [] : (byEcosystem.get(bare)?.get(name) ?? []);
      return anyRelease.length === 0 ? said : together([...said, ...anyRelease]);
    },
    versions: versionReader(),
  };
}

function statement(advisory: Advisory, affected: Affected): Statement {
  const fixed = affected.ranges.find((range) => range.fixed !== null)?.fixed ?? null;
  return { advisory, affected, isModular: isAboutModule(affected), flavour: fixed === null ? null : flavourOf(fixed) };
}

/** Puts statements of one advisory next to each other. */
function together(statements: readonly Statement[]): readonly Statement[] {
  const byAdvisory = new Map<Advisory, Statement[]>();
  for (const statement of statements) at(byAdvisory, statement.advisory, (): Statement[] => []).push(statement);
  return [...byAdvisory.values()].flat();
}

function at<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  let value = map.get(key);
  if (value === undefined) map.set(key, (value = make()));
  return value;
}

/** Few ecosystems are named millions of times. The bound keeps a stream of made-up ones from filling the memory. */
function remember<T>(answer: (text: string) => T): (text: string) => T {
  const known = new Map<string, T>();
  return (text) => {
    const before = known.get(text);
    if (before !== undefined) return before;
    const value = answer(text);
    if (known.size < 10_000) known.set(text, value);
    return value;
  };
}
