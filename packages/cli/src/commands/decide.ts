import { Option } from '@commander-js/extra-typings';
import { clientAnswers, decisionKinds } from '@fettle/core/decisions';
import type { ApiClient, CallInput } from '@fettle/protocol/client';
import { connect } from '../connection/api.ts';
import { findClient } from '../connection/find.ts';
import { dayOf, offeredOf, scopeOf } from '../decisions/named.ts';
import { decisionText } from '../output/decision-text.ts';
import { screenOf } from '../output/screen.ts';
import { usage } from '../refused.ts';
import { online } from '../session.ts';
import type { Group, Session } from '../session.ts';
import { releaseOf } from './lifecycle.ts';

type Body = CallInput<'recordDecision'>['body'];

/** `fettle decide`: records a decision with what was recommended and what the client said. */
export function addDecide(group: Group, { io, finish }: Session): void {
  online(group, 'decide', 'record a decision: deploy, workaround, exception (also a refusal of the client), block or replace')
    .addOption(new Option('--kind <kind>', 'what was decided').choices(decisionKinds).makeOptionMandatory())
    .requiredOption('--client <name>', 'for this client')
    .option('--update <name>', 'about an update that it is offered: name, name=version or id')
    .option('--every-version', 'also about every later version of it')
    .option('--advisory <id>', 'or about an advisory or CVE')
    .option('--release <release>', 'or about a system or software whose support ends, such as debian:10 (fettle lifecycle)')
    .option('--site <name...>', 'for some of its sites only')
    .option('--device <name...>', 'for some of its devices only')
    .requiredOption('--recommended <text>', 'what you recommended')
    .requiredOption('--because <text>', 'why it was decided so')
    .addOption(new Option('--said <answer>', 'what the client said').choices(clientAnswers).default('not-asked' as const))
    .option('--by <name>', 'who at the client said it')
    .option('--evidence <text>', 'where one can read it: a ticket, a mail, its words')
    .option('--control <text>', 'what lowers the risk meanwhile')
    .option('--until <day>', 'the last day, such as 2027-03-31')
    .option('--review <day>', 'the day on which Today asks to look again')
    .option('--workaround <text>', 'what is done instead')
    .option('--replace-by <text>', 'what takes the place of the system or software')
    .option('--responsible <name>', 'who sees to the replacement')
    .option('--check <text>', 'how one sees that the workaround works')
    .option('--stays', 'the workaround may stay when the fix can be had; it is verified again then')
    .action(async (options) => {
      const { api } = connect(io, options);
      const client = await findClient(api, options.client);
      const body: Body = {
        clientId: client.id,
        about: await aboutOf(api, client.id, options),
        scope: await scopeOf(api, client.id, options),
        kind: options.kind,
        recommendation: options.recommended,
        clientSaid: options.said,
        saidBy: options.by ?? null,
        evidence: options.evidence ?? null,
        reason: options.because,
        compensatingControl: options.control ?? null,
        startsAt: null,
        endsAt: dayOf('until', options.until, '23:59:59'),
        reviewAt: dayOf('review', options.review, '00:00:00'),
        workaround: workaroundOf(options),
        replacement: replacementOf(options),
      };
      const decision = await api('recordDecision', { body });
      finish(options, { json: decision, text: decisionText(screenOf(io), decision) });
    });
}

type About = {
  readonly update?: string | undefined;
  readonly everyVersion?: true | undefined;
  readonly advisory?: string | undefined;
  readonly release?: string | undefined;
};

async function aboutOf(api: ApiClient, clientId: string, { update, everyVersion, advisory, release }: About): Promise<Body['about']> {
  if ([update, advisory, release].filter((one) => one !== undefined).length !== 1)
    throw usage('Say what it is about: --update NAME, --advisory ID or --release RELEASE, one of them.');
  if (update === undefined && everyVersion === true) throw usage('--every-version goes with --update.');
  if (release !== undefined) return { kind: 'lifecycle', ...releaseOf(release) };
  if (advisory !== undefined) return { kind: 'advisory', id: advisory };
  return offeredOf(api, clientId, update ?? '', everyVersion === true);
}

type Words = { readonly workaround?: string | undefined; readonly check?: string | undefined; readonly stays?: true | undefined };

function workaroundOf({ workaround, check, stays }: Words): Body['workaround'] {
  if (workaround === undefined && check === undefined) return null;
  if (workaround === undefined || check === undefined) throw usage('A workaround needs both: --workaround and --check.');
  return { what: workaround, check, undoWhenFixed: stays !== true };
}

type Replacing = { readonly replaceBy?: string | undefined; readonly responsible?: string | undefined };

function replacementOf({ replaceBy, responsible }: Replacing): Body['replacement'] {
  if (replaceBy === undefined && responsible === undefined) return null;
  if (replaceBy === undefined || responsible === undefined) throw usage('A replacement needs both: --replace-by and --responsible.');
  return { what: replaceBy, responsible };
}
