import { Option } from '@commander-js/extra-typings';
import type { ApiClient, CallOutput } from '@fettle/protocol/client';
import { destinationChannels, destinationKinds } from '@fettle/core/messages';
import { connect } from '../connection/api.ts';
import { findClient } from '../connection/find.ts';
import { clean } from '../output/clean.ts';
import { Refused } from '../refused.ts';
import { online } from '../session.ts';
import type { Group, Session } from '../session.ts';

type Destination = CallOutput<'listNoticeDestinations'>['items'][number];

const kindsOption = () => new Option('--kinds <kinds...>', 'only these notices').choices(destinationKinds);

/** `fettle notices destinations list`: where the notices of a client are posted to. */
export function addDestinationsList(group: Group, { io, finish }: Session): void {
  online(group, 'list', 'where the notices of a client are posted to, and whether they arrive')
    .requiredOption('--client <name>', 'whose notices')
    .action(async (options) => {
      const { api } = connect(io, options);
      const { id } = await findClient(api, options.client);
      const list = await api('listNoticeDestinations', { params: { id } });
      const text = list.items.length === 0 ? 'Notices of this client are posted nowhere.' : list.items.map(lineOf).join('\n');
      finish(options, { json: list, text });
    });
}

/** `fettle notices destinations add NAME URL`. */
export function addDestinationsAdd(group: Group, { io, finish }: Session): void {
  online(group, 'add', 'post the notices of a client to one more place')
    .argument('<name>', 'what people call it')
    .argument('<url>', 'its address, which is a secret')
    .requiredOption('--client <name>', 'whose notices')
    .addOption(new Option('--channel <channel>', 'what is there').choices(destinationChannels).makeOptionMandatory())
    .option('--token <token>', 'of ntfy: an access token')
    .addOption(kindsOption())
    .action(async (name, url, options) => {
      const { api } = connect(io, options);
      const { id } = await findClient(api, options.client);
      const { channel, token = null, kinds } = options;
      const body = { channel, name, url, token, ...(kinds === undefined ? {} : { kinds }) };
      const made = await api('createNoticeDestination', { params: { id }, body });
      finish(options, { json: made, text: [lineOf(made.destination), ...secretOf(made.signingSecret)].join('\n') });
    });
}

/** `fettle notices destinations set NAME`: what is not said stays. */
export function addDestinationsSet(group: Group, { io, finish }: Session): void {
  online(group, 'set', 'switch a destination on or off, or say what it is told; what is not said stays')
    .argument('<name>', 'its name or id')
    .requiredOption('--client <name>', 'whose notices')
    .option('--on', 'post to it')
    .option('--off', 'post nothing to it')
    .option('--url <url>', 'another address')
    .addOption(kindsOption())
    .action(async (name, options) => {
      const { api } = connect(io, options);
      const found = await find(api, options.client, name);
      const { url, kinds } = options;
      const on = options.off === true ? false : options.on === true ? true : found.on;
      const body = { name: found.name, kinds: kinds ?? found.kinds, on, basedOn: found.version, ...(url === undefined ? {} : { url }) };
      const saved = await api('changeNoticeDestination', { params: { id: found.id }, body });
      finish(options, { json: saved, text: lineOf(saved) });
    });
}

/** `fettle notices destinations test NAME`. */
export function addDestinationsTest(group: Group, { io, finish }: Session): void {
  online(group, 'test', 'post a test message now, and say what was answered')
    .argument('<name>', 'its name or id')
    .requiredOption('--client <name>', 'whose notices')
    .action(async (name, options) => {
      const { api } = connect(io, options);
      const { id } = await find(api, options.client, name);
      const ended = await api('testNoticeDestination', { params: { id } });
      finish(options, { json: ended, text: `${ended.end === 'delivered' ? 'It was taken.' : 'It was not taken.'} ${clean(ended.said)}` });
    });
}

/** `fettle notices destinations new-secret NAME`. */
export function addDestinationsNewSecret(group: Group, { io, finish }: Session): void {
  online(group, 'new-secret', 'give a webhook a new signing secret; the old one signs as well for a day')
    .argument('<name>', 'its name or id')
    .requiredOption('--client <name>', 'whose notices')
    .action(async (name, options) => {
      const { api } = connect(io, options);
      const { id } = await find(api, options.client, name);
      const made = await api('rotateNoticeSecret', { params: { id } });
      finish(options, { json: made, text: secretOf(made.signingSecret).join('\n') });
    });
}

/** `fettle notices destinations remove NAME`. */
export function addDestinationsRemove(group: Group, { io, finish }: Session): void {
  online(group, 'remove', 'post nothing more to a destination, and forget its secrets')
    .argument('<name>', 'its name or id')
    .requiredOption('--client <name>', 'whose notices')
    .action(async (name, options) => {
      const { api } = connect(io, options);
      const found = await find(api, options.client, name);
      const done = await api('removeNoticeDestination', { params: { id: found.id } });
      finish(options, { json: done, text: `“${clean(found.name)}” is removed.` });
    });
}

function lineOf({ channel, name, host, hint, on, kinds, lastDeliveredAt, lastTrouble }: Destination): string {
  const state = on ? `last taken ${lastDeliveredAt ?? 'never'}` : 'off';
  const trouble = lastTrouble === null ? '' : `; ${clean(lastTrouble)}`;
  return `${clean(name)}: ${channel} at ${clean(host)} (${clean(hint)}), ${kinds.join(', ')}; ${state}${trouble}`;
}

function secretOf(secret: string | null): readonly string[] {
  return secret === null ? [] : [`Its signing secret, shown this once: ${secret}`];
}

async function find(api: ApiClient, client: string, text: string): Promise<Destination> {
  const { id: clientId } = await findClient(api, client);
  const { items } = await api('listNoticeDestinations', { params: { id: clientId } });
  const wanted = text.trim().toLowerCase();
  const found = items.filter(({ id, name }) => id === wanted || name.toLowerCase() === wanted);
  const [only] = found;
  if (only !== undefined && found.length === 1) return only;
  throw new Refused({
    code: found.length === 0 ? 'cli.not-found' : 'cli.ambiguous',
    title: found.length === 0 ? 'There is no such destination' : 'There are several destinations of that name',
    detail: `${found.length === 0 ? 'No destination' : 'More than one destination'} of this client is called ${JSON.stringify(text)}.`,
    remedy: 'fettle notices destinations list --json shows them; name it by its id.',
    errors: found.map(({ id, name }) => ({ path: id, message: name })),
  });
}
