import type { DiscoveredKind } from '@fettle/core/discovered';

export const discoveredKindWords: Readonly<Record<DiscoveredKind, string>> = {
  router: 'Router',
  printer: 'Printer',
  camera: 'Camera',
  nas: 'Storage (NAS)',
  hypervisor: 'Hypervisor',
  server: 'Server',
  other: 'Other',
};
