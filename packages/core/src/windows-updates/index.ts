export { buildsIn, readBuild, sameFamily } from './build.ts';
export type { WindowsBuild } from './build.ts';
export { updatesOfProduct } from './gather.ts';
export { missingWindowsUpdates } from './missing.ts';
export { newestOf, planWindowsUpdates } from './plan.ts';
export type { WindowsPlan } from './plan.ts';
export { formerNamesOf, productKey } from './product.ts';
export { matchWindowsRow } from './row.ts';
export type { WindowsRow, WindowsRowAnswer } from './row.ts';
export type {
  MissingWindowsUpdate,
  NotJudgedReason,
  PresentEvidence,
  PresentWindowsUpdate,
  UpdateLine,
  WindowsDevice,
  WindowsState,
  WindowsUnknown,
  WindowsUpdate,
  WindowsUpdateScope,
} from './types.ts';
