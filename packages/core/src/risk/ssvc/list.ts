import { cisaBod2604, cisaCoordinator, missionAndWellBeing } from './tables/cisa.ts';
import { deployer, humanImpact, publicSafetyImpact, utility } from './tables/deployer.ts';
import { coordinatorPublish, coordinatorTriage, supplier } from './tables/supplier.ts';
import type { SsvcTable } from './types.ts';

/** Every table, as CERT/CC published them on 2026-07-20 (https://github.com/CERTCC/SSVC/tree/main/data). */
export const ssvcTables: readonly SsvcTable[] = [
  cisaCoordinator,
  cisaBod2604,
  missionAndWellBeing,
  deployer,
  supplier,
  coordinatorTriage,
  coordinatorPublish,
  humanImpact,
  publicSafetyImpact,
  utility,
];
