/** `npm run bench -- check-in|reads|matching|planning [devices]`: reports figures; nothing asserts on time. */
import { benchCheckIn } from './check-in.ts';
import { benchMatching } from './matching.ts';
import { benchPlanning } from './planning.ts';
import { benchReads } from './reads.ts';

const [name, devices] = process.argv.slice(2);
const benches: Record<string, (devices?: number) => Promise<void>> = {
  'check-in': benchCheckIn,
  reads: benchReads,
  matching: benchMatching,
  planning: benchPlanning,
};
const bench = benches[name ?? ''];
if (bench === undefined) {
  process.stderr.write(`Which benchmark? ${Object.keys(benches).join(' or ')}, and optionally how many devices.\n`);
  process.exit(2);
}
await bench(devices === undefined ? undefined : Number(devices));
