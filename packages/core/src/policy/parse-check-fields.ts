/** Reads the fields of health checks. What passes here ends as arguments and addresses on devices, so the forms are narrow. */
import { note } from './reader.ts';
import type { Reader } from './reader.ts';

/** systemd.unit(5): the characters of a unit name; a first `-` would read as an option of systemctl. */
export function readUnit(reader: Reader, path: string, value: unknown): string | null {
  if (
    typeof value === 'string' &&
    value.length <= 255 &&
    /^[A-Za-z0-9_:][A-Za-z0-9:_.@\\-]*\.(?:service|socket|target|timer|mount|path)$/.test(value)
  )
    return value;
  return note(reader, path, 'It must be the full name of a systemd unit, such as nginx.service.');
}

export function readHost(reader: Reader, path: string, value: unknown): string | null {
  if (typeof value === 'string' && value.length <= 253 && /^[A-Za-z0-9:][A-Za-z0-9.:-]*$/.test(value)) return value;
  return note(reader, path, 'It must be a host name or an IP address, such as 127.0.0.1 or ::1.');
}

export function readUrl(reader: Reader, path: string, value: unknown): string | null {
  const url = typeof value === 'string' && value.length <= 1_000 ? URL.parse(value) : null;
  if (url === null || (url.protocol !== 'http:' && url.protocol !== 'https:'))
    return note(reader, path, 'It must be an http or https address, such as http://127.0.0.1:8080/health.');
  if (url.username !== '' || url.password !== '')
    return note(reader, path, 'It must not hold a name or a password: policies are shown and reported.');
  return url.href;
}

/** proc(5): the name of a process is at most 15 bytes long; what is longer is looked for as the name of its program. */
export function readProcess(reader: Reader, path: string, value: unknown): string | null {
  if (typeof value === 'string' && /^[A-Za-z0-9_][A-Za-z0-9_.:+@-]{0,62}$/.test(value)) return value;
  return note(reader, path, 'It must be the name of a process, such as nginx, without its folder and its arguments.');
}

/** RFC 1123, section 2.1; the underscore as RFC 8552 has it. */
export function readName(reader: Reader, path: string, value: unknown): string | null {
  const label = '[A-Za-z0-9_](?:[A-Za-z0-9_-]{0,61}[A-Za-z0-9])?';
  if (typeof value === 'string' && value.length <= 253 && new RegExp(`^${label}(?:\\.${label})*\\.?$`).test(value)) return value;
  return note(reader, path, 'It must be a name that can be looked up, such as mail.example.com.');
}

export function readAddress(reader: Reader, path: string, value: unknown): string | null {
  if (typeof value === 'string' && value.length <= 45 && /^(?:[0-9]{1,3}(?:\.[0-9]{1,3}){3}|[0-9a-fA-F:.]*:[0-9a-fA-F:.]*)$/.test(value))
    return value.toLowerCase();
  return note(reader, path, 'It must be an IP address, such as 192.0.2.7 or 2001:db8::7.');
}

/** From the root, without `..`, so that it means what it shows. */
export function readPath(reader: Reader, path: string, value: unknown): string | null {
  const isPath = typeof value === 'string' && value.length <= 500 && value.startsWith('/') && !/\p{Cc}/u.test(value);
  if (isPath && !value.split('/').includes('..')) return value;
  return note(reader, path, 'It must be a path from the root, such as /var/lib/mysql, without “..”.');
}

/** Only certificates are read, and only where they are called so: the answer says how long they are valid, and nothing else of the file. */
export function readCertificatePath(reader: Reader, path: string, value: unknown): string | null {
  const found = readPath(reader, path, value);
  if (found === null || /\.(?:pem|crt|cer|cert)$/.test(found)) return found;
  return note(reader, path, 'It must be a file of certificates: .pem, .crt, .cer or .cert.');
}
