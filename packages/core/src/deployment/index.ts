export * from './change.ts';
export * from './checks.ts';
export * from './spec.ts';
export * from './types.ts';
