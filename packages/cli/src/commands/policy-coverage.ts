import { connect } from '../connection/api.ts';
import { findClient } from '../connection/find.ts';
import { coverageText } from '../output/coverage-text.ts';
import { screenOf } from '../output/screen.ts';
import { needPolicy } from '../policies/find-policy.ts';
import { readPolicyFile } from '../policies/read-policy-file.ts';
import { Refused } from '../refused.ts';
import { online } from '../session.ts';
import type { Group, Session } from '../session.ts';

/** `fettle policy coverage`: whether the devices that are tried first stand for the others, and which would do better. Nothing is changed. */
export function addPolicyCoverage(group: Group, { io, finish }: Session): void {
  online(group, 'coverage', 'whether the first rings stand for the later ones, and which test devices would cover more')
    .requiredOption('--client <name>', 'of this client')
    .option('--file <file>', 'by the rings of a policy that is not saved; - for standard input')
    .action(async (options) => {
      const { api } = connect(io, options);
      const client = await findClient(api, options.client);
      const body = options.file === undefined ? (await needPolicy(api, client)).body : readPolicyFile(io.folder, options.file);
      const { problems, rings, coverage } = await api('previewPolicy', { params: { id: client.id }, body: { body } });
      if (coverage === null)
        throw new Refused({
          code: 'policy.unreadable',
          title: 'The policy can not be looked at like this',
          detail: 'It is not a whole policy.',
          remedy: 'Mend what is named. Nothing was changed.',
          errors: problems,
        });
      const json = { rings: rings.map(({ name, devices }) => ({ name, devices: devices.length })), ...coverage };
      finish(options, { json, text: coverageText(screenOf(io), json) });
    });
}
