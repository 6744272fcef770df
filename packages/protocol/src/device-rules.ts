/** Schemas of what a device acts by: windows, checks, hooks, restarts, missed windows. Strict: a device refuses what it does not know. */
import { journalPriorities, mostHooks } from '@fettle/core/deployment';
import type { HealthCheck, Hooks } from '@fettle/core/deployment';
import type { RestartWhen } from '@fettle/core/restarts';
import { weekdays } from '@fettle/core/windows';
import type { MissedRule } from '@fettle/core/windows';
import { z } from 'zod';
import { Hash } from './shared.ts';

const text = (max: number) => z.string().max(max);
/** Everything of a window but its zone. */
export const windowShape = {
  rule: text(500),
  start: text(5),
  durationMinutes: z.number(),
  from: text(10).exactOptional(),
  plusDays: z.number().exactOptional(),
  except: z.array(text(10)).max(400).exactOptional(),
};
export const WindowShapeSchema = z.strictObject(windowShape);

const wallTime = /^(?:[01][0-9]|2[0-3]):[0-5][0-9]$/;
const timeoutSeconds = z.number().min(0).max(3600);

const whole = (min: number, max: number) => z.number().int().min(min).max(max);
const named = { name: text(200).min(1), timeoutSeconds };
const absolute = text(500).regex(/^\//);

/** A signed command by the hash of its document. */
export const CommandRefSchema = z.strictObject({ name: text(100).min(1), document: Hash });
const hooks = z.array(CommandRefSchema).max(mostHooks);
/** Signed commands that run around a change. */
export const HooksSchema = z.strictObject({ beforeChange: hooks, afterChange: hooks }) satisfies z.ZodType<Hooks>;

export const HealthCheckSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('service'), ...named, unit: text(300).min(1) }),
  z.strictObject({ kind: z.literal('process'), ...named, process: text(63).min(1) }),
  z.strictObject({ kind: z.literal('tcp'), ...named, host: text(255).min(1), port: whole(1, 65_535) }),
  z.strictObject({
    kind: z.literal('http'),
    ...named,
    url: text(2000).min(1),
    expectStatus: whole(100, 599),
    contains: text(200).min(1).exactOptional(),
  }),
  z.strictObject({ kind: z.literal('dns'), ...named, query: text(253).min(1), address: text(45).min(1).exactOptional() }),
  z.strictObject({
    kind: z.literal('disk'),
    ...named,
    path: absolute,
    least: whole(1, 1_000_000_000),
    unit: z.enum(['percent', 'mebibytes']),
  }),
  z.strictObject({ kind: z.literal('mount'), ...named, path: absolute }),
  z.strictObject({ kind: z.literal('certificate'), ...named, path: absolute.regex(/\.(?:pem|crt|cer|cert)$/), days: whole(0, 3_650) }),
  z.strictObject({
    kind: z.literal('tls'),
    ...named,
    host: text(255).min(1),
    port: whole(1, 65_535),
    days: whole(0, 3_650),
    serverName: text(253).min(1).exactOptional(),
  }),
  z.strictObject({
    kind: z.literal('journal'),
    ...named,
    unit: text(300).min(1).exactOptional(),
    priority: z.enum(journalPriorities),
    most: whole(0, 1_000),
  }),
  z.strictObject({ kind: z.literal('boot'), ...named, mostSeconds: whole(1, 3_600) }),
  z.strictObject({ kind: z.literal('command'), ...named, command: CommandRefSchema }),
  z.strictObject({ kind: z.literal('cpu'), ...named, mostPercentOver: whole(1, 1_000) }),
  z.strictObject({ kind: z.literal('memory'), ...named, mostPercentOver: whole(1, 1_000) }),
  z.strictObject({ kind: z.literal('slower'), ...named, of: text(200).min(1), mostTimesSlower: z.number().min(1.1).max(100) }),
]) satisfies z.ZodType<HealthCheck>;

/** When a restart that is due takes place. */
export const RestartWhenSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('at-once') }),
  z.strictObject({ kind: z.literal('signed-out') }),
  z.strictObject({
    kind: z.literal('ask'),
    postpones: whole(0, 20),
    minutes: whole(5, 240),
    deadlineMinutes: whole(5, 720),
    atEnd: z.enum(['force', 'leave-pending']),
    mayEndAfterWindow: z.boolean(),
  }),
  z.strictObject({ kind: z.literal('window-end') }),
]) satisfies z.ZodType<RestartWhen>;

const conditions = {
  onMains: z.boolean(),
  maxLoadPercent: whole(1, 400).nullable(),
  notDuring: z
    .strictObject({ days: z.array(z.enum(weekdays)).min(1).max(7), from: z.string().regex(wallTime), to: z.string().regex(wallTime) })
    .nullable(),
};
/** What a device does that missed its window. */
export const MissedRuleSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('next-window') }),
  z.strictObject({ kind: z.literal('catch-up'), ...conditions }),
  z.strictObject({ kind: z.literal('rolling'), hours: whole(1, 24), days: whole(1, 31), ...conditions }),
]) satisfies z.ZodType<MissedRule>;
