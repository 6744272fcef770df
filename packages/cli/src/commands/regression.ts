import { Option } from '@commander-js/extra-typings';
import type { ApiClient } from '@fettle/protocol/client';
import { connect } from '../connection/api.ts';
import { findClient, findDeployment, findDevice, findOne } from '../connection/find.ts';
import { pagesOf } from '../connection/pages.ts';
import { listEnd, mostRows } from '../output/list-end.ts';
import { checksAgainText } from '../output/checks-again-text.ts';
import { regressionsText, regressionText } from '../output/regression-text.ts';
import { screenOf } from '../output/screen.ts';
import { online } from '../session.ts';
import type { Group, Session } from '../session.ts';

/** `fettle regression list`: checks that passed before a change and failed later. */
export function addRegressionList(group: Group, { io, finish }: Session): void {
  online(group, 'list', 'checks that passed before a change and failed later, the newest first')
    .option('--client <name>', 'at one client')
    .option('--deployment <deployment>', 'of one deployment')
    .option('--device <name>', 'on one device')
    .addOption(new Option('--state <state>', 'that stand like this').choices(['open', 'decided', 'all'] as const).default('open' as const))
    .option('--limit <rows>', 'at most so many rows, or "all"', '100')
    .action(async (options) => {
      const { api } = connect(io, options);
      const client = options.client === undefined ? null : await findClient(api, options.client);
      const filter = {
        state: options.state,
        ...(client === null ? {} : { clientId: client.id }),
        ...(options.deployment === undefined ? {} : { deploymentId: await findDeployment(api, options.deployment) }),
        ...(options.device === undefined ? {} : { deviceId: (await findDevice(api, options.device, client?.id)).id }),
      };
      const page = await pagesOf((query) => api('listRegressions', { query: { ...query, ...filter } }), mostRows(options.limit));
      const none = options.state === 'open' ? 'No regression waits for a decision.' : 'There is no such regression.';
      finish(options, { json: page, text: page.items.length === 0 ? none : regressionsText(screenOf(io), page.items) + listEnd(page) });
    });
}

/** `fettle regression again DEPLOYMENT`: how the checks stand that are asked again days after a change. */
export function addRegressionAgain(group: Group, { io, finish }: Session): void {
  online(group, 'again', 'how the checks stand that a deployment has asked again days after it')
    .argument('<deployment>', 'its title, id, or the end of its id')
    .action(async (named, options) => {
      const { api } = connect(io, options);
      const again = await api('getChecksAgain', { params: { id: await findDeployment(api, named) } });
      finish(options, { json: again, text: checksAgainText(screenOf(io), again) });
    });
}

/** `fettle regression decide ID`: what becomes of one. */
export function addRegressionDecide(group: Group, { io, finish }: Session): void {
  online(group, 'decide', 'decide what becomes of a regression')
    .argument('<regression>', 'its id or the end of it, as `fettle regression list` shows it')
    .addOption(new Option('--as <decision>', 'what becomes of it').choices(['accept', 'fixed', 'roll-back'] as const).makeOptionMandatory())
    .requiredOption('--because <text>', 'why')
    .option('--rollback <deployment>', 'the roll-back that takes it back, for --as roll-back')
    .action(async (named, options) => {
      const { api } = connect(io, options);
      const id = await findRegression(api, named);
      const rollbackId = options.rollback === undefined ? null : await findDeployment(api, options.rollback);
      const decided = await api('decideRegression', { params: { id }, body: { what: options.as, because: options.because, rollbackId } });
      finish(options, { json: decided, text: regressionText(screenOf(io), decided) });
    });
}

/** The regression that is meant, among those that wait for a decision. */
async function findRegression(api: ApiClient, text: string): Promise<string> {
  const { items } = await pagesOf((query) => api('listRegressions', { query: { ...query, state: 'open' } }), 2000);
  const all = items.map(({ id, check, deviceName }) => ({ id, name: id, label: `${check} on ${deviceName}` }));
  return findOne('regression', text, all, 'fettle regression list shows them; name it by its id.').id;
}
