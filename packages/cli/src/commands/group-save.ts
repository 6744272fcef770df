import { parseGroupRule } from '@fettle/core/policy';
import { connect } from '../connection/api.ts';
import { findClient } from '../connection/find.ts';
import { groupText } from '../output/level-text.ts';
import { screenOf } from '../output/screen.ts';
import { readPolicyFile } from '../policies/read-policy-file.ts';
import { Refused } from '../refused.ts';
import { online } from '../session.ts';
import type { Group, Session } from '../session.ts';

/** `fettle group save FILE`: a new group, or the next version of the one of that name. */
export function addGroupSave(group: Group, { io, finish }: Session): void {
  online(group, 'save', 'save a group: a new one, or the next version of the one of that name')
    .argument('<file>', 'JSON: {"name", "rank", "rule"}; - for standard input')
    .option('--client <name>', 'of this client; without it the provider’s, over all clients')
    .action(async (file, options) => {
      const { name, rank, rule } = readGroup(file, readPolicyFile(io.folder, file));
      const { api } = connect(io, options);
      const clientId = options.client === undefined ? null : (await findClient(api, options.client)).id;
      const { items } = await api('listGroups', { query: clientId === null ? {} : { clientId } });
      const existing = items.find((one) => one.clientId === clientId && one.name.toLowerCase() === name.toLowerCase());
      const saved =
        existing === undefined
          ? await api('createGroup', { body: { clientId, name, rank, rule } })
          : await api('saveGroup', { params: { id: existing.id }, body: { name, rank, rule, basedOn: existing.version } });
      const { items: devices } = await api('getGroupDevices', { params: { id: saved.id }, query: { limit: 50 } });
      finish(options, { json: saved, text: groupText(screenOf(io), saved, devices) });
    });
}

function readGroup(file: string, value: unknown): { readonly name: string; readonly rank: number; readonly rule: unknown } {
  const fields: Readonly<Record<string, unknown>> = typeof value === 'object' && value !== null ? { ...value } : {};
  const { name, rank } = fields;
  const read = parseGroupRule(fields['rule']);
  const errors = [
    ...(typeof name === 'string' && name !== '' ? [] : [{ path: 'name', message: 'It must be text.' }]),
    ...(typeof rank === 'number'
      ? []
      : [{ path: 'rank', message: 'It must be a whole number from 1 to 1000; of two groups the smaller counts.' }]),
    ...(read.ok ? [] : read.problems),
  ];
  if (typeof name === 'string' && typeof rank === 'number' && read.ok && errors.length === 0) return { name, rank, rule: read.rule };
  throw new Refused({
    code: 'group.unreadable',
    title: 'The group can not be saved like this',
    detail: `${file} is not a group.`,
    remedy: 'Mend what is named. Nothing was sent.',
    errors,
  });
}
