/** Reads health checks. What passes here ends as arguments and addresses on devices, so the forms are narrow. */
import { healthCheckKinds, journalPriorities } from '../deployment/checks.ts';
import type { HealthCheck } from '../deployment/checks.ts';
import { readAddress, readCertificatePath, readHost, readName, readPath, readProcess, readUnit, readUrl } from './parse-check-fields.ts';
import { readCommandRef } from './parse-hooks.ts';
import { child, note, readChoice, readFields, readNumber, readText, readWhole } from './reader.ts';
import type { Reader } from './reader.ts';

const fieldsOfKind: Readonly<Record<HealthCheck['kind'], readonly string[]>> = {
  service: ['kind', 'name', 'unit', 'timeoutSeconds'],
  process: ['kind', 'name', 'process', 'timeoutSeconds'],
  tcp: ['kind', 'name', 'host', 'port', 'timeoutSeconds'],
  http: ['kind', 'name', 'url', 'expectStatus', 'contains', 'timeoutSeconds'],
  dns: ['kind', 'name', 'query', 'address', 'timeoutSeconds'],
  disk: ['kind', 'name', 'path', 'least', 'unit', 'timeoutSeconds'],
  mount: ['kind', 'name', 'path', 'timeoutSeconds'],
  certificate: ['kind', 'name', 'path', 'days', 'timeoutSeconds'],
  tls: ['kind', 'name', 'host', 'port', 'days', 'serverName', 'timeoutSeconds'],
  journal: ['kind', 'name', 'unit', 'priority', 'most', 'timeoutSeconds'],
  boot: ['kind', 'name', 'mostSeconds', 'timeoutSeconds'],
  command: ['kind', 'name', 'command', 'timeoutSeconds'],
  cpu: ['kind', 'name', 'mostPercentOver', 'timeoutSeconds'],
  memory: ['kind', 'name', 'mostPercentOver', 'timeoutSeconds'],
  slower: ['kind', 'name', 'of', 'mostTimesSlower', 'timeoutSeconds'],
};

/** Reads one health check; notes every problem of it. */
export function readCheck(reader: Reader, path: string, value: unknown): HealthCheck | null {
  const kindField = typeof value === 'object' && value !== null && 'kind' in value ? value.kind : undefined;
  const kind = readChoice(reader, child(path, 'kind'), kindField, healthCheckKinds);
  if (kind === null) return null;
  const fields = readFields(reader, path, value, fieldsOfKind[kind]);
  if (fields === null) return null;
  const name = readText(reader, child(path, 'name'), fields['name'], 100);
  const timeoutSeconds = readWhole(reader, child(path, 'timeoutSeconds'), fields['timeoutSeconds'], leastSeconds(kind), 600);
  const particular = readParticular(reader, path, kind, fields);
  return name === null || timeoutSeconds === null || particular === null ? null : { name, timeoutSeconds, ...particular };
}

/** What goes by the middle of several samples needs the time for them. */
function leastSeconds(kind: HealthCheck['kind']): number {
  return kind === 'cpu' || kind === 'memory' || kind === 'slower' ? 40 : 1;
}

/** Notes each `slower` check that names none whose answer could be timed. */
export function refuseStraySlower(reader: Reader, path: string, checks: readonly HealthCheck[]): void {
  const timed = new Set(checks.flatMap((check) => (check.kind === 'http' || check.kind === 'tcp' ? [check.name] : [])));
  for (const [index, check] of checks.entries())
    if (check.kind === 'slower' && !timed.has(check.of))
      note(reader, `${path}[${index}].of`, 'It must be the name of an http or tcp check of the same list.');
}

/** `HealthCheck` without what all kinds share, kind by kind. */
type Particular = HealthCheck extends infer Kind ? (Kind extends HealthCheck ? Omit<Kind, 'name' | 'timeoutSeconds'> : never) : never;

function readParticular(
  reader: Reader,
  path: string,
  kind: HealthCheck['kind'],
  fields: Readonly<Record<string, unknown>>,
): Particular | null {
  const at = (field: string): string => child(path, field);
  const whole = (field: string, least: number, most: number) => readWhole(reader, at(field), fields[field], least, most);
  switch (kind) {
    case 'service': {
      const unit = readUnit(reader, at('unit'), fields['unit']);
      return unit === null ? null : { kind, unit };
    }
    case 'process': {
      const name = readProcess(reader, at('process'), fields['process']);
      return name === null ? null : { kind, process: name };
    }
    case 'tcp': {
      const host = readHost(reader, at('host'), fields['host']);
      const port = whole('port', 1, 65_535);
      return host === null || port === null ? null : { kind, host, port };
    }
    case 'http': {
      const url = readUrl(reader, at('url'), fields['url']);
      const expectStatus = whole('expectStatus', 100, 599);
      const contains = maybe(fields['contains'], (value) => readText(reader, at('contains'), value, 200));
      return url === null || expectStatus === null || contains === null ? null : { kind, url, expectStatus, ...only({ contains }) };
    }
    case 'dns': {
      const query = readName(reader, at('query'), fields['query']);
      const address = maybe(fields['address'], (value) => readAddress(reader, at('address'), value));
      return query === null || address === null ? null : { kind, query, ...only({ address }) };
    }
    case 'disk': {
      const folder = readPath(reader, at('path'), fields['path']);
      const unit = readChoice(reader, at('unit'), fields['unit'], ['percent', 'mebibytes']);
      const least = whole('least', 1, unit === 'percent' ? 99 : 1_000_000_000);
      return folder === null || unit === null || least === null ? null : { kind, path: folder, least, unit };
    }
    case 'mount': {
      const folder = readPath(reader, at('path'), fields['path']);
      return folder === null ? null : { kind, path: folder };
    }
    case 'certificate': {
      const file = readCertificatePath(reader, at('path'), fields['path']);
      const days = whole('days', 0, 3_650);
      return file === null || days === null ? null : { kind, path: file, days };
    }
    case 'tls': {
      const host = readHost(reader, at('host'), fields['host']);
      const port = whole('port', 1, 65_535);
      const days = whole('days', 0, 3_650);
      const serverName = maybe(fields['serverName'], (value) => readName(reader, at('serverName'), value));
      return host === null || port === null || days === null || serverName === null
        ? null
        : { kind, host, port, days, ...only({ serverName }) };
    }
    case 'journal': {
      const unit = maybe(fields['unit'], (value) => readUnit(reader, at('unit'), value));
      const priority = readChoice(reader, at('priority'), fields['priority'], journalPriorities);
      const most = whole('most', 0, 1_000);
      return unit === null || priority === null || most === null ? null : { kind, ...only({ unit }), priority, most };
    }
    case 'boot': {
      const mostSeconds = whole('mostSeconds', 1, 3_600);
      return mostSeconds === null ? null : { kind, mostSeconds };
    }
    case 'cpu':
    case 'memory': {
      const mostPercentOver = whole('mostPercentOver', 1, 1_000);
      return mostPercentOver === null ? null : { kind, mostPercentOver };
    }
    case 'slower': {
      const of = readText(reader, at('of'), fields['of'], 100);
      const mostTimesSlower = readNumber(reader, at('mostTimesSlower'), fields['mostTimesSlower'], 1.1, 100);
      return of === null || mostTimesSlower === null ? null : { kind, of, mostTimesSlower };
    }
    case 'command': {
      const command = readCommandRef(reader, at('command'), fields['command']);
      return command === null ? null : { kind, command };
    }
  }
}

/** A field that may be left out: undefined where it is, null where it can not be read. */
function maybe<Value>(value: unknown, read: (value: unknown) => Value | null): Value | null | undefined {
  return value === undefined ? undefined : read(value);
}

/** A field that was left out stays out: what is signed says no more than what was said. */
function only<Fields extends Readonly<Record<string, unknown>>>(fields: Fields): Partial<Fields> {
  // Filtering entries keeps their names and values, which is what the type says.
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Partial<Fields>;
}
