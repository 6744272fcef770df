import { isTestFile, serverPlatform, sharedTables } from './rules.ts';
import { serverRoom } from './resolve.ts';
import type { TableWrite, Tree, Violation } from './types.ts';

const writes = [
  /\b(?:insertInto|updateTable|deleteFrom)\('(\w+)'\)/g,
  /\binsert into (?:fettle\.)?(\w+)\b/g,
  /\bupdate (?:fettle\.)?(\w+)(?: (?:as )?\w+)?\s+set\b/g,
  /\bdelete from (?:fettle\.)?(\w+)\b/g,
];

/** Tables that a file's statements write, by the words of Kysely and of SQL. */
export function tableWrites(text: string, lineOf: (offset: number) => number): TableWrite[] {
  return writes.flatMap((pattern) => [...text.matchAll(pattern)].map((match) => ({ table: match[1] ?? '', line: lineOf(match.index) })));
}

/** In the server each table is written by one feature, and by others only where sharedTables says why. */
export function foreignWrites(tree: Tree): Violation[] {
  const written = [...tree.files.values()].flatMap((file) => {
    const room = serverRoom(file.path);
    const counts = file.path.startsWith('packages/server/src/') && room !== '' && room !== serverPlatform && !isTestFile(file.path);
    return counts ? file.writes.map((write) => ({ ...write, path: file.path, room })) : [];
  });
  return [...Map.groupBy(written, ({ table }) => table)].flatMap(([table, all]) => {
    const allowed = sharedTables[table] ?? [];
    const rooms = [...new Set(all.map(({ room }) => room))].filter((room) => !allowed.includes(room));
    if (rooms.length <= 1) return [];
    return all
      .filter(({ room }) => rooms.includes(room))
      .map(({ path, line, room }) => ({
        rule: 'table',
        path,
        line,
        message: `${room} writes the table ${table}, which ${rooms.filter((one) => one !== room).join(', ')} writes too. One feature owns a table; ask it through its door.`,
      }));
  });
}
