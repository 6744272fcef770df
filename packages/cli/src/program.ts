/** The tree of commands. Each is a file of commands/, named after what it does. */
import { Command } from '@commander-js/extra-typings';
import { addAdvisory } from './commands/advisory.ts';
import { addAgreements } from './commands/agreements.ts';
import {
  addAuditAction,
  addAuditCloseAction,
  addAuditConclude,
  addAuditFinding,
  addAuditInterval,
  addAuditJudge,
  addAuditList,
  addAuditRemove,
  addAuditShow,
  addAuditStart,
} from './commands/audit.ts';
import { addAuditRules } from './commands/audit-rules.ts';
import { addCalendar } from './commands/calendar.ts';
import { addChecklist, addChecklists } from './commands/checklist.ts';
import { addChecklistRules } from './commands/checklist-rules.ts';
import { addClientCreate } from './commands/client-create.ts';
import { addClientShow } from './commands/client-show.ts';
import { addClients } from './commands/clients.ts';
import { addCommandAdd, addCommandList, addCommandRemove, addCommandShow, addTrustWithdrawCommand } from './commands/command.ts';
import { addCompute } from './commands/compute.ts';
import { addDecide } from './commands/decide.ts';
import { addDecisionRevoke } from './commands/decision-revoke.ts';
import { addDecisions } from './commands/decisions.ts';
import { addDeployApprove } from './commands/deploy-approve.ts';
import { addDeployCancel } from './commands/deploy-cancel.ts';
import { addDeployExport } from './commands/deploy-export.ts';
import { addDeployStanding } from './commands/deploy-standing.ts';
import {
  addCampaignEmergency,
  addCampaignLeaveOut,
  addCampaignList,
  addCampaignPropose,
  addCampaignRelease,
  addCampaignShow,
  addCampaignStop,
} from './commands/campaign.ts';
import { addCapacityExport, addCapacityImport } from './commands/capacity-file.ts';
import { addCapacityCluster, addCapacityClusterRemove, addCapacityLimit, addCapacityShow, addCapacityWell } from './commands/capacity.ts';
import { addCampaignApprove } from './commands/campaign-approve.ts';
import { addCampaignPromote } from './commands/campaign-promote.ts';
import { addCampaignForecast } from './commands/campaign-forecast.ts';
import { addStopExport, addStopSign } from './commands/stop.ts';
import { addDeployHold } from './commands/deploy-hold.ts';
import { addDeployList } from './commands/deploy-list.ts';
import { addDeployPlan } from './commands/deploy-plan.ts';
import { addDeployPromote } from './commands/deploy-promote.ts';
import { addDeployRelease } from './commands/deploy-release.ts';
import { addDeployReport } from './commands/deploy-report.ts';
import { addDeployRollback } from './commands/deploy-rollback.ts';
import { addDeployShow } from './commands/deploy-show.ts';
import { addDeployAttachment, addDeployTestResult } from './commands/deploy-test-result.ts';
import { addDeployWatch } from './commands/deploy-watch.ts';
import { addDesk } from './commands/desk.ts';
import { addDevice } from './commands/device.ts';
import { addDeviceChange } from './commands/device-change.ts';
import {
  addDiscoveredDecide,
  addDiscoveredImport,
  addDiscoveredList,
  addDiscoveredPatched,
  addDiscoveredRecord,
  addDiscoveredShow,
} from './commands/discovered.ts';
import { addDrillList, addDrillStart } from './commands/drill.ts';
import { addDevices } from './commands/devices.ts';
import { addEvidencePack } from './commands/evidence-pack.ts';
import { addEvidenceExport } from './commands/evidence-export.ts';
import { addEvidenceVerify } from './commands/evidence-verify.ts';
import { addFeedsExport } from './commands/feeds-export.ts';
import { addFeedsImport } from './commands/feeds-import.ts';
import { addFindings } from './commands/findings.ts';
import { addLifecycle } from './commands/lifecycle.ts';
import { addFrameworkEnd, addFrameworkHold, addFrameworkList, addFrameworkScope } from './commands/framework.ts';
import { addFreezeAdd, addFreezeEnd, addFreezeImport, addFreezeList } from './commands/freeze.ts';
import {
  addDestinationsAdd,
  addDestinationsList,
  addDestinationsNewSecret,
  addDestinationsRemove,
  addDestinationsSet,
  addDestinationsTest,
} from './commands/destinations.ts';
import { addHolidaysImport, addHolidaysList, addHolidaysRemove } from './commands/holidays.ts';
import { addKnownIssueRecord } from './commands/known-issue-record.ts';
import { addKnownIssueResolve } from './commands/known-issue-resolve.ts';
import { addKnownIssues } from './commands/known-issues.ts';
import { addGroupList } from './commands/group-list.ts';
import { addGroupRemove } from './commands/group-remove.ts';
import { addGroupSave } from './commands/group-save.ts';
import { addGroupShow } from './commands/group-show.ts';
import { addPolicyCoverage } from './commands/policy-coverage.ts';
import { addPolicyOpenings } from './commands/policy-openings.ts';
import { addPolicyProposals } from './commands/policy-proposals.ts';
import { addPolicyApprovalRevoke, addPolicyApprovals } from './commands/policy-approvals.ts';
import { addPolicyApprove } from './commands/policy-approve.ts';
import { addPolicyDefault } from './commands/policy-default.ts';
import { addPolicyEffective } from './commands/policy-effective.ts';
import { addPolicyLint } from './commands/policy-lint.ts';
import { addPolicyRemove } from './commands/policy-remove.ts';
import { addPolicySave } from './commands/policy-save.ts';
import { addPolicySelection } from './commands/policy-selection.ts';
import { addPolicyShow } from './commands/policy-show.ts';
import { addPolicyWindows } from './commands/policy-windows.ts';
import { addBackupImport, addBackupList, addBackupRecord } from './commands/backup.ts';
import {
  addRollbackAccept,
  addRollbackAcceptances,
  addRollbackEndAcceptance,
  addRollbackStatus,
  addRollbackTrials,
} from './commands/rollback.ts';
import { addRegressionAgain, addRegressionDecide, addRegressionList } from './commands/regression.ts';
import { addRebuildAwait, addRebuildList, addRebuildReport } from './commands/rebuild.ts';
import { addMonth, addMonths } from './commands/month.ts';
import { addProgrammeChanges, addProgrammeMake, addProgrammeShow, addProgrammeWrite } from './commands/programme.ts';
import { addStandInEnd, addStandInList, addStandInRecord, addStandInStatus } from './commands/stand-in.ts';
import { addScan } from './commands/scan.ts';
import { addSlaSave, addSlaShow } from './commands/sla-save.ts';
import { addFleetReport } from './commands/fleet-report.ts';
import { addPutOff } from './commands/put-off.ts';
import { addStatus } from './commands/status.ts';
import { addTokenCreate } from './commands/token-create.ts';
import { addTrustAdmit } from './commands/trust-admit.ts';
import { addTrustApproverAdd } from './commands/trust-approver-add.ts';
import { addTrustApproverRemove } from './commands/trust-approver-remove.ts';
import { addTrustKeyCreate } from './commands/trust-key-create.ts';
import { addTrustMoveRoot } from './commands/trust-move-root.ts';
import { addTrustRenew } from './commands/trust-renew.ts';
import { addTrustServerAdd } from './commands/trust-server-add.ts';
import { addTrustServerRemove } from './commands/trust-server-remove.ts';
import { addTrustShow } from './commands/trust-show.ts';
import { addTrustSignCommand } from './commands/trust-sign-command.ts';
import { addTrustGo, addTrustStop } from './commands/trust-stop.ts';
import { addUpdates } from './commands/updates.ts';
import { addUrgencyList } from './commands/urgency-list.ts';
import { addUrgencySay } from './commands/urgency-say.ts';
import { addUrgencyTakeBack } from './commands/urgency-take-back.ts';
import { addWhatIf } from './commands/what-if.ts';
import { exitCodes } from './exit-codes.ts';
import type { Session } from './session.ts';

export const version = '0.1.0';

export function buildProgram(session: Session): Command {
  const { io } = session;
  const program = new Command('fettle')
    .description('Keeps machines in fine fettle: what is missing, deployments, approvals, trust, evidence.')
    .version(version)
    .exitOverride()
    .configureOutput({
      writeOut: io.out,
      writeErr: io.err,
      getOutHelpWidth: () => io.width ?? 80,
      getErrHelpWidth: () => io.width ?? 80,
    })
    .addHelpText('after', exitCodeHelp());

  for (const add of [
    addStatus,
    addFleetReport,
    addPutOff,
    addClients,
    addChecklist,
    addChecklists,
    addMonth,
    addMonths,
    addChecklistRules,
    addDevices,
    addDevice,
    addDeviceChange,
    addUpdates,
    addFindings,
    addLifecycle,
    addAdvisory,
    addKnownIssues,
    addDesk,
    addDecisions,
    addDecide,
    addAgreements,
    addCalendar,
    addScan,
    addWhatIf,
  ])
    add(program, session);

  addCompute(program.command('compute').description('ask the rules themselves: JSON lines in, JSON lines out, without a server'), session);

  const deploy = program.command('deploy').description('plan, approve, watch and stop changes');
  const deployCommands = [
    addDeployList,
    addDeployPlan,
    addDeployShow,
    addDeployApprove,
    addDeployWatch,
    addDeployHold,
    addDeployPromote,
    addDeployRelease,
    addDeployTestResult,
    addDeployAttachment,
  ];
  for (const add of [...deployCommands, addDeployCancel, addDeployRollback, addDeployReport, addDeployExport, addDeployStanding])
    add(deploy, session);

  const campaign = program.command('campaign').description('one change for many clients at once');
  const campaignCommands = [addCampaignList, addCampaignPropose, addCampaignShow, addCampaignApprove, addCampaignStop, addCampaignRelease];
  for (const add of [...campaignCommands, addCampaignPromote, addCampaignForecast, addCampaignLeaveOut, addCampaignEmergency])
    add(campaign, session);

  const trust = program.command('trust').description('who may approve, and the panic stop');
  for (const add of [
    addTrustShow,
    addTrustAdmit,
    addTrustRenew,
    addTrustStop,
    addTrustGo,
    addTrustMoveRoot,
    addTrustSignCommand,
    addTrustWithdrawCommand,
  ])
    add(trust, session);
  addTrustKeyCreate(trust.command('key').description('keys of people'), session);
  const approver = trust.command('approver').description('who may approve');
  for (const add of [addTrustApproverAdd, addTrustApproverRemove]) add(approver, session);
  const server = trust.command('server').description('which servers devices listen to');
  for (const add of [addTrustServerAdd, addTrustServerRemove]) add(server, session);

  const command = program.command('command').description('commands that the root key signed, for checks and around changes');
  for (const add of [addCommandList, addCommandShow, addCommandAdd, addCommandRemove]) add(command, session);

  const stop = program
    .command('stop')
    .description('panic stops as a file for the second address, where agents look that can not reach the server');
  for (const add of [addStopExport, addStopSign]) add(stop, session);

  const evidence = program.command('evidence').description('the audit trail as a file, and its verification');
  for (const add of [addEvidenceVerify, addEvidenceExport, addEvidencePack]) add(evidence, session);

  const feeds = program.command('feeds').description('feeds as one signed file, for sites without internet');
  for (const add of [addFeedsExport, addFeedsImport]) add(feeds, session);

  const issue = program.command('known-issue').description('one thing that is known against an update');
  for (const add of [addKnownIssueRecord, addKnownIssueResolve]) add(issue, session);

  addDecisionRevoke(program.command('decision').description('one decision'), session);
  const urgency = program.command('urgency').description('what people say of the urgency of updates, beside the rules');
  for (const add of [addUrgencyList, addUrgencySay, addUrgencyTakeBack]) add(urgency, session);

  const framework = program.command('framework').description('frameworks that clients are held to');
  for (const add of [addFrameworkList, addFrameworkHold, addFrameworkEnd, addFrameworkScope]) add(framework, session);
  const sla = program.command('sla').description('service level agreements of clients');
  for (const add of [addSlaShow, addSlaSave]) add(sla, session);
  const freeze = program.command('freeze').description('times in which nothing new starts');
  for (const add of [addFreezeList, addFreezeAdd, addFreezeImport, addFreezeEnd]) add(freeze, session);
  const capacity = program.command('capacity').description('how much may change at once: limits, clusters, unwell devices');
  for (const add of [
    addCapacityShow,
    addCapacityLimit,
    addCapacityCluster,
    addCapacityClusterRemove,
    addCapacityWell,
    addCapacityImport,
    addCapacityExport,
  ])
    add(capacity, session);
  const rebuild = program.command('rebuild').description('devices that a person is to build anew');
  for (const add of [addRebuildList, addRebuildAwait, addRebuildReport]) add(rebuild, session);
  const regression = program.command('regression').description('checks that passed before a change and failed later');
  for (const add of [addRegressionList, addRegressionAgain, addRegressionDecide]) add(regression, session);
  const backup = program.command('backup').description('backups and tests of restores');
  for (const add of [addBackupRecord, addBackupImport, addBackupList]) add(backup, session);
  const drill = program.command('drill').description('trying ways back: forward, checked, and back');
  for (const add of [addDrillStart, addDrillList]) add(drill, session);
  const rollback = program.command('rollback').description('how devices come back, and what shows that they do');
  for (const add of [addRollbackStatus, addRollbackTrials, addRollbackAcceptances, addRollbackAccept, addRollbackEndAcceptance])
    add(rollback, session);
  const programme = program.command('programme').description('the patch management documentation of a client: its programme document');
  for (const add of [addProgrammeShow, addProgrammeMake, addProgrammeChanges, addProgrammeWrite]) add(programme, session);

  const audit = program.command('audit').description('audits of a client’s patch management process, with findings and actions');
  for (const add of [
    addAuditList,
    addAuditShow,
    addAuditStart,
    addAuditFinding,
    addAuditAction,
    addAuditJudge,
    addAuditRemove,
    addAuditConclude,
    addAuditCloseAction,
    addAuditInterval,
    addAuditRules,
  ])
    add(audit, session);

  const discovered = program.command('discovered').description('machines without an agent, and what is decided about them');
  for (const add of [
    addDiscoveredList,
    addDiscoveredShow,
    addDiscoveredImport,
    addDiscoveredRecord,
    addDiscoveredDecide,
    addDiscoveredPatched,
  ])
    add(discovered, session);

  const standIn = program.command('stand-in').description('what changes of mission-critical devices are tried on first');
  for (const add of [addStandInStatus, addStandInList, addStandInRecord, addStandInEnd]) add(standIn, session);
  const holidays = program.command('holidays').description('lists of days on which windows do not open');
  for (const add of [addHolidaysList, addHolidaysImport, addHolidaysRemove]) add(holidays, session);
  const notices = program.command('notices').description('what clients are told of changes');
  const destinations = notices.command('destinations').description('shared places that the notices of a client are posted to');
  for (const add of [
    addDestinationsList,
    addDestinationsAdd,
    addDestinationsSet,
    addDestinationsTest,
    addDestinationsNewSecret,
    addDestinationsRemove,
  ])
    add(destinations, session);

  const client = program.command('client').description('one client');
  for (const add of [addClientShow, addClientCreate]) add(client, session);
  addTokenCreate(program.command('token').description('enrolment tokens'), session);
  const policy = program.command('policy').description('rules for deployments');
  for (const add of [
    addPolicyDefault,
    addPolicyShow,
    addPolicySave,
    addPolicySelection,
    addPolicyCoverage,
    addPolicyEffective,
    addPolicyLint,
    addPolicyWindows,
    addPolicyOpenings,
    addPolicyRemove,
    addPolicyApprove,
    addPolicyApprovals,
    addPolicyApprovalRevoke,
    addPolicyProposals,
  ])
    add(policy, session);
  const group = program.command('group').description('groups of devices by rule');
  for (const add of [addGroupList, addGroupShow, addGroupSave, addGroupRemove]) add(group, session);
  return program;
}

function exitCodeHelp(): string {
  const rows = Object.values(exitCodes).map(({ code, means }) => `  ${String(code).padStart(3)}  ${means}`);
  return `\nExit codes:\n${rows.join('\n')}`;
}
