/** Each device of the spec: what it was to change, how that ended and why, which scan says so. */
import { ownWayInWords, rebuildInWords, snapshotInWords } from '@fettle/core/rollback';
import { changesAtEnd, commandInWords, isInFlight, outcomeLabels, phaseLabels, rulesOf, runLabel, runTone } from '@fettle/core/deployment';
import type { RunState, Share, StepReceipt } from '@fettle/core/deployment';
import { differenceInWords, otherThanBefore } from '@fettle/core/verification';
import type { InstallResult } from '@fettle/protocol/agent';
import type { ReportRecord } from '../records/types.ts';
import type { Material } from './build.ts';
import { compare, setOf } from './change-sets.ts';
import { checkLines } from './check-lines.ts';
import { judgeOwnScan } from './judge-scan.ts';
import type { ChangeSet, DeviceReport, ReceiptLine, ScanLine } from './types.ts';

/** By ring, then by name. */
export function devicesOf(material: Material, sets: readonly ChangeSet[]): readonly DeviceReport[] {
  const { records, state } = material;
  const reports = Map.groupBy(records.reports, ({ device_id: id }) => id);
  const shares = new Map(records.spec.shares.map((share) => [share.deviceId, share]));
  return Object.values(state.runs)
    .map((run) => deviceOf(material, run, shares.get(run.deviceId), reports.get(run.deviceId) ?? [], setOf(sets, run.deviceId)))
    .toSorted((a, b) => (state.runs[a.id]?.ring ?? 0) - (state.runs[b.id]?.ring ?? 0) || compare(a.name, b.name) || compare(a.id, b.id));
}

function deviceOf(
  material: Material,
  run: RunState,
  share: Share | undefined,
  reports: readonly ReportRecord[],
  changeSet: number,
): DeviceReport {
  const { records, state, names } = material;
  const device = records.devices.find(({ id }) => id === run.deviceId);
  const install = installOf(reports, run.attempt);
  const scan = scanOf(material, run, install, share);
  const label = runLabel(run);
  return {
    id: run.deviceId,
    name: names.device(run.deviceId),
    site: device?.site_name ?? '',
    os: device?.os_name ?? '',
    tier: device?.tier ?? null,
    ring: names.ring(run.ring),
    label,
    tone: runTone(label),
    why: whyOf(run),
    code: run.outcomeCode,
    attempts: isInFlight(run) || run.outcome !== null ? run.attempt : run.attempt - 1,
    changeSet,
    startedAt: install?.startedAt ?? null,
    appliedAt: install?.appliedAt ?? null,
    settledAt: run.settledAt,
    scan,
    bootBefore: install === null || install.bootIdBefore === '' ? null : install.bootIdBefore,
    restart: { due: install?.restartDue ?? null, restarted: restarted(install, scan) },
    checks: checkLines(rulesOf(state.header, share).checks, install, reports),
    troubles: troublesOf(reports),
    wayBack: wayBackOf(share),
    differs: differsOf(install, share),
    receipts: receiptsOf(reports),
  };
}

/** In the words of whoever judged it, else what the label means. */
function whyOf(run: RunState): string {
  if (run.outcome === null) return phaseLabels[run.phase].means;
  const detail = run.outcomeDetail?.trim() ?? '';
  if (detail === '') return outcomeLabels[run.outcome].means;
  return /[.!?…]$/.test(detail) ? detail : `${detail}.`;
}

/** The end of the device's last attempt, as it told it. */
export function installOf(reports: readonly ReportRecord[], attempt: number): InstallResult | null {
  for (const { body, attempt: of } of reports.toReversed())
    if (of === attempt && body.status === 'ended' && body.result.verb === 'install') return body.result.install;
  return null;
}

/** The scan that judged the change: its own look; where that could not show it, the later one that was noted when the run was settled. */
function scanOf({ records }: Material, run: RunState, install: InstallResult | null, share: Share | undefined): ScanLine | null {
  const own = install === null || share === undefined ? null : judgeOwnScan(install, changesAtEnd(records.spec.header, share));
  const later = records.laterScans.find(({ deviceId, attempt }) => deviceId === run.deviceId && attempt === run.attempt);
  if (later === undefined || run.outcome !== 'verified' || own?.verdict === 'verified') return own;
  return { from: 'check-in', at: later.at, bootId: later.bootId, verdict: 'verified', reasons: [], restartPending: null };
}

function restarted(install: InstallResult | null, scan: ScanLine | null): 'yes' | 'no' | 'not known' {
  if (install === null || install.bootIdBefore === '' || scan?.bootId === undefined || scan.bootId === null) return 'not known';
  return install.bootIdBefore === scan.bootId ? 'no' : 'yes';
}

function wayBackOf(share: Share | undefined): string {
  if (share === undefined) return 'Not known.';
  if (share.wayBack.kind === 'none') return `None: ${share.wayBack.because}`;
  const over = (share.wayBack.passedOver ?? []).map(({ way, because }) => ` Passed over: ${way} (${because})`).join('');
  if (share.wayBack.kind === 'command')
    return `The signed command ${commandInWords(share.wayBack.command)} brings the versions before.${over}`;
  if (share.wayBack.kind === 'snapshot') return `${snapshotInWords(share.wayBack.scope).join(' ')}${over}`;
  if (share.wayBack.kind === 'rebuild') return `${rebuildInWords(share.wayBack.rebuild).join(' ')}${over}`;
  const own = ownWayInWords(share.wayBack);
  if (own !== null) return `${own}${over}`;
  return `Downgrade to the versions before, checked before the change (${share.wayBack.changes.length === 1 ? '1 package' : `${share.wayBack.changes.length} packages`}).${over}`;
}

/** Named by path; contents never came here. */
function differsOf(install: InstallResult | null, share: Share | undefined): DeviceReport['differs'] {
  const none = { wentBack: false, sentences: [], notKnown: [], kept: [] };
  if (install === null || share === undefined) return none;
  const { configuration, how, code, after } = install;
  const kept = (configuration?.kept ?? []).map(
    ({ path, package: of }) => `${path} of ${of} had been edited on the device and was kept as it is.`,
  );
  if (how !== 'rolled back' && code !== 'drill.back')
    return { ...none, sentences: (configuration?.differs ?? []).map((one) => `${differenceInWords(one)}.`), kept };
  const { differs, notKnown } = otherThanBefore({ ...install, changes: share.changes, packages: after?.packages ?? null, configuration });
  return { wentBack: true, sentences: differs, notKnown, kept };
}

/** Receipts of all attempts in the order in which they came. */
function receiptsOf(reports: readonly ReportRecord[]): readonly ReceiptLine[] {
  return reports.flatMap(({ body, attempt }) => receiptsIn(body).map((receipt) => ({ ...receipt, attempt: attempt ?? 1 })));
}

function receiptsIn(body: ReportRecord['body']): readonly StepReceipt[] {
  if (body.status !== 'ended') return [];
  if (body.result.verb === 'get') return body.result.receipts;
  return body.result.verb === 'install' ? body.result.install.receipts : [];
}

/** What failed on the way, translated: also what a later step or attempt mended. */
function troublesOf(reports: readonly ReportRecord[]): DeviceReport['troubles'] {
  return reports.flatMap(({ body, attempt }) => {
    const inReceipts = receiptsIn(body).flatMap(({ step, trouble }) =>
      trouble === null ? [] : [{ step: step as string, attempt: attempt ?? 1, trouble }],
    );
    if (inReceipts.length > 0 || body.status !== 'ended' || body.result.verb !== 'get' || body.result.trouble === null) return inReceipts;
    return [{ step: 'get', attempt: attempt ?? 1, trouble: body.result.trouble }];
  });
}
