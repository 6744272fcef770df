import { connect } from '../connection/api.ts';
import { findDeployment } from '../connection/find.ts';
import { deploymentStandingText } from '../deployments/standing-text.ts';
import { screenOf } from '../output/screen.ts';
import { online } from '../session.ts';
import type { Group, Session } from '../session.ts';

/** `fettle deploy standing ID`: which of its changes lie within which standing approval, what lies outside and why, and which one let it run. */
export function addDeployStanding(group: Group, { io, finish }: Session): void {
  online(group, 'standing', 'what of it lies within which standing approval, what lies outside, and why')
    .argument('<deployment>', 'id, its last characters, or title')
    .action(async (named, options) => {
      const { api } = connect(io, options);
      const standing = await api('getDeploymentStanding', { params: { id: await findDeployment(api, named) } });
      finish(options, { json: standing, text: deploymentStandingText(screenOf(io), standing) });
    });
}
