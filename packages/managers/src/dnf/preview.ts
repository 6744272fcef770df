/** dnf's own preview of a command, held against what it is to do. */
import type { Change } from '@fettle/core/deployment';
import type { Trouble } from '@fettle/core/inventory';
import { ask, endedWell } from '../kit/index.ts';
import type { Machine } from '../machine/index.ts';
import { nevra } from './names.ts';
import { parseDnfTransaction } from './parse/index.ts';
import { excerptOf, translateFailure, troubleOf } from './translate.ts';

/** dnf's own preview, which ends with status 1 since nobody says yes; null: it is exactly these changes. */
export async function previewTrouble(machine: Machine, argv: readonly string[], changes: readonly Change[]): Promise<Trouble | null> {
  const asked = await ask(machine, 'question', argv);
  const plan = parseDnfTransaction(asked.stdout);
  if (plan.answer !== 'plan') {
    if (endedWell(asked)) return troubleOf('dnf.differs', { what: 'it would do nothing' }, excerptOf(asked));
    return translateFailure(asked, 300, argv[0] ?? 'dnf');
  }
  const said = plan.rows.flatMap(({ action, name, version, architecture }) => {
    const word = nevra({ name, version, architecture });
    // Its own word on the old version's row; the newer one goes with it.
    return action === 'skip' ? [`skip ${word}`] : [`${action === 'remove' ? 'remove' : 'bring'} ${word}`];
  });
  const wanted = changes.map((one) =>
    one.to === null ? `remove ${nevra({ ...one, version: one.from ?? '' })}` : `bring ${nevra({ ...one, version: one.to })}`,
  );
  const words = [
    ...said.filter((one) => !wanted.includes(one)).map((one) => `it would also ${one}`),
    ...wanted.filter((one) => !said.includes(one)).map((one) => `it would not ${one}`),
    ...plan.others.map(({ title, text }) => `it would also do ${title} ${text}`),
  ];
  return words.length === 0 ? null : troubleOf('dnf.differs', { what: words.slice(0, 10).join('; ') }, excerptOf(asked));
}
