/**
 * Advisories in a neutral form: one statement about one package an object, as small test cases and other tools' databases write it. Read
 * for `fettle compute match`; no feed is published so.
 */
import { cvesIn, isId, kindOfId } from './ids.ts';
import { BadShape, objectAt, requiredTextAt, textAt, textsAt } from './json.ts';
import type { JsonObject } from './json.ts';
import { mainLinesOf, redHatEntries } from './neutral-red-hat.ts';
import type { NeutralStatement } from './neutral-red-hat.ts';
import type { Unreadable } from './osv.ts';
import type { Advisory, Affected, NoFixReason } from './types.ts';

/**
 * Reads a list of neutral statements `{id, ecosystem, package, fixed?, affected?, arches?, module?, vendorIds?, status?, raw?}`. `affected`
 * is the first version that is affected; neither `fixed` nor `affected`: every version, with no fix. Statements of one vulnerability stay
 * apart by the advisory that made them, so that each must be fulfilled. A broken statement is a problem and the rest is read.
 */
export function advisoriesOf(neutral: readonly unknown[]): readonly (Advisory | Unreadable)[] {
  const lines = mainLinesOf(neutral);
  return neutral.flatMap((one, i): readonly (Advisory | Unreadable)[] => {
    try {
      return statementsOf(objectAt(one, `advisories[${i}]`), lines).map(advisoryOf);
    } catch (error) {
      if (error instanceof BadShape) return [{ problem: `${error.message}.` }];
      throw error;
    }
  });
}

/** The advisory that one statement makes. Its feed is the advisory's own id: two of them about one vulnerability are two. */
function advisoryOf(statement: NeutralStatement): Advisory {
  return {
    id: statement.id,
    feed: `neutral ${statement.vendorIds.join(' ')}`,
    kind: kindOfId(statement.id),
    aliases: statement.vendorIds,
    cves: cvesIn([statement.id]),
    summary: null,
    published: null,
    modified: null,
    withdrawn: null,
    severities: [],
    affected: [statement.affected],
  };
}

function statementsOf(one: JsonObject, lines: ReadonlyMap<number, string>): readonly NeutralStatement[] {
  const id = requiredTextAt(one['id'], 'id');
  if (!isId(id)) throw new BadShape(`id is no single word: ${JSON.stringify(id.slice(0, 60))}`);
  const ecosystem = requiredTextAt(one['ecosystem'], `${id}: ecosystem`);
  const name = requiredTextAt(one['package'], `${id}: package`);
  const module = textAt(one['module'], `${id}: module`);
  const plain = { ecosystem, name, versions: [], module, repository: textAt(one['repository'], `${id}: repository`) };
  if (one['raw'] !== undefined && one['raw'] !== null) {
    return redHatEntries(id, objectAt(one['raw'], `${id}: raw`), plain, lines);
  }
  // Epoch 0 is what is meant where none is written: both forms are one version.
  const fixed = (textAt(one['fixed'], `${id}: fixed`) ?? '').replace(/^0:/, '');
  const arches = textsAt(one['arches'], `${id}: arches`);
  const introduced = textAt(one['affected'], `${id}: affected`) ?? '0';
  const affected: Affected = {
    ...plain,
    ranges: [{ introduced, fixed: fixed === '' ? null : fixed, lastAffected: null }],
    architectures: arches.length === 0 ? null : arches,
    noFix: noFixOf(one['status']),
  };
  return [{ id, vendorIds: textsAt(one['vendorIds'], `${id}: vendorIds`), affected }];
}

const reasons: Readonly<Record<string, NoFixReason>> = {
  will_not_fix: 'will-not-fix',
  fix_deferred: 'deferred',
  end_of_life: 'out-of-support',
  under_investigation: 'under-investigation',
  affected: 'none-yet',
};

function noFixOf(status: unknown): NoFixReason | null {
  return typeof status === 'string' && Object.hasOwn(reasons, status) ? (reasons[status] ?? null) : null;
}
