import { verifyEvidence } from '@fettle/proof/evidence-file';
import { verifyPack } from '@fettle/proof/evidence-pack';
import { readLocalKey } from '../connection/keys-folder.ts';
import { trustOf } from '../connection/settings.ts';
import { packText } from '../evidence/pack-text.ts';
import { isPack, readPack } from '../evidence/read-pack.ts';
import { evidenceText } from '../evidence/report-text.ts';
import { linesOf } from '../lines.ts';
import { exitCodes } from '../exit-codes.ts';
import { screenOf } from '../output/screen.ts';
import { offline } from '../session.ts';
import type { Group, Session } from '../session.ts';

const exits = { verified: exitCodes.done, incomplete: exitCodes.incomplete, broken: exitCodes.failed };

/** `fettle evidence verify FILE`: recomputes everything from the file itself. Needs no server. */
export function addEvidenceVerify(group: Group, { io, finish }: Session): void {
  offline(group, 'verify', 'verify an exported audit trail or an evidence pack, without any server')
    .argument('<file>', 'the export; - for standard input')
    .option('--trust <fingerprint>', "fingerprint of the provider's root key, or of the server's key (FETTLE_TRUST, or cli.json)")
    .action(async (file, options) => {
      const trust = options.trust === undefined ? trustOf(io, {}, readLocalKey(io)) : trustOf(io, options, null);
      if (isPack(io.folder, file)) {
        const report = verifyPack({ ...(await readPack(io.folder, file)), trust });
        return finish(options, { json: report, text: packText(screenOf(io), report), exit: exits[report.verdict].code });
      }
      const report = verifyEvidence(linesOf(io.folder, file), { trust });
      finish(options, { json: report, text: evidenceText(screenOf(io), report), exit: exits[report.verdict].code });
    });
}
