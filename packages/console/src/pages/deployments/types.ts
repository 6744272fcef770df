import type { CallOutput } from '@fettle/protocol/client';

export type Deployment = CallOutput<'getDeployment'>;
export type DeploymentRow = CallOutput<'listDeployments'>['items'][number];
export type Run = Deployment['runs'][number];
export type Ring = Deployment['rings'][number];
export type Hold = Deployment['holds'][number];
export type ChecksAgainOf = CallOutput<'getChecksAgain'>;
export type ProposalDevice = NonNullable<Deployment['proposal']>['devices'][number];
