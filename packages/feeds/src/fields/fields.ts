/** Reads single fields of a record that strangers wrote: the value in our form, or null. Nothing here throws. */
import { isCredible } from '@fettle/core/published';

/** A CVE id as its record format demands it (https://cveproject.github.io/cve-schema/schema/docs/); spaces around it are forgiven. */
export function cveIdOf(value: unknown): string | null {
  const text = textOf(value);
  return text !== null && /^CVE-[0-9]{4}-[0-9]{4,19}$/.test(text) ? text : null;
}

/** A text without the spaces around it; null: no text, or nothing in it. */
export function textOf(value: unknown): string | null {
  if (typeof value !== 'string') return null;
  const trimmed = value.trim();
  return trimmed === '' ? null : trimmed;
}

/** A day that exists and can be meant (`isCredible`), `YYYY-MM-DD`. */
export function dayOf(value: unknown): string | null {
  const text = textOf(value);
  if (text === null || !/^\d{4}-\d{2}-\d{2}$/.test(text)) return null;
  try {
    return credible(Temporal.PlainDate.from(text, { overflow: 'reject' }).toString());
  } catch {
    return null;
  }
}

/** A time that can be meant (`isCredible`), as RFC 3339 in UTC. Where no zone is named it is UTC, as both the CVE record format and NVD's API say. */
export function instantOf(value: unknown): string | null {
  const text = textOf(value);
  const parts = text === null ? null : /^(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2}(?::\d{2}(?:[.,]\d{1,9})?)?)(Z|[+-]\d{2}:?\d{2})?$/i.exec(text);
  if (!parts) return null;
  try {
    return credible(Temporal.Instant.from(`${parts[1]}T${parts[2]}${parts[3] ?? 'Z'}`).toString());
  } catch {
    return null;
  }
}

function credible(text: string): string | null {
  return isCredible(text) ? text : null;
}

/**
 * A CVSS vector by its form: `CVSS:3.1/AV:N/…` or version 2's `AV:N/…`, with or without brackets. Whether its metrics exist is for
 * the calculator to say.
 */
export function vectorOf(value: unknown): string | null {
  const text = textOf(value)?.replace(/^\((.*)\)$/, '$1') ?? null;
  return text !== null && /^(?:CVSS:\d\.\d\/)?[A-Za-z]{1,4}:[A-Za-z]{1,6}(?:\/[A-Za-z]{1,4}:[A-Za-z]{1,6})+$/.test(text) ? text : null;
}

/** An object that is no list. */
export function objectOf(value: unknown): Readonly<Record<string, unknown>> | null {
  return isObject(value) ? value : null;
}

/** A list; anything else is an empty one, which suits fields that may be absent. */
export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
