/** Prints tables.ts, Kysely's view of the database, from the catalogue of a migrated database. */
import type { ClientBase } from 'pg';
import { SCHEMA } from './names.ts';

type Column = { table: string; column: string; type: string; array: boolean; nullable: boolean; defaulted: boolean; always: boolean };

const TYPES: Readonly<Record<string, string>> = {
  bool: 'boolean',
  bytea: 'Buffer',
  date: 'string',
  float4: 'number',
  float8: 'number',
  inet: 'string',
  int2: 'number',
  int4: 'number',
  int8: 'number',
  interval: 'string',
  jsonb: 'Json',
  name: 'string',
  numeric: 'string',
  text: 'string',
  timestamptz: 'string',
  uuid: 'string',
};

/** The source of tables.ts. `client` may read the catalogue, as any role may. A type that is not known here throws. */
export async function printTables(client: ClientBase): Promise<string> {
  const tables = Map.groupBy(await readColumns(client), (column) => column.table);
  const interfaces = [...tables].map(([name, columns]) => `export type ${typeName(name)} = {\n${columns.map(printColumn).join('')}};\n`);
  const entries = [...tables.keys()].map((name) => `  ${name}: ${typeName(name)};\n`).join('');
  return `${HEAD}${interfaces.join('\n')}\nexport type Database = {\n${entries}};\n`;
}

const HEAD = `/** Generated from the catalogue of a migrated database (generate-tables.ts). Do not edit. */
import type { ColumnType, Generated, GeneratedAlways } from 'kysely';

/** Written as JSON text (JSON.stringify), read as what was parsed: unknown until a schema says otherwise. */
export type Json = ColumnType<unknown, string, string>;
export type NullableJson = ColumnType<unknown, string | null | undefined, string | null>;
export type DefaultedJson = ColumnType<unknown, string | undefined, string>;

`;

async function readColumns(client: ClientBase): Promise<Column[]> {
  const { rows } = await client.query<Column>(
    `select c.relname as table, a.attname as column, coalesce(e.typname, t.typname) as type, e.oid is not null as array,
            not a.attnotnull as nullable, (a.atthasdef or a.attidentity <> '') as defaulted,
            (a.attidentity = 'a' or a.attgenerated <> '') as always
     from pg_class c
     join pg_namespace n on n.oid = c.relnamespace and n.nspname = $1
     join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
     join pg_type t on t.oid = a.atttypid
     left join pg_type e on e.oid = t.typelem and t.typcategory = 'A'
     where c.relkind in ('r', 'p', 'v', 'm') and not c.relispartition
     order by c.relname collate "C", a.attnum`,
    [SCHEMA],
  );
  return rows;
}

function printColumn(column: Column): string {
  return `  ${column.column}: ${columnType(column)};\n`;
}

function columnType(column: Column): string {
  const base = TYPES[column.type];
  if (base === undefined)
    throw new Error(`${column.table}.${column.column} has the type ${column.type}, which generate-tables.ts does not know yet.`);
  if (base === 'Json') return column.nullable ? 'NullableJson' : column.defaulted ? 'DefaultedJson' : 'Json';
  const whole = `${base}${column.array ? '[]' : ''}${column.nullable ? ' | null' : ''}`;
  if (column.always) return `GeneratedAlways<${whole}>`;
  return column.defaulted ? `Generated<${whole}>` : whole;
}

function typeName(table: string): string {
  return `${table.replaceAll(/(?:^|_)([a-z0-9])/g, (_, letter: string) => letter.toUpperCase())}Table`;
}
