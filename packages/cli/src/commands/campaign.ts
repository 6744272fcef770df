import { Argument, Option } from '@commander-js/extra-typings';
import { isManagerId, managerIds } from '@fettle/core/inventory';
import type { ApiClient, CallInput } from '@fettle/protocol/client';
import { connect } from '../connection/api.ts';
import { findCampaign, findClient } from '../connection/find.ts';
import { pagesOf } from '../connection/pages.ts';
import { campaignsText, campaignText, emergencyText } from '../output/campaign-text.ts';
import { listEnd, mostRows } from '../output/list-end.ts';
import { screenOf } from '../output/screen.ts';
import { usage } from '../refused.ts';
import { online } from '../session.ts';
import type { Group, Session } from '../session.ts';

type Body = CallInput<'proposeCampaign'>['body'];

/** `fettle campaign list`. */
export function addCampaignList(group: Group, { io, finish }: Session): void {
  online(group, 'list', 'changes for many clients at once, the newest first')
    .option('--limit <rows>', 'at most so many rows, or "all"', '50')
    .action(async (options) => {
      const { api } = connect(io, options);
      const page = await pagesOf((query) => api('listCampaigns', { query }), mostRows(options.limit));
      const none = 'There are no campaigns. fettle campaign propose makes one.';
      finish(options, { json: page, text: page.items.length === 0 ? none : campaignsText(screenOf(io), page.items) + listEnd(page) });
    });
}

/** `fettle campaign show NAME`: totals, what it would break, and each client's line. */
export function addCampaignShow(group: Group, { io, finish }: Session): void {
  online(group, 'show', 'one campaign: totals, what it touches, and what each client waits for')
    .argument('<campaign>', 'id, its last characters, or title')
    .action(async (named, options) => {
      const { api } = connect(io, options);
      const campaign = await api('getCampaign', { params: { id: await findCampaign(api, named) } });
      finish(options, { json: campaign, text: campaignText(screenOf(io), campaign) });
    });
}

/** `fettle campaign propose`: each client's deployment is planned by the server, and each waits for its approval. */
export function addCampaignPropose(group: Group, { io, finish }: Session): void {
  online(group, 'propose', 'propose one change for many clients; each is planned under its own policy and waits for its approval')
    .requiredOption('--title <text>', 'by which people know it')
    .requiredOption('--owner <name>', 'who answers for it')
    .option('--because <text>', 'why', '')
    .option('--advisory <id...>', 'what ends one of these: CVE ids, or ids of advisories')
    .option('--package <name>', 'this package, by its own or its source’s name; with --fixed')
    .option('--fixed <version>', 'in this version or a later one')
    .addOption(new Option('--manager <id>', 'whose package it is').choices(managerIds))
    .option('--urgent', 'everything that is urgent')
    .option('--client <name...>', 'for these clients; otherwise for all in your reach')
    .option('--days <number>', 'nothing of it starts later than that', '14')
    .action(async (options) => {
      const about = aboutOf(options);
      const { api } = connect(io, options);
      const clientIds = options.client === undefined ? ('all' as const) : await clientIdsOf(api, options.client);
      const campaign = await api('proposeCampaign', {
        body: {
          title: options.title,
          owner: options.owner,
          reason: options.because,
          about,
          clientIds,
          expiresInDays: Number(options.days),
        },
      });
      finish(options, { json: campaign, text: campaignText(screenOf(io), campaign) });
    });
}

/** `fettle campaign stop NAME`: for all clients in reach, at once. */
export function addCampaignStop(group: Group, { io, finish }: Session): void {
  online(group, 'stop', 'stop it for all clients in your reach: nothing new is sent, what runs finishes')
    .argument('<campaign>', 'id, its last characters, or title')
    .requiredOption('--because <text>', 'why, for those who come after you')
    .action(async (named, options) => {
      const { api } = connect(io, options);
      const id = await findCampaign(api, named);
      const campaign = await api('stopCampaign', { params: { id }, body: { because: options.because } });
      finish(options, { json: campaign, text: campaignText(screenOf(io), campaign) });
    });
}

/** `fettle campaign release NAME`. */
export function addCampaignRelease(group: Group, { io, finish }: Session): void {
  online(group, 'release', 'let a stopped campaign go on')
    .argument('<campaign>', 'id, its last characters, or title')
    .requiredOption('--because <text>', 'why it may go on')
    .action(async (named, options) => {
      const { api } = connect(io, options);
      const id = await findCampaign(api, named);
      const campaign = await api('releaseCampaign', { params: { id }, body: { because: options.because } });
      finish(options, { json: campaign, text: campaignText(screenOf(io), campaign) });
    });
}

/** `fettle campaign leave-out NAME --client NAME`. */
export function addCampaignLeaveOut(group: Group, { io, finish }: Session): void {
  online(group, 'leave-out', 'leave one client out: its deployment is cancelled')
    .argument('<campaign>', 'id, its last characters, or title')
    .requiredOption('--client <name>', 'this client')
    .requiredOption('--because <text>', 'why')
    .action(async (named, options) => {
      const { api } = connect(io, options);
      const [id, client] = [await findCampaign(api, named), await findClient(api, options.client)];
      const campaign = await api('leaveOutOfCampaign', { params: { id }, body: { clientId: client.id, because: options.because } });
      finish(options, { json: campaign, text: campaignText(screenOf(io), campaign) });
    });
}

/** `fettle campaign emergency [on|off]`: whether what becomes known to be exploited becomes a prepared campaign by itself. */
export function addCampaignEmergency(group: Group, { io, finish }: Session): void {
  online(group, 'emergency', 'whether a newly exploited vulnerability becomes a prepared campaign by itself; with on or off it is set')
    .addArgument(new Argument('[to]', 'on or off').choices(['on', 'off']))
    .addOption(
      new Option(
        '--exploited <yesno>',
        'with on or off: also what its publisher says is exploited, though it is not in the catalogue',
      ).choices(['yes', 'no']),
    )
    .addOption(
      new Option('--critical <yesno>', 'with on or off: also what is critical by its CVSS and attacked over the network').choices([
        'yes',
        'no',
      ]),
    )
    .action(async (to, options) => {
      const { api } = connect(io, options);
      const said = (text: string | undefined) => (text === undefined ? undefined : text === 'yes');
      const [exploited, critical] = [said(options.exploited), said(options.critical)];
      if (to === undefined && (exploited !== undefined || critical !== undefined))
        throw usage('Nothing is set without on or off.', 'fettle campaign emergency on --critical yes');
      const rule = { ...(exploited === undefined ? {} : { exploited }), ...(critical === undefined ? {} : { critical }) };
      const lane =
        to === undefined ? await api('getEmergencyLane', {}) : await api('setEmergencyLane', { body: { on: to === 'on', ...rule } });
      finish(options, { json: lane, text: emergencyText(screenOf(io), lane) });
    });
}

async function clientIdsOf(api: ApiClient, names: readonly string[]): Promise<string[]> {
  const ids: string[] = [];
  for (const name of names) ids.push((await findClient(api, name)).id);
  return ids;
}

type About = {
  readonly advisory?: string[] | undefined;
  readonly package?: string | undefined;
  readonly fixed?: string | undefined;
  readonly manager?: string | undefined;
  readonly urgent?: true | undefined;
};

/** Exactly one of the three ways to say what it brings. */
export function aboutOf({ advisory, package: name, fixed, manager, urgent }: About): Body['about'] {
  const said = [advisory, name, urgent].filter((one) => one !== undefined).length;
  if (said !== 1) throw usage('Say what it brings, one of them: --advisory ID, --package NAME with --fixed VERSION, or --urgent.');
  if (advisory !== undefined) return { kind: 'advisory', ids: advisory };
  if (name === undefined) return { kind: 'urgent' };
  if (fixed === undefined) throw usage('--package needs --fixed VERSION: the first version that is good.');
  if (manager === undefined || !isManagerId(manager))
    throw usage(`--package needs --manager: versions are compared as it does. One of ${managerIds.join(', ')}.`);
  return { kind: 'package', manager, name, fixed };
}
