/** The thread of `preview-thread.ts`: it is given a state and assumptions, and answers with several futures beside each other. It has no database and no network. */
import { parentPort, workerData } from 'node:worker_threads';
import { simulate, spreadOf } from '@fettle/core/simulation';
import type { FuturesAsked } from './preview-thread.ts';

const { state, from, assumptions, seed, runs } = workerData as FuturesAsked; // given by `simulateBeside` and nobody else
const results = Array.from({ length: runs }, (_, index) => simulate({ state, from, assumptions, seed: seed + index }));
parentPort?.postMessage(spreadOf(results));
