/** Vitest's global set-up of the projects whose tests need PostgreSQL. */
import type { TestProject } from 'vitest/node';
import { startTestCluster } from './cluster.ts';
import type { TestCluster } from './cluster.ts';

declare module 'vitest' {
  interface ProvidedContext {
    testCluster: TestCluster;
  }
}

/** Starts the cluster before the first test file and returns how to stop it after the last. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const running = await startTestCluster(process.env);
  project.provide('testCluster', running.cluster);
  return () => running.stop();
}
