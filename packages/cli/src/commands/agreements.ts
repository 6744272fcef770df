import { connect } from '../connection/api.ts';
import { findClient } from '../connection/find.ts';
import { agreementsText } from '../output/agreements-text.ts';
import { screenOf } from '../output/screen.ts';
import { online } from '../session.ts';
import type { Group, Session } from '../session.ts';

/** `fettle agreements CLIENT`: the frameworks that it is held to, and its SLA. */
export function addAgreements(group: Group, { io, finish }: Session): void {
  online(group, 'agreements', 'which frameworks a client is held to, and its SLA')
    .argument('<client>', 'name or id')
    .action(async (named, options) => {
      const { api } = connect(io, options);
      const { id } = await findClient(api, named);
      const agreements = await api('getAgreements', { params: { id } });
      finish(options, { json: agreements, text: agreementsText(screenOf(io), agreements) });
    });
}
