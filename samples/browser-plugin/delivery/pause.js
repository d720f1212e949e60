import { limits } from '../limits.js';

/**
 * The pause before the next try after trouble on the way: doubling from 2 s to 5 min, with full jitter, so that a
 * thousand browsers do not come back in the same second.
 *
 * @param {number} tries made so far, 1 or more
 * @param {() => number} random 0 to 1
 * @returns {number} milliseconds
 */
export function backoff(tries, random) {
  return random() * Math.min(limits.backoffMost, limits.backoffFirst * 2 ** Math.min(tries - 1, 20));
}

/**
 * Reads `Retry-After` (RFC 9110 §10.2.3): seconds, or a date.
 *
 * @param {string | null} value
 * @param {number} now milliseconds since 1970
 * @returns {number} milliseconds, 0 when it says nothing readable, never more than `limits.retryAfterMost`
 */
export function retryAfter(value, now) {
  const text = value?.trim() ?? '';
  const date = text.endsWith('GMT') ? Date.parse(text) : NaN;
  const wanted = /^\d{1,9}$/.test(text) ? Number(text) * 1000 : date - now;
  return Number.isFinite(wanted) ? Math.min(Math.max(wanted, 0), limits.retryAfterMost) : 0;
}

/**
 * A pause that survives restarts and a clock that is set back: it is kept as its beginning and length, and one that
 * seems to begin in the future begins now.
 *
 * @typedef {{since: number, length: number}} Pause
 * @param {Pause | null} pause
 * @param {number} now
 * @returns {number} milliseconds that are left
 */
export function remaining(pause, now) {
  if (!pause) return 0;
  const elapsed = now - pause.since;
  if (elapsed < 0) return pause.length;
  return Math.max(0, pause.length - elapsed);
}

/** @param {Pause | null} pause @param {number} now @returns {Pause | null} the same pause for a clock set back */
export function rebased(pause, now) {
  return pause && pause.since > now ? { since: now, length: pause.length } : pause;
}
