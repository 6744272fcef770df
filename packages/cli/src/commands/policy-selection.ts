import { Option } from '@commander-js/extra-typings';
import { policyLevels } from '@fettle/core/policy';
import { connect } from '../connection/api.ts';
import { findClient, findDevice } from '../connection/find.ts';
import { screenOf } from '../output/screen.ts';
import { selectionText } from '../output/selection-text.ts';
import { findPlace } from '../policies/place.ts';
import { readPolicyFile } from '../policies/read-policy-file.ts';
import { usage } from '../refused.ts';
import { online } from '../session.ts';
import type { Group, Session } from '../session.ts';

/** `fettle policy selection`: what policies select now and why; with `--file`, what they would select with that file saved. Nothing is changed. */
export function addPolicySelection(group: Group, { io, finish }: Session): void {
  online(group, 'selection', 'what is selected now, update by update, and which rule decided; with --file, what would be')
    .requiredOption('--client <name>', 'of this client')
    .option('--on <device...>', 'of these devices only')
    .option('--file <file>', 'a policy that is not saved, in the place of what its level says; - for standard input')
    .addOption(new Option('--level <level>', 'of which level the file is').choices(policyLevels).default('client' as const))
    .option('--site <name>', 'with --level site')
    .option('--group <name>', 'with --level group')
    .option('--device <name>', 'with --level device')
    .action(async (options) => {
      const { api } = connect(io, options);
      const client = await findClient(api, options.client);
      const deviceIds: string[] = [];
      for (const named of options.on ?? []) deviceIds.push((await findDevice(api, named, client.id)).id);
      if (options.file === undefined && (options.site ?? options.group ?? options.device) !== undefined)
        throw usage('--site, --group and --device say of what the --file is.');
      const instead =
        options.file === undefined
          ? {}
          : {
              instead: {
                level: options.level,
                subjectId: (await findPlace(api, options)).subjectId,
                body: readPolicyFile(io.folder, options.file),
              },
            };
      const selection = await api('previewSelection', {
        params: { id: client.id },
        body: { ...instead, ...(deviceIds.length === 0 ? {} : { deviceIds }) },
      });
      finish(options, { json: selection, text: selectionText(screenOf(io), selection) });
    });
}
