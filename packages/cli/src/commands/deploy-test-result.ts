import { Option } from '@commander-js/extra-typings';
import { testResults } from '@fettle/core/deployment';
import { connect } from '../connection/api.ts';
import { findDeployment } from '../connection/find.ts';
import { deploymentText } from '../deployments/deployment-text.ts';
import { screenOf } from '../output/screen.ts';
import { online } from '../session.ts';
import type { Group, Session } from '../session.ts';

/** `fettle deploy test-result ID`: what came of a step of the test plan. */
export function addDeployTestResult(group: Group, { io, finish }: Session): void {
  online(group, 'test-result', 'say what came of a step of the test plan, before the second ring begins')
    .argument('<deployment>', 'id, its last characters, or title')
    .requiredOption('--step <name>', 'the step, as deploy show names it')
    .addOption(new Option('--result <result>', 'what came of it').choices(testResults).makeOptionMandatory())
    .requiredOption('--detail <text>', 'what was seen, for those who come after you')
    .action(async (named, options) => {
      const { api } = connect(io, options);
      const id = await findDeployment(api, named);
      const { step, result, detail } = options;
      const deployment = await api('recordTestResult', { params: { id }, body: { step, result, detail } });
      finish(options, { json: deployment, text: deploymentText(screenOf(io), deployment) });
    });
}
