/** Which features there are, how they meet, and what the platform needs of them. */
import { fileURLToPath } from 'node:url';
import { agentPackage } from './agent-package/index.ts';
import { agreementsFeature } from './agreements/index.ts';
import { audit } from './audit/index.ts';
import { calendarFeature } from './calendar/index.ts';
import { campaignReaction, campaignsFeature } from './campaigns/index.ts';
import { capacityFeature, capacityOfDevice, capacityReaction } from './capacity/index.ts';
import { feedsFeature, matchingFeature } from './catalogue/index.ts';
import { clientsFeature } from './clients/index.ts';
import { decisionsFeature } from './decisions/index.ts';
import {
  clientsToAskFor,
  deploymentReactions,
  deploymentsFeature,
  deploymentTimeline,
  frozenDeployments,
  heedDecisions,
  heedFreezes,
  heedStops,
  keptBack,
  makeEngine,
  waitingForDevice,
  withdrawStanding,
} from './deployments/index.ts';
import { deskFeature } from './desk/index.ts';
import { devicesFeature } from './devices/index.ts';
import { durationReaction } from './durations/index.ts';
import type { DeviceNews } from './devices/index.ts';
import { evidence, evidenceReaction } from './evidence/index.ts';
import { findings, queueClient, queueOffers, rulesSay } from './findings/index.ts';
import { freezesFeature } from './freezes/index.ts';
import { greet } from './greet.ts';
import { lifecycleFeature } from './lifecycle/index.ts';
import { localAgent } from './local-agent/index.ts';
import { noticeReaction, noticesFeature } from './notices/index.ts';
import { noteResults, patchRisk } from './patch-risk/index.ts';
import { actorOf, ensureLocalKey, people } from './people/index.ts';
import { effectivePolicy, lookAgainAtPolicies, policies } from './policies/index.ts';
import { packsFeature } from './evidence-packs/index.ts';
import { monthsFeature } from './months/index.ts';
import { checklistFeature, standNow } from './checklist/index.ts';
import { processAuditsFeature } from './process-audits/index.ts';
import { programmeFeature } from './programme/index.ts';
import { policyLintFeature } from './policy-lint/index.ts';
import { putOffFeature } from './put-off/index.ts';
import { discoveredFeature } from './discovered/index.ts';
import { standInsFeature } from './stand-ins/index.ts';
import { relationsFeature } from './relations/index.ts';
import { proposalsFeature } from './proposals/index.ts';
import { standingFeature } from './standing/index.ts';
import { selection } from './selection/index.ts';
import { noteProbes, noteTrials, rollbackFeature } from './rollback/index.ts';
import { awaitRebuilds, rebuildsFeature } from './rebuilds/index.ts';
import { findRegressions, planChecksAgain, regressionsFeature } from './regressions/index.ts';
import { settings } from './settings/index.ts';
import { needsOf, today } from './today/index.ts';
import { ensureInstallation, readServerKey, trustFeature } from './trust/index.ts';
import { urgencyWordsFeature } from './urgency-words/index.ts';
import type { AppParts } from './start.ts';

/** What stands above devices and is shown with them. */
const news: DeviceNews = {
  waiting: waitingForDevice,
  async timeline(tx, clientId, deviceId, after, limit) {
    const entries = await deploymentTimeline(tx, clientId, deviceId, { before: after ?? null, limit: limit + 1 });
    const items = entries.slice(0, limit);
    return { items, next: entries.length > limit ? (items.at(-1)?.at ?? null) : null };
  },
  capacity: capacityOfDevice,
  policy: async (tx, clientId) => {
    const policy = await effectivePolicy(tx, clientId);
    return policy === null ? null : { id: policy.id, name: policy.name, version: policy.version };
  },
};
/** Everything of Fettle. A route of the table that no feature here answers stops the start. */
export function fettle(): AppParts {
  const reactions = [noteResults, noticeReaction, evidenceReaction, campaignReaction, planChecksAgain, awaitRebuilds, capacityReaction];
  const engine = makeEngine(reactions);
  return {
    features: [
      audit,
      trustFeature({ stopped: heedStops }),
      people,
      clientsFeature({ needsOf, zoneChanged: queueClient }),
      feedsFeature,
      matchingFeature,
      findings,
      patchRisk,
      lifecycleFeature,
      agreementsFeature({ changed: queueClient }),
      decisionsFeature({ changed: heedDecisions }),
      urgencyWordsFeature({ changed: queueOffers, rulesSay }),
      deskFeature({ changed: heedDecisions }),
      freezesFeature({ changed: heedFreezes }),
      capacityFeature({ changed: heedFreezes }),
      relationsFeature({ changed: heedFreezes }),
      policies,
      policyLintFeature,
      checklistFeature,
      programmeFeature,
      monthsFeature,
      processAuditsFeature({ stand: standNow }),
      packsFeature,
      proposalsFeature({ engine }),
      standingFeature({ revoked: withdrawStanding(engine) }),
      selection,
      putOffFeature(),
      calendarFeature,
      devicesFeature({
        reactions: [...deploymentReactions, findRegressions, durationReaction, noteTrials, noteProbes(heedFreezes)],
        news,
        keptBack,
        frozen: frozenDeployments,
        askFor: clientsToAskFor,
        changed: heedFreezes,
      }),
      deploymentsFeature({ reactions, engine }),
      campaignsFeature({ engine }),
      regressionsFeature,
      rebuildsFeature,
      rollbackFeature({ changed: heedFreezes }),
      discoveredFeature,
      standInsFeature({
        async changed(tx, context, clientIds) {
          await heedFreezes(tx, context, clientIds);
          await lookAgainAtPolicies(tx);
        },
      }),
      noticesFeature,
      evidence,
      today,
      settings,
      agentPackage,
      localAgent,
    ],
    authenticate: actorOf,
    consoleFolder: fileURLToPath(new URL('../../console/dist', import.meta.url)),
    serverKey: readServerKey,
    async prepare(context, say) {
      const { config } = context;
      const installation = await ensureInstallation({
        db: context.db,
        keysFolder: config.keysFolder,
        serverKey: context.serverKey,
        now: context.now(),
        newId: context.newId,
        providerName: config.providerName,
      });
      if (installation.first) say('keys', `made in ${config.keysFolder}; move root.key off this machine`);
      if (installation.warning !== null) say('warning', installation.warning);
    },
    async greet(context, say) {
      await ensureLocalKey(context, context.config.keysFolder);
      await greet(context, say);
    },
  };
}
