/** Whose lists are used: the system's where this agent may change the device, else lists of its own. Asked each time: limits may be edited. */
import type { ScanMode } from '@fettle/managers/types';
import type { LimitsRead } from '../limits.ts';
import type { Folders } from '../state/folders.ts';

export function scanMode({ cache, store }: Folders, limits: LimitsRead, now: () => string): ScanMode {
  return { lists: limits.limits.mode === 'manage' ? 'system' : 'own', folders: { cache, store }, now };
}
