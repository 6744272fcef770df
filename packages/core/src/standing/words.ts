/** A grant in plain lines: what whoever signs it reads, on every screen and terminal the same. */
import { conditionInWords, ruleInWords, settingInWords } from '../policy/index.ts';
import type { UpdateCondition } from '../policy/index.ts';
import type { WindowShape } from '../windows/index.ts';
import { describeWindow } from '../windows/index.ts';
import type { Grant, GrantLane, GrantRules } from './types.ts';

export type GrantLine = { readonly label: string; readonly words: string };
/** One part of what is read: for whom it holds, and its lines. */
export type GrantPart = { readonly title: string; readonly lines: readonly GrantLine[] };

/** All of a grant, part by part. `nameOf` gives a device's name. */
export function grantInWords(grant: Grant, nameOf: (deviceId: string) => string): readonly GrantPart[] {
  return [
    {
      title: 'The deployment',
      lines: [{ label: 'Failures borne', words: settingInWords('failureBudget', grant.failureBudget) }, ...grant.lanes.flatMap(laneLines)],
    },
    ...(grant.usual === null
      ? []
      : [
          {
            title: grant.others.length === 0 ? 'Every device' : 'Every device that is not named below',
            lines: ruleLines(grant.usual, grant.lanes),
          },
        ]),
    ...grant.others.map(({ deviceIds, rules }) => ({
      title: titleOf(deviceIds, nameOf),
      lines: [...allOf(deviceIds, nameOf), ...ruleLines(rules, grant.lanes)],
    })),
    ...(grant.without.length === 0
      ? []
      : [
          {
            title: titleOf(grant.without, nameOf),
            lines: [...allOf(grant.without, nameOf), { label: 'Granted', words: 'nothing: the policy of these devices is not whole' }],
          },
        ]),
  ];
}

function laneLines({ name, takes, rings, pace }: GrantLane): readonly GrantLine[] {
  const of = name === null ? '' : ` in lane “${name}”`;
  const ringWords = rings.map(
    ({ name: ring, gate, pace: own }) =>
      `${ring} (${gate.minVerified} verified at least, ${Math.round(gate.minRate * 100)} %, soak ${gate.soak}${own.maxParallel === null ? '' : `, ${own.maxParallel} at once`}${own.devicesPerHour === null ? '' : `, ${own.devicesPerHour} an hour`})`,
  );
  return [
    ...(takes === null
      ? []
      : [{ label: `Lane “${name ?? ''}” takes`, words: conditionInWords(takes) }, ...whole(`Lane “${name ?? ''}”`, takes)]),
    { label: `Rings${of}`, words: ringWords.join(', then ') },
    { label: `Pace${of}`, words: `${pace.maxParallel} devices at once, ${pace.devicesPerHour} an hour` },
  ];
}

function ruleLines(rules: GrantRules, lanes: readonly GrantLane[]): readonly GrantLine[] {
  return [
    { label: 'Updates', words: `${rules.select.classes.join(' and ') || 'no'} updates` },
    ...(rules.select.exclude.length === 0 ? [] : [{ label: 'Never', words: rules.select.exclude.join(', ') }]),
    ...rules.rules.flatMap((rule, at) => [
      { label: `Rule ${at + 1} before that`, words: `“${rule.name}”: ${ruleInWords(rule)}` },
      ...whole(`Rule ${at + 1}`, rule.when),
    ]),
    ...(rules.pins.length === 0 ? [] : [{ label: 'Pins', words: settingInWords('pins', rules.pins) }]),
    ...lanes.map(({ name }, at) => ({
      label: name === null ? 'Window' : `Window in lane “${name}”`,
      words: windowWords(rules, rules.windows[at]),
    })),
    { label: 'A missed window', words: settingInWords('missed', rules.missed) },
    { label: 'Restarts', words: settingInWords('restart', rules.restart) },
    { label: 'A restart takes place', words: settingInWords('restartWhen', rules.restartWhen) },
    { label: 'Health checks', words: settingInWords('checks', rules.checks) },
    { label: 'Commands around a change', words: settingInWords('hooks', rules.hooks) },
    { label: 'Without a way back', words: settingInWords('withoutWayBack', rules.withoutWayBack) },
    { label: 'Rolling back', words: settingInWords('rollback', rules.rollback) },
    { label: 'Out of contact', words: settingInWords('startOffline', rules.startOffline) },
  ];
}

/** The days on which it does not open are named: what is signed is read whole. */
function windowWords({ zone }: GrantRules, window: WindowShape | undefined): string {
  if (window === undefined) return 'none';
  const { except = [], ...shape } = window;
  return `${describeWindow(shape)}, in ${zone}${except.length === 0 ? '' : `, not on ${except.join(', ')}`}`;
}

/** Names beyond those that fit a line: what is signed is read whole. */
function whole(of: string, { products = [], origins = [] }: UpdateCondition): readonly GrantLine[] {
  return [
    ...(products.length > shownInLine ? [{ label: `${of}, all packages`, words: products.join(', ') }] : []),
    ...(origins.length > shownInLine ? [{ label: `${of}, all sources`, words: origins.join(', ') }] : []),
  ];
}
const shownInLine = 4;

const namesInTitle = 3;

function titleOf(deviceIds: readonly string[], nameOf: (id: string) => string): string {
  return deviceIds.length > namesInTitle ? `${deviceIds.length} devices` : namesOf(deviceIds, nameOf);
}

function allOf(deviceIds: readonly string[], nameOf: (id: string) => string): readonly GrantLine[] {
  return deviceIds.length > namesInTitle ? [{ label: 'Devices', words: namesOf(deviceIds, nameOf) }] : [];
}

function namesOf(deviceIds: readonly string[], nameOf: (id: string) => string): string {
  return deviceIds.map(nameOf).toSorted().join(', ');
}

/** The sentence that an approver reads and signs with the hash. */
export function standingStatement(grant: Grant, clientName: string, until: string): string {
  const { policy, lanes } = grant;
  const classes = [
    ...new Set([grant.usual, ...grant.others.map(({ rules }) => rules)].flatMap((rules) => rules?.select.classes ?? [])),
  ].toSorted();
  return (
    `I approve policy “${policy.name}”, version ${policy.version}, for ${clientName} until ${until}: deployments within it (${classes.join(' and ') || 'no'} updates` +
    `${lanes.length > 1 ? `, in ${lanes.length} lanes` : ''}, in its windows, rings and checks) run without a further signature.`
  );
}
