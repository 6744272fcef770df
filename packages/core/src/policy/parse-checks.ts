/** Reads health checks. What passes here ends as arguments and addresses on devices, so the forms are narrow. */
import { healthCheckKinds } from '../deployment/checks.ts';
import type { HealthCheck } from '../deployment/checks.ts';
import { child, note, readChoice, readFields, readText, readWhole } from './reader.ts';
import type { Reader } from './reader.ts';

const fieldsOfKind: Readonly<Record<HealthCheck['kind'], readonly string[]>> = {
  service: ['kind', 'name', 'unit', 'timeoutSeconds'],
  tcp: ['kind', 'name', 'host', 'port', 'timeoutSeconds'],
  http: ['kind', 'name', 'url', 'expectStatus', 'timeoutSeconds'],
};

/** Reads one health check; notes every problem of it. */
export function readCheck(reader: Reader, path: string, value: unknown): HealthCheck | null {
  const kindField = typeof value === 'object' && value !== null && 'kind' in value ? value.kind : undefined;
  const kind = readChoice(reader, child(path, 'kind'), kindField, healthCheckKinds);
  if (kind === null) return null;
  const fields = readFields(reader, path, value, fieldsOfKind[kind]);
  if (fields === null) return null;
  const name = readText(reader, child(path, 'name'), fields['name'], 100);
  const timeoutSeconds = readWhole(reader, child(path, 'timeoutSeconds'), fields['timeoutSeconds'], 1, 600);
  const particular = readParticular(reader, path, kind, fields);
  return name === null || timeoutSeconds === null || particular === null ? null : { name, timeoutSeconds, ...particular };
}

/** `HealthCheck` without what all kinds share, kind by kind. */
type Particular = HealthCheck extends infer Kind ? (Kind extends HealthCheck ? Omit<Kind, 'name' | 'timeoutSeconds'> : never) : never;

function readParticular(
  reader: Reader,
  path: string,
  kind: HealthCheck['kind'],
  fields: Readonly<Record<string, unknown>>,
): Particular | null {
  switch (kind) {
    case 'service': {
      const unit = readUnit(reader, child(path, 'unit'), fields['unit']);
      return unit === null ? null : { kind, unit };
    }
    case 'tcp': {
      const host = readHost(reader, child(path, 'host'), fields['host']);
      const port = readWhole(reader, child(path, 'port'), fields['port'], 1, 65_535);
      return host === null || port === null ? null : { kind, host, port };
    }
    case 'http': {
      const url = readUrl(reader, child(path, 'url'), fields['url']);
      const expectStatus = readWhole(reader, child(path, 'expectStatus'), fields['expectStatus'], 100, 599);
      return url === null || expectStatus === null ? null : { kind, url, expectStatus };
    }
  }
}

/** systemd.unit(5): the characters of a unit name; a first `-` would read as an option of systemctl. */
function readUnit(reader: Reader, path: string, value: unknown): string | null {
  if (
    typeof value === 'string' &&
    value.length <= 255 &&
    /^[A-Za-z0-9_:][A-Za-z0-9:_.@\\-]*\.(?:service|socket|target|timer|mount|path)$/.test(value)
  )
    return value;
  return note(reader, path, 'It must be the full name of a systemd unit, such as nginx.service.');
}

function readHost(reader: Reader, path: string, value: unknown): string | null {
  if (typeof value === 'string' && value.length <= 253 && /^[A-Za-z0-9:][A-Za-z0-9.:-]*$/.test(value)) return value;
  return note(reader, path, 'It must be a host name or an IP address, such as 127.0.0.1 or ::1.');
}

function readUrl(reader: Reader, path: string, value: unknown): string | null {
  const url = typeof value === 'string' && value.length <= 1_000 ? URL.parse(value) : null;
  if (url === null || (url.protocol !== 'http:' && url.protocol !== 'https:'))
    return note(reader, path, 'It must be an http or https address, such as http://127.0.0.1:8080/health.');
  if (url.username !== '' || url.password !== '')
    return note(reader, path, 'It must not hold a name or a password: policies are shown and reported.');
  return url.href;
}
