/**
 * How PostgreSQL's values reach the code: nothing becomes a JavaScript Date. timestamptz is RFC 3339 text in UTC, bigint a number
 * (or an error where it would lose digits), json parsed, everything else pg does not know stays text.
 */
import { types } from 'pg';

type Parser = (text: string) => unknown;

/** Object ids from PostgreSQL's pg_type.dat. */
const INT8 = 20;
const DATE = 1082;
const TIMESTAMP = 1114;
const TIMESTAMPTZ = 1184;
const INTERVAL = 1186;
const INT4_ARRAY = 1007;
const INT8_ARRAY = 1016;
const DATE_ARRAY = 1182;
const TIMESTAMP_ARRAY = 1115;
const TIMESTAMPTZ_ARRAY = 1185;
const TEXT_ARRAY: number = 1009;

const PARSERS = new Map<number, Parser>([
  [INT8, safeInteger],
  [INT4_ARRAY, integers],
  [INT8_ARRAY, (text) => parseArray(text, safeInteger)],
  [TIMESTAMPTZ, utcTimestamp],
  [TIMESTAMPTZ_ARRAY, (text) => parseArray(text, utcTimestamp)],
  [DATE, asText],
  [TIMESTAMP, asText],
  [INTERVAL, asText],
  [DATE_ARRAY, (text) => parseArray(text, asText)],
  [TIMESTAMP_ARRAY, (text) => parseArray(text, asText)],
]);

/** Given to every pool and client. */
export const resultTypes = {
  getTypeParser(id: number, format?: 'text' | 'binary'): Parser {
    const own = format === 'binary' ? undefined : PARSERS.get(id);
    if (own !== undefined) return own;
    // pg types its parsers as returning any; what they return is checked where it is used.
    return types.getTypeParser(id, format === 'binary' ? 'text' : (format ?? 'text')) as Parser;
  },
};

/** PostgreSQL's ISO output to RFC 3339 in UTC with three digits of a second, or six where there are more. */
export function utcTimestamp(text: string): string {
  const parts = /^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d)(?:\.(\d{1,6}))?\+00$/.exec(text);
  if (parts === null) return otherTimestamp(text);
  const [, day = '', time = '', fraction = ''] = parts;
  return `${day}T${time}.${fraction.padEnd(fraction.length > 3 ? 6 : 3, '0')}Z`;
}

/** Sessions run in UTC, so this is for years beyond 9999, before Christ, infinity, or a session that was told otherwise. */
function otherTimestamp(text: string): string {
  const parts = /^(\d{4}-\d\d-\d\d) (\S+)$/.exec(text);
  if (parts === null) return text;
  const iso = `${parts[1]}T${parts[2]}`;
  const at = Temporal.Instant.from(iso);
  return at.toString({ fractionalSecondDigits: at.epochNanoseconds % 1_000_000n === 0n ? 3 : 6 });
}

function safeInteger(text: string): number {
  const value = Number(text);
  if (Number.isSafeInteger(value)) return value;
  throw new RangeError(`The database returned ${text}, which is too large for a number: cast it to text in the query.`);
}

/** Inventories are lists of a thousand and more ids: without nulls and bounds they are read in one go. */
function integers(text: string): unknown[] {
  if (!/^\{[-0-9,]*\}$/.test(text)) return parseArray(text, Number);
  return text === '{}' ? [] : text.slice(1, -1).split(',').map(Number);
}

/** A one-dimensional array by pg's own reader of text[]; null elements stay null. */
function parseArray(text: string, element: Parser): unknown[] {
  // Typed as any by pg; text[] is read as texts and nulls.
  const elements = types.getTypeParser(TEXT_ARRAY, 'text')(text) as (string | null)[];
  return elements.map((entry) => (entry === null ? null : element(entry)));
}

function asText(text: string): string {
  return text;
}
