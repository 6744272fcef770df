/** What a health check asks, in words: one table for screens, the terminal and reports. */
import { commandInWords } from './signed-commands.ts';
import type { HealthCheck } from './checks.ts';

/** As `nginx.service is active`, without the check's own name and time. */
export function checkInWords(check: HealthCheck): string {
  switch (check.kind) {
    case 'service':
      return `${check.unit} is active`;
    case 'process':
      return `a process named ${check.process} runs`;
    case 'tcp':
      return `${check.host}:${check.port} takes connections`;
    case 'http':
      return `${check.url} answers ${check.expectStatus}${check.contains === undefined ? '' : ` with “${check.contains}”`}`;
    case 'dns':
      return check.address === undefined ? `${check.query} has an address` : `${check.query} has the address ${check.address}`;
    case 'disk':
      return `${check.path} has ${check.least} ${check.unit === 'percent' ? '%' : 'MiB'} left`;
    case 'mount':
      return `${check.path} is mounted`;
    case 'certificate':
      return `the certificate in ${check.path} is valid for ${days(check.days)}`;
    case 'tls':
      return `the certificate at ${check.host}:${check.port} is valid for ${days(check.days)}`;
    case 'journal':
      return `at most ${check.most} ${check.most === 1 ? 'line' : 'lines'} of priority ${check.priority} or worse from ${check.unit ?? 'all units'} since the change`;
    case 'boot':
      return `the boot took at most ${check.mostSeconds} seconds`;
    case 'cpu':
      return `the processors are at most ${check.mostPercentOver} % busier than usual at these hours`;
    case 'memory':
      return `at most ${check.mostPercentOver} % more memory is in use than usual at these hours`;
    case 'slower':
      return `“${check.of}” is answered in at most ${check.mostTimesSlower} times the usual time`;
    case 'command':
      return `the signed command ${commandInWords(check.command)} ends well`;
  }
}

/** What a kind asks, where one is chosen. */
export const checkKindWords: Readonly<Record<HealthCheck['kind'], string>> = {
  service: 'a service is active',
  process: 'a process runs',
  tcp: 'a port takes connections',
  http: 'a web address answers',
  dns: 'a name is resolved',
  disk: 'a disk has room',
  mount: 'something is mounted',
  certificate: 'a certificate file is valid',
  tls: 'a port’s certificate is valid',
  journal: 'no new errors in the journal',
  boot: 'the boot was quick',
  command: 'a command ends well',
  cpu: 'processors as usual',
  memory: 'memory as usual',
  slower: 'answers as fast as usual',
};

function days(count: number): string {
  return count === 1 ? '1 more day' : `${count} more days`;
}
