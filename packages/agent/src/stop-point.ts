/**
 * Named places at which a test may end the process as a power cut would. `FETTLE_AGENT_STOP_AT` names some (`|` between them), each with
 * `#n` for its n-th passing, and the process kills itself there with SIGKILL. Places are counted over all lives of the agent: each that is passed is added to the file that
 * `FETTLE_AGENT_STOP_LOG` names, where a test also finds out which there are. Without the variables nothing happens.
 */
import { appendFileSync, existsSync, readFileSync } from 'node:fs';

const wanted = process.env['FETTLE_AGENT_STOP_AT']?.split('|') ?? [];
const log = process.env['FETTLE_AGENT_STOP_LOG'];
const role = process.argv[2] === 'perform' ? 'step' : 'agent';

export function stopPoint(name: string): void {
  if (log === undefined) return;
  const place = `${role} ${name}`;
  const passed =
    1 +
    (existsSync(log)
      ? readFileSync(log, 'utf8')
          .split('\n')
          .filter((line) => line === place).length
      : 0);
  appendFileSync(log, `${place}\n`);
  if (wanted.includes(`${place}#${passed}`)) process.kill(process.pid, 'SIGKILL');
}
