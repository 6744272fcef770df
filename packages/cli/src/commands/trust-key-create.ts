import { offline } from '../session.ts';
import type { Group, Session } from '../session.ts';
import { madeKeyText, makeKeyFile } from '../trust/key-file.ts';

/** `fettle trust key create --out FILE`: an approver's key, made on this machine. */
export function addTrustKeyCreate(group: Group, { io, finish }: Session): void {
  offline(group, 'create', 'make a key to approve with, on this machine')
    .requiredOption('--out <file>', 'where the private key goes; the file must not exist yet')
    .action((options) => {
      const made = makeKeyFile(io.folder, options.out);
      finish(options, { json: made, text: madeKeyText(made) });
    });
}
