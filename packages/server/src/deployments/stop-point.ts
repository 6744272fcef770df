/**
 * Named places at which a test may end the server as a power cut would. `FETTLE_TEST_SERVER_STOP_AT` names one (a substring of the place) with an
 * optional `#n` for its n-th passing; the process kills itself with SIGKILL there. Without the variable nothing happens.
 */
const wanted = process.env['FETTLE_TEST_SERVER_STOP_AT'];
const [place = '', nth = '1'] = wanted?.split('#') ?? [];
let passed = 0;

export function stopPoint(name: string): void {
  if (wanted === undefined || !name.includes(place)) return;
  passed += 1;
  if (passed === Number(nth)) process.kill(process.pid, 'SIGKILL');
}
