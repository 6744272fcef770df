import { Option } from '@commander-js/extra-typings';
import { managerIds } from '@fettle/core/inventory';
import { deviceTiers } from '@fettle/core/risk';
import type { CallInput } from '@fettle/protocol/client';
import { connect } from '../connection/api.ts';
import { knownIssueText } from '../output/known-issue-text.ts';
import { screenOf } from '../output/screen.ts';
import { usage } from '../refused.ts';
import { online } from '../session.ts';
import type { Group, Session } from '../session.ts';

type Body = CallInput<'recordKnownIssue'>['body'];

/** `fettle known-issue record`: an issue of an update, for all clients. */
export function addKnownIssueRecord(group: Group, { io, finish }: Session): void {
  online(group, 'record', 'record an issue of an update: seen by people of every client, so name none')
    .option('--package <name>', 'the source package that has it')
    .addOption(new Option('--manager <manager>', 'of this package manager').choices(managerIds))
    .option('--from <version>', 'the first version that has it')
    .option('--to <version>', 'the last version that has it')
    .option('--kb <number>', 'or an update of Microsoft, such as KB5000001')
    .requiredOption('--text <words>', 'what happens')
    .option('--on <words>', 'on what it happens, in the maker’s words; left out: on everything')
    .option('--ecosystem <id...>', 'only on these systems, such as debian:12')
    .option('--architecture <name...>', 'only on these, such as x86_64')
    .option('--virtualisation <name...>', 'only on these, such as kvm')
    .addOption(new Option('--tier <tier...>', 'only on devices of these tiers').choices(deviceTiers))
    .option('--kernel <beginning>', 'only where the running kernel begins so')
    .option('--with <package>', 'only where this package is installed')
    .option('--link <address>', 'where its maker tells of it')
    .action(async (options) => {
      const rule = {
        ecosystems: options.ecosystem ?? null,
        architectures: options.architecture ?? null,
        virtualisations: options.virtualisation ?? null,
        tiers: options.tier ?? null,
        kernel: options.kernel ?? null,
        package: options.with ?? null,
      };
      const body: Body = {
        about: aboutOf(options),
        text: options.text,
        condition: options.on ?? null,
        rule: Object.values(rule).every((part) => part === null) ? null : rule,
        link: options.link ?? null,
      };
      if (body.rule !== null && body.condition === null) throw usage('Say in words what those facts stand for: --on "devices with …".');
      const { api } = connect(io, options);
      const issue = await api('recordKnownIssue', { body });
      finish(options, { json: issue, text: knownIssueText(screenOf(io), issue) });
    });
}

type About = {
  readonly package?: string | undefined;
  readonly manager?: (typeof managerIds)[number] | undefined;
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly kb?: string | undefined;
};

function aboutOf({ package: sourceName, manager, from, to, kb }: About): Body['about'] {
  if ((sourceName === undefined) === (kb === undefined)) throw usage('Say what has it: --package NAME with --manager, or --kb NUMBER.');
  if (kb !== undefined) return { kind: 'kb', kb };
  if (sourceName === undefined || manager === undefined)
    throw usage('Say of which package manager it is: --manager.', `One of ${managerIds.join(', ')}.`);
  return { kind: 'source', manager, sourceName, from: from ?? null, to: to ?? null };
}
