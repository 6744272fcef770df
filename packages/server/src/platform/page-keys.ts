/** Keys of pages: ours, but they come back from outside, so each part is looked at before SQL sees it. */
import { parseInstant } from '@fettle/proof/instants';
import { isId } from './ids.ts';

/** `number`: an int4; `instant`: as signed documents write it, of a year that PostgreSQL knows; `instant or null`: null where a row has none. */
export type Part = 'flag' | 'number' | 'text' | 'id' | 'instant' | 'instant or null';
type Types = {
  readonly flag: boolean;
  readonly number: number;
  readonly text: string;
  readonly id: string;
  readonly instant: string;
  readonly 'instant or null': string | null;
};
export type KeyOf<S extends readonly Part[]> = { readonly [I in keyof S]: Types[S[I]] };
export type Key = KeyOf<readonly Part[]>;

const fits: Readonly<Record<Part, (value: unknown) => boolean>> = {
  flag: (value) => typeof value === 'boolean',
  number: (value) => typeof value === 'number' && Number.isInteger(value) && Math.abs(value) <= 2_147_483_647,
  text: (value) => typeof value === 'string' && !value.includes('\u0000'),
  id: (value) => typeof value === 'string' && isId(value),
  instant: isInstant,
  'instant or null': (value) => value === null || isInstant(value),
};

function isInstant(value: unknown): boolean {
  return typeof value === 'string' && parseInstant(value) !== null && !value.startsWith('0000');
}

/** The key after which a page begins; undefined without one, null for what is no key of this shape. */
export function readPageKey<const S extends readonly Part[]>(text: string | undefined, shape: S): KeyOf<S> | undefined | null {
  if (text === undefined) return undefined;
  try {
    const key: unknown = JSON.parse(Buffer.from(text, 'base64url').toString('utf8'));
    if (!Array.isArray(key) || key.length !== shape.length || !shape.every((part, index) => fits[part](key[index]))) return null;
    // Each part was looked at just now.
    return key as unknown as KeyOf<S>;
  } catch {
    return null;
  }
}

/** A key as an address has it. */
export function pageKeyText(key: Key): string {
  return Buffer.from(JSON.stringify(key)).toString('base64url');
}
