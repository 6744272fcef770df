import { Option } from '@commander-js/extra-typings';
import { faultKinds } from '@fettle/core/urgency-words';
import type { CallInput } from '@fettle/protocol/client';
import { connect } from '../connection/api.ts';
import { findClient } from '../connection/find.ts';
import { dayOf, offeredOf, scopeOf } from '../decisions/named.ts';
import { screenOf } from '../output/screen.ts';
import { urgencyWordText } from '../output/urgency-word-text.ts';
import { usage } from '../refused.ts';
import { online } from '../session.ts';
import type { Group, Session } from '../session.ts';

type Body = CallInput<'recordUrgencyWord'>['body'];

/** `fettle urgency say`: that an update is urgent or normal whatever the rules say, or mends a fault that a device shows. */
export function addUrgencySay(group: Group, { io, finish }: Session): void {
  online(group, 'say', 'that an update is urgent or normal whatever the rules say, or mends a fault that devices show')
    .requiredOption('--client <name>', 'for this client')
    .requiredOption('--update <name>', 'an update that it is offered: name, name=version or id')
    .option('--every-version', 'also of every later version of it')
    .addOption(new Option('--as <urgency>', 'how urgent it is; normal needs --until').choices(['urgent', 'normal'] as const))
    .addOption(new Option('--fault <kind>', 'or the kind of fault that it mends, which makes it urgent').choices(faultKinds))
    .option('--evidence <text>', 'of a fault: where one can read what was seen')
    .option('--since <day>', 'of a fault: since when it is seen')
    .requiredOption('--because <text>', 'why; of a fault, what was seen')
    .option('--site <name...>', 'for some of its sites only')
    .option('--device <name...>', 'for some of its devices only')
    .option('--until <day>', 'the last day, such as 2027-03-31; to lower, within 90 days')
    .action(async (options) => {
      const says = saysOf(options);
      const { api } = connect(io, options);
      const client = await findClient(api, options.client);
      const body: Body = {
        clientId: client.id,
        about: await offeredOf(api, client.id, options.update, options.everyVersion === true),
        scope: await scopeOf(api, client.id, options),
        ...says,
        reason: options.because,
        endsAt: dayOf('until', options.until, '23:59:59'),
      };
      const word = await api('recordUrgencyWord', { body });
      finish(options, { json: word, text: urgencyWordText(screenOf(io), word) });
    });
}

type Said = {
  readonly as?: 'urgent' | 'normal' | undefined;
  readonly fault?: (typeof faultKinds)[number] | undefined;
  readonly evidence?: string | undefined;
  readonly since?: string | undefined;
};

function saysOf({ as, fault: kind, evidence, since }: Said): Pick<Body, 'says' | 'fault'> {
  if ((as === undefined) === (kind === undefined))
    throw usage('Say how urgent it is: --as urgent, --as normal or --fault KIND, one of them.');
  if (kind === undefined) {
    if (evidence !== undefined || since !== undefined) throw usage('--evidence and --since go with --fault.');
    return { says: as ?? 'urgent', fault: null };
  }
  if (evidence === undefined) throw usage('Say where one can read what was seen: --evidence "ticket 7".');
  return { says: 'fault', fault: { kind, evidence, seenSince: dayOf('since', since, '00:00:00') } };
}
