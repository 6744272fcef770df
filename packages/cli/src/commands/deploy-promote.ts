import { connect } from '../connection/api.ts';
import { findDeployment } from '../connection/find.ts';
import { deploymentText } from '../deployments/deployment-text.ts';
import { screenOf } from '../output/screen.ts';
import { usage } from '../refused.ts';
import { online } from '../session.ts';
import type { Group, Session } from '../session.ts';

/** `fettle deploy promote ID`: the ring that soaks passes now, by the word of a person. */
export function addDeployPromote(group: Group, { io, finish }: Session): void {
  online(
    group,
    'promote',
    'let a ring that soaks pass now: without the rest of its soak, its last checks and what is open of its test plan',
  )
    .argument('<deployment>', 'id, its last characters, or title')
    .requiredOption('--ring <name>', 'the ring, as deploy show names it')
    .requiredOption('--because <text>', 'why, for those who come after you')
    .action(async (named, options) => {
      const { api } = connect(io, options);
      const id = await findDeployment(api, named);
      const { rings } = await api('getDeployment', { params: { id } });
      const ring = rings.find(({ name }) => name === options.ring);
      if (ring === undefined)
        throw usage(`This deployment has no ring “${options.ring}”. It has: ${rings.map(({ name }) => name).join(', ')}.`);
      const deployment = await api('promoteRing', { params: { id }, body: { ring: ring.index, because: options.because } });
      finish(options, { json: deployment, text: deploymentText(screenOf(io), deployment) });
    });
}
