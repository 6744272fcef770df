import { connect } from '../connection/api.ts';
import { findDeployment } from '../connection/find.ts';
import { writeWholeFile } from '../keys/private-file.ts';
import { size } from '../output/times.ts';
import { online } from '../session.ts';
import type { Group, Session } from '../session.ts';

/** `fettle deploy export ID`: its state as a document that `fettle what-if` reads. */
export function addDeployExport(group: Group, { io, finish }: Session): void {
  online(group, 'export', 'the state of a deployment as a document for fettle what-if: no envelopes, no keys')
    .argument('<deployment>', 'id, its last characters, or title')
    .option('--out <file>', 'into this file; else on standard output')
    .action(async (named, options) => {
      const { api } = connect(io, options);
      const state = await api('exportDeploymentState', { params: { id: await findDeployment(api, named) } });
      const text = `${JSON.stringify(state, null, 2)}\n`;
      if (options.out === undefined) return finish(options, { json: state, text });
      const path = writeWholeFile(io.folder, options.out, Buffer.from(text));
      finish(options, { json: { path, bytes: text.length }, text: `${path} (${size(text.length)})` });
    });
}
