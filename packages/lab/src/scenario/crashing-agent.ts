/** An agent that dies at chosen places, as a power cut of one process: killed by itself at a stop point, started again by systemd. */
import type { Device } from '../world/device.ts';

const FOLDER = '/var/lib/lab-crashes';
const PROGRAM = '/usr/local/sbin/crashing-agent';

/** Its n-th life ends at the n-th passing of the place: each life comes further than the one before, and dies elsewhere. */
const program = `#!/bin/sh
place=$(cat ${FOLDER}/place 2>/dev/null) || exec /usr/bin/fettle-agent run
n=$(( $(cat ${FOLDER}/lives 2>/dev/null || echo 0) + 1 ))
echo "$n" > ${FOLDER}/lives
export FETTLE_AGENT_STOP_AT="$place#$n"
exec /usr/bin/fettle-agent run
`;

const agentUnit = `[Unit]
StartLimitIntervalSec=0
[Service]
ExecStart=
ExecStart=${PROGRAM}
RestartSec=100ms
`;

/** The unit in which a change is made dies once: its settings are gone when it has ended. */
const changeUnit = `[Service]
EnvironmentFile=-${FOLDER}/change.env
ExecStopPost=-/bin/rm -f ${FOLDER}/change.env
`;

/** Makes a device's agent one that can be made to crash. It does not crash before it is told where. */
export async function makeCrashable(device: Device): Promise<void> {
  await device.put(PROGRAM, program, 0o755);
  await device.put('/etc/systemd/system/fettle-agent.service.d/crashing.conf', agentUnit);
  await device.put('/etc/systemd/system/fettle-change-.service.d/crashing.conf', changeUnit);
  await device.must(['mkdir', '-p', FOLDER]);
  await device.must(['systemctl', 'daemon-reload']);
}

/** From its next start on, the agent's first life ends at the first passing of a stop point, the second at the second, and so on. */
export async function crashEachLifeAt(device: Device, place: string): Promise<void> {
  await device.put(`${FOLDER}/place`, place);
}

/** The program that makes the next change ends at this stop point; what it had started lives on. */
export async function crashChangeAt(device: Device, place: string): Promise<void> {
  await device.put(`${FOLDER}/change.env`, `FETTLE_AGENT_STOP_AT="${place}"\n`);
}

/** No crash from now on; gives how many lives the agent has had. */
export async function stopCrashing(device: Device): Promise<number> {
  await device.must(['rm', '-f', `${FOLDER}/place`, `${FOLDER}/change.env`]);
  const lives = await device.exec(['cat', `${FOLDER}/lives`]);
  return lives.status === 0 ? Number(lives.stdout) : 1;
}
