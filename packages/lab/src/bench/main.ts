/** `npm run bench -- check-in|reads|matching|planning|documents [devices]`, `campaign [clients] [devices] [hours]`: reports figures; nothing asserts on time. */
import { benchCampaign } from './campaign.ts';
import { benchCheckIn } from './check-in.ts';
import { benchDocuments } from './documents.ts';
import { benchMatching } from './matching.ts';
import { benchPlanning } from './planning.ts';
import { benchReads } from './reads.ts';

const [name, ...sizes] = process.argv.slice(2);
const benches: Record<string, (...sizes: number[]) => Promise<void>> = {
  'check-in': benchCheckIn,
  reads: benchReads,
  matching: benchMatching,
  planning: benchPlanning,
  campaign: benchCampaign,
  documents: benchDocuments,
};
const bench = benches[name ?? ''];
if (bench === undefined) {
  process.stderr.write(`Which benchmark? ${Object.keys(benches).join(' or ')}, and optionally how many devices.\n`);
  process.exit(2);
}
await bench(...sizes.map(Number));
