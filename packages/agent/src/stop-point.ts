/**
 * Named places at which a test may end the process, with SIGKILL, as a power cut would. Without these variables nothing happens.
 *   FETTLE_AGENT_STOP_AT   a part of the place's name, with an optional `#n` for its n-th passing in this process
 *   FETTLE_AGENT_STOP_LOG  a file to which every place that is passed is added: so a test finds out which there are
 *   FETTLE_AGENT_STOP_EACH with it, lines of the log with their number (`agent after-write:contact.json#3`), `|` between them; each ends one life
 */
import { appendFileSync, existsSync, readFileSync } from 'node:fs';

const [place = '', nth = '1'] = process.env['FETTLE_AGENT_STOP_AT']?.split('#') ?? [];
const log = process.env['FETTLE_AGENT_STOP_LOG'];
const each = process.env['FETTLE_AGENT_STOP_EACH']?.split('|') ?? [];
const role = process.argv[2] === 'perform' ? 'step' : 'agent';
let passed = 0;

export function stopPoint(name: string): void {
  if (log !== undefined) stopByLog(log, name);
  if (place === '' || !name.includes(place)) return;
  passed += 1;
  if (passed === Number(nth)) process.kill(process.pid, 'SIGKILL');
}

/** Counted over all lives, and by names that are the same in every folder. */
function stopByLog(file: string, name: string): void {
  const line = `${role} ${name.replace(/:\/.*\//, ':')}`;
  const before = existsSync(file) ? readFileSync(file, 'utf8').split('\n') : [];
  appendFileSync(file, `${line}\n`);
  if (each.includes(`${line}#${before.filter((one) => one === line).length + 1}`)) process.kill(process.pid, 'SIGKILL');
}
