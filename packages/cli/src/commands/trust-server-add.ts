import { join } from 'node:path';
import { keysFolder } from '../connection/keys-folder.ts';
import { readPublicHalf } from '../keys/public-key.ts';
import { online } from '../session.ts';
import type { Group, Session } from '../session.ts';
import { changeAuthority } from '../trust/change.ts';
import { withServer } from '../trust/draft.ts';

/** `fettle trust server add`: devices listen to one more server, such as one that was set up anew. */
export function addTrustServerAdd(group: Group, { io, finish }: Session): void {
  online(group, 'add', 'let devices listen to one more server')
    .requiredOption('--name <name>', 'what it is called')
    .option('--public-key <key>', "the server's public key (44 characters), or a file with it")
    .option('--key-file <file>', 'or its private key file (server.key of the keys folder)')
    .option('--root-key <file>', 'root key file (root.key of the keys folder)')
    .action(async (options) => {
      const own = join(keysFolder(io), 'server.key');
      const given = options.publicKey === undefined && options.keyFile === undefined ? { keyFile: own } : options;
      const server = { ...readPublicHalf(io.folder, given), name: options.name };
      finish(options, await changeAuthority(io, options, async ({ authority, now }) => withServer(authority, server, { now })));
    });
}
