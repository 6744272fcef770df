/** The pages of changes, calendar, policies and settings, as they look. What they send is asked in changes.browser.test.ts. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { paths } from '../paths.ts';
import { type Chromium, startChromium } from '../testing/browser.ts';
import { builtConsole } from '../testing/built.ts';
import { changeApi } from '../testing/change-api.ts';
import { lookAtAll } from '../testing/looks.ts';
import { type Served, serve } from '../testing/static-server.ts';
import { clients, devices } from '../testing/world.ts';
import { campaign, soakingCampaign } from '../testing/world-campaigns.ts';
import { freezes, holidayList } from '../testing/world-calendar.ts';
import { deployments } from '../testing/world-deployments.ts';
import { groups, levels } from '../testing/world-levels.ts';
import { audit, notices, people, policy } from '../testing/world-settings.ts';
import { standingApprovals } from '../testing/world-standing.ts';

let chromium: Chromium;
let server: Served;

beforeAll(async () => {
  server = await serve(await builtConsole(), changeApi);
  chromium = await startChromium();
});
afterAll(async () => {
  await chromium?.close();
  await server?.close();
});

const [held, unapproved, succeeded, ended, proposed] = deployments.map((one) => one.id);
const run = (n: number): string => deployments[0]?.runs[n]?.deviceId ?? '';
const brandt = clients[1]?.id ?? '';

/** Each page with the words by which one knows that it is there. */
const pages: readonly (readonly [name: string, path: string, words: string])[] = [
  ['deployments', paths.deployments(), 'Too many failures'],
  ['deployment held', paths.deployment(held ?? ''), 'waits for its window'],
  ['deployment dependants', paths.deployment(held ?? ''), 'Worse than before'],
  ['deployment run', paths.deployment(held ?? '', { device: run(1) }), 'Free space in /var'],
  ['deployment run restarted', paths.deployment(held ?? '', { device: run(0) }), 'The restart and the people there'],
  ['deployment release', paths.deployment(held ?? '', { do: 'release' }), 'Which ends do you accept?'],
  ['deployment roll back', paths.deployment(held ?? '', { do: 'roll-back' }), 'Propose the roll-back'],
  ['deployment roll back preview', paths.deployment(held ?? '', { do: 'roll-back-preview' }), 'came new and stays'],
  ['deployment spec', paths.deployment(held ?? '', { tab: 'spec' }), 'this browser computed it'],
  ['deployment share', paths.deployment(held ?? '', { tab: 'spec', device: run(5) }), 'There is none'],
  ['deployment test', paths.deployment(succeeded ?? '', { tab: 'test' }), 'Sell a cup of tea'],
  ['deployment preview', paths.deployment(held ?? '', { tab: 'preview' }), 'would hold it in 3 of 10 futures'],
  ['deployment happened', paths.deployment(held ?? '', { tab: 'happened' }), 'Ring test began.'],
  ['deployment notices', paths.deployment(held ?? '', { tab: 'notices' }), 'Erledigt'],
  ['deployment approve', paths.deployment(unapproved ?? '', { tab: 'spec' }), 'even if all goes well'],
  ['deployment late', paths.deployment(unapproved ?? ''), 'The approval is late'],
  ['deployment outside', paths.deployment(unapproved ?? ''), 'lie outside the standing approval of Anna Müller'],
  ['deployment succeeded', paths.deployment(succeeded ?? ''), 'It was approved under the standing approval of Anna Müller'],
  ['deployment ended', paths.deployment(ended ?? ''), 'did not end verified'],
  ['deployment proposed', paths.deployment(proposed ?? ''), 'Make the plan with'],
  ['deployment proposed device', paths.deployment(proposed ?? '', { device: run(5) }), 'To download'],
  ['propose', paths.newDeployment({ client: brandt, updates: '100,101,999' }), '1 of the 3 chosen updates'],
  ['deployment why', paths.deployment(proposed ?? '', { tab: 'selection' }), 'browsers wait a week'],
  ['propose by policy', paths.newDeployment({ client: brandt }), 'A proposal has the updates of one lane'],
  ['propose for whom', paths.newDeployment(), 'Of which client?'],
  ['campaigns', paths.campaigns(), '1 of 5 wait for approval'],
  ['campaign', paths.campaign(campaign.id), 'By the plans of 3 of 5 clients'],
  ['campaign client', paths.campaign(campaign.id, { expect: campaign.items[2]?.clientId ?? '' }), 'On it run db, web.'],
  ['campaign approve', paths.campaign(campaign.id, { do: 'approve' }), 'this browser computed every hash'],
  ['campaign stop', paths.campaign(campaign.id, { do: 'stop' }), 'nothing new is sent from now on'],
  ['campaign promote', paths.campaign(soakingCampaign.id, { do: 'promote' }), 'was to stay healthy until'],
  ['campaign leave out', paths.campaign(campaign.id, { do: 'leave-out', leave: brandt }), 'propose a deployment of its own'],
  ['campaign new', paths.newCampaign(), 'CVE ids, or ids of advisories'],
  ['calendar month', paths.calendar(), 'Christmas trade'],
  ['calendar week', paths.calendar({ tab: 'week', client: brandt }), 'Christmas trade'],
  ['calendar', paths.calendar({ tab: 'agenda', clock: 'there' }), '2 devices wait for a restart'],
  ['calendar sites', paths.calendar({ tab: 'sites', client: brandt }), 'what does not fit goes on'],
  ['calendar none', paths.calendar({ client: clients[4]?.id }), 'Nothing in these days'],
  ['calendar freezes', paths.calendar({ tab: 'freezes', state: 'all' }), 'Stocktaking'],
  ['calendar freeze', paths.calendar({ tab: 'freezes', freeze: freezes[0]?.id }), 'End it now'],
  ['calendar freeze declare', paths.calendar({ tab: 'freezes', do: 'freeze' }), 'Declare the freeze'],
  ['calendar holidays', paths.calendar({ tab: 'holidays' }), 'Company days'],
  ['calendar list', paths.calendar({ tab: 'holidays', list: holidayList.id }), 'closed on its days'],
  ['calendar list change', paths.calendar({ tab: 'holidays', list: holidayList.id, do: 'change' }), 'From a calendar file'],
  ['calendar addresses', paths.calendar({ tab: 'addresses' }), 'Lost laptop'],
  ['calendar address', paths.calendar({ tab: 'addresses', do: 'address' }), 'Make the address'],
  ['policies', paths.policies(), 'Nobody is told before'],
  ['policies none', paths.policies({ client: clients[4]?.id }), 'No policy yet'],
  ['policy', paths.policy(policy.id), 'updates must be in within 14 days'],
  ['policies found', paths.policies({ tab: 'found' }), 'Each of its devices has one whole policy'],
  ['policy change', paths.policy(policy.id, { tab: 'change' }), 'Who is in which ring'],
  ['policy versions', paths.policy(policy.id, { tab: 'versions' }), '4 (in force)'],
  ['policies standing', paths.policies({ tab: 'standing', client: brandt }), 'Superseded'],
  [
    'policy standing one',
    paths.policy(policy.id, { tab: 'standing', approval: standingApprovals[0]?.id }),
    'Every device that is not named below',
  ],
  ['policy standing sign', paths.policy(policy.id, { tab: 'standing', do: 'sign' }), 'Every device that is not named below'],
  ['policies levels', paths.policies({ tab: 'levels' }), 'Tills after hours'],
  ['policies groups', paths.policies({ tab: 'groups' }), 'Important everywhere'],
  ['policy level', paths.levelPolicy(levels[2]?.id ?? ''), 'All else is as the levels above say'],
  ['policy level remove', paths.levelPolicy(levels[2]?.id ?? '', { do: 'remove' }), 'Deployments that are under way go on'],
  ['policy level change', paths.editLevel({ level: 'group', client: brandt, subject: groups[1]?.id }), 'It would hold for 2 devices now'],
  ['policy level of the provider', paths.editLevel({ level: 'provider' }), 'Say what is otherwise'],
  ['policy level begin', paths.editLevel({ level: 'device', client: brandt }), 'Choose of which device it is'],
  ['group', paths.group(groups[1]?.id ?? ''), 'does not fit test-*'],
  ['group unknown', paths.group(groups[1]?.id ?? '', { answer: 'unknown' }), 'Its tier is not known'],
  ['group change', paths.editGroup(groups[1]?.id ?? ''), 'Who would be in it now'],
  ['group new', paths.newGroup({ client: brandt }), 'Who would be in it now'],
  ['device policy', paths.device(devices.find((one) => one.clientId === brandt)?.id ?? '', { tab: 'policy' }), 'What holds for it'],
  ['policy new', paths.newPolicy(clients[4]?.id ?? ''), 'Who is in which ring'],
  ['audit', paths.evidence({ client: brandt }), 'The chain of this client'],
  ['audit entry', paths.evidence({ client: brandt, entry: String(audit[0]?.seq) }), 'The exact text that was hashed'],
  ['notices', paths.evidence({ tab: 'notices' }), 'In the outbox'],
  ['what is missing', paths.evidence({ tab: 'reports' }), 'linux-image-amd64'],
  ['what failed', paths.evidence({ tab: 'reports', report: 'failed' }), 'There was no room left on /var'],
  ['notice', paths.evidence({ tab: 'notices', notice: notices[2]?.id }), '550 5.1.1'],
  ['people', paths.settings(), 'Jörg'],
  ['person', paths.settings({ person: people[1]?.id }), 'Is named as the responsible reviewer'],
  ['people invite', paths.settings({ do: 'invite' }), 'They sign in with it.'],
  ['keys', paths.settings({ tab: 'keys' }), 'Nightly report'],
  ['trust', paths.settings({ tab: 'trust' }), 'The root key still lies on this server'],
  ['system', paths.settings({ tab: 'system' }), 'PostgreSQL'],
];

test.each(pages)(
  '%s is whole, accessible and inside the window, in light and in dark, at a desk and on a phone',
  async (name, path, words) => {
    expect(await lookAtAll(chromium, { name, address: `${server.url}${path}`, words })).toEqual([]);
  },
);
