import { basename } from 'node:path';
import { Option } from '@commander-js/extra-typings';
import { testResults } from '@fettle/core/deployment';
import { connect } from '../connection/api.ts';
import { findDeployment } from '../connection/find.ts';
import { writeWholeFile } from '../keys/private-file.ts';
import { readWhole } from '../lines.ts';
import { deploymentText } from '../deployments/deployment-text.ts';
import { screenOf } from '../output/screen.ts';
import { size } from '../output/times.ts';
import { online } from '../session.ts';
import type { Group, Session } from '../session.ts';

/** `fettle deploy test-result ID`: what came of a step of the test plan. */
export function addDeployTestResult(group: Group, { io, finish }: Session): void {
  online(group, 'test-result', 'say what came of a step of the test plan, before the second ring begins')
    .argument('<deployment>', 'id, its last characters, or title')
    .requiredOption('--step <name>', 'the step, as deploy show names it')
    .addOption(new Option('--result <result>', 'what came of it').choices(testResults).makeOptionMandatory())
    .requiredOption('--detail <text>', 'what was seen, for those who come after you')
    .option('--attach <file...>', 'what shows it: a screenshot, a log; at most 2 MiB together')
    .action(async (named, options) => {
      const { api } = connect(io, options);
      const id = await findDeployment(api, named);
      const { step, result, detail, attach } = options;
      const attachments = attach?.map((path) => ({ name: basename(path), content: readWhole(io.folder, path).toString('base64') }));
      const deployment = await api('recordTestResult', {
        params: { id },
        body: { step, result, detail, ...(attachments === undefined ? {} : { attachments }) },
      });
      finish(options, { json: deployment, text: deploymentText(screenOf(io), deployment) });
    });
}

/** `fettle deploy attachment ID SHA256`: a file that was attached to a result, saved under a name of one's own. */
export function addDeployAttachment(group: Group, { io, finish }: Session): void {
  online(group, 'attachment', 'save a file that was attached to the result of a test step')
    .argument('<deployment>', 'id, its last characters, or title')
    .argument('<sha256>', 'of the file, as deploy show names it')
    .requiredOption('--out <file>', 'where to')
    .action(async (named, sha256, options) => {
      const { api, document } = connect(io, options);
      const id = await findDeployment(api, named);
      const bytes = await document('getTestAttachment', { params: { id, sha256 } });
      const path = writeWholeFile(io.folder, options.out, bytes);
      finish(options, { json: { path, bytes: bytes.length }, text: `${path} (${size(bytes.length)})` });
    });
}
