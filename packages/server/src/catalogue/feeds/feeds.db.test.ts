/** From a publisher's file to what devices are told: taken, held back, spoilt by one bad record, matched, judged. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { contentsOf, enrol, installed, newAgent, offer, sync } from '../../devices/testing/agent.ts';
import type { Contents, TestAgent } from '../../devices/testing/agent.ts';
import { openStation } from '../../devices/testing/station.ts';
import type { Client, Station } from '../../devices/testing/station.ts';
import { findings, judgeQueued, settleCounts } from '../../findings/index.ts';
import { answerOf, refusalOf } from '../../platform/testing/index.ts';
import { feedsFeature, matchQueued } from '../index.ts';
import { fetchDue } from './worker.ts';

let station: Station;
let acme: Client;
let mirror = '';
let made = 0;
beforeAll(async () => {
  mirror = mkdtempSync(join(tmpdir(), 'fettle-mirror-'));
  station = await openStation({ FETTLE_FEEDS: mirror, FETTLE_DATA: mkdtempSync(join(tmpdir(), 'fettle-data-')) });
});
afterAll(async () => {
  await station.close();
  rmSync(mirror, { recursive: true });
});
beforeEach(async () => {
  acme = await station.client(`Acme ${(made += 1)}`);
});

function publish(path: string, content: unknown): void {
  const file = join(mirror, path);
  mkdirSync(join(file, '..'), { recursive: true });
  writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content));
}
