/** A deployment as it stands, for a terminal: rings, runs, what it waits for, what a person may do. */
import { clean } from '../output/clean.ts';
import type { Tone } from '../output/paint.ts';
import { dependantsText } from '../output/regression-text.ts';
import { blocks, count, facts, sentence } from '../output/screen.ts';
import type { Screen } from '../output/screen.ts';
import { table } from '../output/table.ts';
import type { Cell } from '../output/table.ts';
import { time } from '../output/times.ts';
import { testText } from './test-text.ts';
import type { Deployment } from './types.ts';

export const statusTone: Readonly<Record<Deployment['status'], Tone>> = {
  proposed: 'attention',
  active: 'plain',
  succeeded: 'good',
  'ended with failures': 'failing',
  cancelled: 'muted',
};

const runTone: Readonly<Partial<Record<Deployment['runs'][number]['label'], Tone>>> = {
  verified: 'good',
  failed: 'failing',
  'rolled back': 'failing',
  refused: 'attention',
  missed: 'attention',
  unknown: 'attention',
};

export function deploymentText(screen: Screen, deployment: Deployment): string {
  return blocks(
    screen.paint(`${clean(deployment.title)} for ${clean(deployment.clientName)}`, 'strong'),
    facts(screen, factsOf(screen, deployment)),
    holdsText(screen, deployment),
    ringsText(screen, deployment),
    testText(screen, deployment),
    risksText(screen, deployment),
    runsText(screen, deployment),
    failedWaysText(screen, deployment),
    dependantsText(screen, deployment.dependants),
    proposalText(screen, deployment),
    lintText(screen, deployment.lint),
    waitingText(screen, deployment),
    commandsText(deployment),
  );
}

function factsOf(screen: Screen, deployment: Deployment): (readonly [string, string | null])[] {
  const { devices, verified, failed, inFlight, open } = deployment;
  return [
    ['Status', screen.paint(deployment.status, statusTone[deployment.status])],
    ['Reason', deployment.reason === '' ? null : clean(deployment.reason)],
    ['Devices', `${devices}: ${verified} verified, ${failed} failed, ${inFlight} in flight, ${open} not over yet`],
    ['Made', `${time(screen, deployment.createdAt)} by ${clean(deployment.createdBy)}`],
    ['Lane', deployment.lane === null ? null : clean(deployment.lane)],
    [
      'Approved',
      deployment.approvals
        .map(({ name, at, standing }) => `${standing ? 'under the standing approval of' : 'by'} ${clean(name)}, ${time(screen, at)}`)
        .join('; ') || notYet(screen, deployment),
    ],
    ['Policy', `${clean(deployment.policy.name)}, version ${deployment.policy.version}`],
    ['Campaign', deployment.campaign === null ? null : clean(deployment.campaign.title)],
    ['Follows', deployment.predecessorId],
    ['Followed by', deployment.successorIds.join(', ')],
    ['Id', deployment.id],
  ];
}

/** Its lane may say how long an approval is waited for before it is late. */
function notYet(screen: Screen, { approvalLateAt: late }: Deployment): string {
  if (late === null) return 'not yet';
  const isLate = Temporal.Instant.compare(late, screen.now) <= 0;
  return isLate ? screen.paint(`not yet: late since ${time(screen, late)}`, 'failing') : `not yet; late from ${time(screen, late)}`;
}

export function holdsText(screen: Screen, { holds }: Pick<Deployment, 'holds'>): string {
  return holds.map((hold) => screen.paint(sentence(screen, `Hold: ${hold.reason}. ${hold.detail} [${hold.id}]`), 'attention')).join('\n');
}

/** The patch risk of what it brings, the highest first. */
export function risksText(screen: Screen, { patchRisks }: Pick<Deployment, 'patchRisks'>): string {
  if (patchRisks.length === 0) return '';
  const lines = patchRisks
    .slice(0, 30)
    .map(({ name, version, patchRisk: { level, reasons } }) =>
      sentence(screen, `${name} ${version}: patch risk ${level}. ${reasons.map((reason) => reason.sentence).join(' ')}`, '  '),
    );
  const more = patchRisks.length > 30 ? [`  … and ${patchRisks.length - 30} more`] : [];
  return ['What could go wrong:', ...lines, ...more].join('\n');
}

/** Before the approval: devices that decisions keep out all the same. Nothing else is waited for by single devices then. */
export function keptOutText(screen: Screen, { waitingOn }: Pick<Deployment, 'waitingOn'>): string {
  const lines = waitingOn.filter(({ deviceId }) => deviceId !== null);
  if (lines.length === 0) return '';
  const told = lines.slice(0, 30).map((line) => sentence(screen, line.sentence, '  '));
  const more = lines.length > 30 ? [`  … and ${lines.length - 30} more`] : [];
  return ['Kept out by decisions, approved or not:', ...told, ...more].join('\n');
}

function ringsText(screen: Screen, { rings }: Deployment): string {
  if (rings.length === 0) return '';
  const columns = [
    { title: 'ring' },
    { title: 'phase' },
    { title: 'gate' },
    { title: 'devices', align: 'right' },
    { title: 'verified', align: 'right' },
    { title: 'failed', align: 'right' },
    { title: 'not before' },
    { title: 'soaks until' },
  ] as const;
  return table(
    screen,
    columns,
    rings.map((ring): Cell[] => [
      ring.name,
      ring.phase,
      ring.answer ?? '',
      ring.devices,
      ring.verified,
      ring.failed,
      time(screen, ring.earliest),
      time(screen, ring.soakUntil, ''),
    ]),
  );
}

function runsText(screen: Screen, { runs, rings }: Deployment): string {
  if (runs.length === 0) return '';
  const columns = [{ title: 'device', atLeast: 12 }, { title: 'ring' }, { title: 'run', atLeast: 11 }, { title: 'what about it' }];
  return table(
    screen,
    columns,
    runs.map((run): Cell[] => [
      run.deviceName,
      rings[run.ring]?.name ?? String(run.ring + 1),
      { text: run.label, tone: runTone[run.label] ?? 'plain' },
      run.detail ?? run.waiting ?? '',
    ]),
  );
}

/** Where the approved way back failed, what the plan of the policy names after it. */
export function failedWaysText(screen: Screen, { runs, id }: Pick<Deployment, 'runs' | 'id'>): string {
  return runs
    .flatMap(({ deviceName, wayBackFailed }) => {
      if (wayBackFailed === undefined) return [];
      const { tried, next } = wayBackFailed;
      const none = next.length === 0 ? ' The plan of its policy names no other.' : ' After it the plan of its policy names:';
      const rebuild = next.some(({ can }) => can === 'rebuild')
        ? [`  fettle rebuild await ${id} --device ${clean(deviceName)} --because …`]
        : [];
      const anew = next.some(({ can, way }) => can === 'roll-back' && way === 'reinstall')
        ? [`  fettle deploy rollback ${id} --device ${clean(deviceName)} --by reinstall --because …`]
        : [];
      return [
        screen.paint(sentence(screen, `The way back of ${clean(deviceName)} (${tried}) failed.${none}`), 'failing'),
        ...next.map(({ way, sentence: what }) => sentence(screen, `${clean(way)}. ${what}`, '  ')),
        ...anew,
        ...rebuild,
      ];
    })
    .join('\n');
}

/** Only while there is no spec: afterwards the runs say more. */
function proposalText(screen: Screen, { proposal, specHash }: Deployment): string {
  if (proposal === null || specHash !== null) return '';
  const columns = [{ title: 'device', atLeast: 12 }, { title: 'simulation' }, { title: 'what about it' }];
  const rows = proposal.devices.map((device): Cell[] => [
    device.deviceName,
    { text: device.state, tone: device.state === 'answered' ? 'good' : device.state === 'asked' ? 'plain' : 'attention' },
    device.because ?? (device.simulation === null ? '' : count(device.simulation.changes.length, 'change')),
  ]);
  return blocks(
    table(screen, columns, rows),
    leftOutText(screen, proposal.devices),
    lintText(screen, [...proposal.problems, ...proposal.warnings]),
  );
}

/** What decisions keep off devices, once for all devices on which the same is kept off. */
function leftOutText(screen: Screen, devices: NonNullable<Deployment['proposal']>['devices']): string {
  const all = devices.flatMap(({ deviceName, leftOut }) => leftOut.map((one) => ({ ...one, deviceName })));
  const groups = [...Map.groupBy(all, ({ what, decisionId }) => `${what} ${decisionId}`).values()];
  if (groups.length === 0) return '';
  const lines = groups.flatMap((group) => {
    const [first] = group;
    const where = group.length === 1 ? clean(first?.deviceName ?? '') : count(group.length, 'device');
    return first === undefined ? [] : [sentence(screen, `${first.what} on ${where}: ${first.why} [${first.decisionId}]`, '  ')];
  });
  return ['Left out by decisions:', ...lines.slice(0, 30), ...(lines.length > 30 ? [`  … and ${lines.length - 30} more`] : [])].join('\n');
}

export function lintText(screen: Screen, lint: Deployment['lint']): string {
  return lint.map(({ severity, sentence: text }) => screen.paint(sentence(screen, `${severity}: ${text}`), severity)).join('\n');
}

function waitingText(screen: Screen, { waitingOn, wakeAt }: Deployment): string {
  if (waitingOn.length === 0) return '';
  const lines = waitingOn.slice(0, 30).map((line) => sentence(screen, line.sentence, '  '));
  const more = waitingOn.length > 30 ? [`  … and ${waitingOn.length - 30} more`] : [];
  return ['Waits for:', ...lines, ...more, ...(wakeAt === null ? [] : [`The next look is due ${time(screen, wakeAt)}.`])].join('\n');
}

function commandsText({ commands }: Deployment): string {
  const allowed = commands.filter((command) => command.allowed).map((command) => clean(command.label.toLowerCase()));
  return allowed.length === 0 ? '' : `You may: ${allowed.join(', ')}.`;
}
