/** Reads which signed commands run around a change, and as checks. */
import { mostHooks } from '../deployment/signed-commands.ts';
import type { Hooks, SignedCommandRef } from '../deployment/signed-commands.ts';
import { child, note, readFields, readList, readText, refuseDoubles } from './reader.ts';
import type { Reader } from './reader.ts';

/** Reads the name of a signed command. */
export function readCommandRef(reader: Reader, path: string, value: unknown): SignedCommandRef | null {
  const fields = readFields(reader, path, value, ['name', 'document']);
  if (fields === null) return null;
  const name = readText(reader, child(path, 'name'), fields['name'], 100);
  const { document } = fields;
  if (typeof document !== 'string' || !/^[0-9a-f]{64}$/.test(document))
    return note(reader, child(path, 'document'), 'It must be a signed command, by the SHA-256 of its document: 64 hexadecimal digits.');
  return name === null ? null : { name, document };
}

/** Reads the commands around a change. */
export function readHooks(reader: Reader, path: string, value: unknown): Hooks | null {
  const fields = readFields(reader, path, value, ['beforeChange', 'afterChange']);
  if (fields === null) return null;
  const read = (name: keyof Hooks): readonly SignedCommandRef[] | null => {
    const at = child(path, name);
    const refs = readList(reader, at, fields[name], [0, mostHooks], (itemPath, item) => readCommandRef(reader, itemPath, item));
    if (refs !== null)
      refuseDoubles(
        reader,
        at,
        refs.map(({ document }) => document),
        'document',
      );
    return refs;
  };
  const beforeChange = read('beforeChange');
  const afterChange = read('afterChange');
  return beforeChange === null || afterChange === null ? null : { beforeChange, afterChange };
}
