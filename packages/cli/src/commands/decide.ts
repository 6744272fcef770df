import { Option } from '@commander-js/extra-typings';
import { clientAnswers, decisionKinds } from '@fettle/core/decisions';
import type { ApiClient, CallInput } from '@fettle/protocol/client';
import { connect } from '../connection/api.ts';
import { findClient, findDevice, findSite } from '../connection/find.ts';
import { findUpdates } from '../deployments/updates.ts';
import { decisionText } from '../output/decision-text.ts';
import { screenOf } from '../output/screen.ts';
import { usage } from '../refused.ts';
import { online } from '../session.ts';
import type { Group, Session } from '../session.ts';

type Body = CallInput<'recordDecision'>['body'];

/** `fettle decide`: records a decision with what was recommended and what the client said. */
export function addDecide(group: Group, { io, finish }: Session): void {
  online(group, 'decide', 'record a decision: deploy, workaround, exception (also a refusal of the client) or block')
    .addOption(new Option('--kind <kind>', 'what was decided').choices(decisionKinds).makeOptionMandatory())
    .requiredOption('--client <name>', 'for this client')
    .option('--update <name>', 'about an update that it is offered: name, name=version or id')
    .option('--every-version', 'also about every later version of it')
    .option('--advisory <id>', 'or about an advisory or CVE')
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
      };
      const decision = await api('recordDecision', { body });
      finish(options, { json: decision, text: decisionText(screenOf(io), decision) });
    });
}

type About = { readonly update?: string | undefined; readonly everyVersion?: true | undefined; readonly advisory?: string | undefined };

async function aboutOf(api: ApiClient, clientId: string, { update, everyVersion, advisory }: About): Promise<Body['about']> {
  if ((update === undefined) === (advisory === undefined))
    throw usage('Say what it is about: --update NAME or --advisory ID, one of them.');
  if (advisory !== undefined) {
    if (everyVersion === true) throw usage('--every-version goes with --update.');
    return { kind: 'advisory', id: advisory };
  }
  const ids = await findUpdates(api, clientId, [update ?? '']);
  const found = await Promise.all(ids.map((id) => api('getUpdate', { params: { id }, query: { clientId } })));
  const [updateId] = ids;
  if (updateId === undefined) throw usage('Say which update.');
  const versions = [...new Set(found.map(({ version }) => version))];
  if (versions.length > 1 && everyVersion !== true)
    throw usage(`${update} is offered as ${versions.join(', ')}.`, 'Name one as NAME=VERSION, or say --every-version.');
  return { kind: 'offered', updateId, everyVersion: everyVersion === true };
}

type Scope = { readonly site?: readonly string[] | undefined; readonly device?: readonly string[] | undefined };

async function scopeOf(api: ApiClient, clientId: string, { site, device }: Scope): Promise<Body['scope']> {
  if (site !== undefined && device !== undefined) throw usage('Say --site or --device, not both: record two decisions.');
  if (site !== undefined) return { kind: 'site', ids: await idsOf(site, (name) => findSite(api, clientId, name)) };
  if (device !== undefined) return { kind: 'devices', ids: await idsOf(device, (name) => findDevice(api, name, clientId)) };
  return { kind: 'client' };
}

async function idsOf(names: readonly string[], find: (name: string) => Promise<{ readonly id: string }>): Promise<string[]> {
  return (await Promise.all(names.map(find))).map(({ id }) => id);
}

/** Days count to their end, and a review is due when its day comes; both in UTC. */
function dayOf(option: string, day: string | undefined, at: string): string | null {
  if (day === undefined) return null;
  if (!/^\d{4}-\d\d-\d\d$/.test(day)) throw usage(`--${option} ${JSON.stringify(day)} is no day.`, 'Write it as 2027-03-31.');
  return `${day}T${at}Z`;
}

type Words = { readonly workaround?: string | undefined; readonly check?: string | undefined; readonly stays?: true | undefined };

function workaroundOf({ workaround, check, stays }: Words): Body['workaround'] {
  if (workaround === undefined && check === undefined) return null;
  if (workaround === undefined || check === undefined) throw usage('A workaround needs both: --workaround and --check.');
  return { what: workaround, check, undoWhenFixed: stays !== true };
}
