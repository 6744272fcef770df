import { verifyEvidence } from '@fettle/proof/evidence-file';
import { readLocalKey } from '../connection/keys-folder.ts';
import { trustOf } from '../connection/settings.ts';
import { evidenceText } from '../evidence/report-text.ts';
import { linesOf } from '../lines.ts';
import { exitCodes } from '../exit-codes.ts';
import { screenOf } from '../output/screen.ts';
import { offline } from '../session.ts';
import type { Group, Session } from '../session.ts';

/** `fettle evidence verify FILE`: recomputes everything from the file itself. Needs no server. */
export function addEvidenceVerify(group: Group, { io, finish }: Session): void {
  offline(group, 'verify', 'verify an exported audit trail, without any server')
    .argument('<file>', 'the export; - for standard input')
    .option('--trust <fingerprint>', "fingerprint of the provider's root key, or of the server's key (FETTLE_TRUST, or cli.json)")
    .action((file, options) => {
      const trust = options.trust === undefined ? trustOf(io, {}, readLocalKey(io)) : trustOf(io, options, null);
      const report = verifyEvidence(linesOf(io.folder, file), { trust });
      const exit = { verified: exitCodes.done, incomplete: exitCodes.incomplete, broken: exitCodes.failed }[report.verdict].code;
      finish(options, { json: report, text: evidenceText(screenOf(io), report), exit });
    });
}
