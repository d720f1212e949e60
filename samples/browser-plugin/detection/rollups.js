import { limits } from '../limits.js';

/** Silent renewals of one client at one provider with one set of scopes are told once within this time (rule R9). */
export const rollupTime = 24 * 60 * 60 * 1000;

/** @param {object} event @returns {boolean} nobody was to see it: a frame inside a page, or `prompt=none` */
export function isSilent(event) {
  return event.surface === 'iframe' || /(?:^|\s)none(?:\s|$)/.test(event.request.prompt ?? '');
}

/**
 * Counts silent renewals instead of listing them. An entry is an event that waits to be told, and grows.
 */
export class Rollups {
  #entries;
  version = 0;

  /** @param {{key: string, due: number, event: object}[]} [entries] oldest first */
  constructor(entries = []) {
    this.#entries = entries;
  }

  get entries() {
    return this.#entries;
  }

  /** @returns {number | undefined} milliseconds since 1970 */
  get nextDue() {
    return this.#entries[0]?.due;
  }

  /**
   * @param {object} event of a silent flow that has ended
   * @param {number} now milliseconds since 1970
   * @param {number} [time] how long to wait for more
   * @returns {object[]} an older event that had to give way, or nothing
   */
  add(event, now, time = rollupTime) {
    this.version += 1;
    const key = keyOf(event);
    const entry = this.#entries.find((known) => known.key === key);
    if (entry) {
      merge(entry.event, event);
      return [];
    }
    this.#entries.push({ key, due: now + time, event });
    return this.#entries.length > limits.rollups ? [this.#entries.shift().event] : [];
  }

  /**
   * @param {number} now
   * @param {number} [time] the longest that anything may still have to wait: a clock set back keeps nothing for longer
   * @returns {object[]} what has waited long enough
   */
  due(now, time = rollupTime) {
    const isDue = (entry) => entry.due <= now || entry.due > now + time;
    const due = this.#entries.filter(isDue);
    if (due.length === 0) return [];
    this.#entries = this.#entries.filter((entry) => !isDue(entry));
    this.version += 1;
    return due.map((entry) => entry.event);
  }
}

/** Renewals that ended differently are told apart. */
function keyOf(event) {
  const { provider, client } = event;
  const scopes = [...(event.scopes ?? [])].sort();
  const error = event.result.error ?? null;
  const parties = [provider.origin, provider.path, client?.client_id, client?.redirect_uri];
  return JSON.stringify([parties, scopes, event.outcome, error]);
}

/** @param {object} event that is kept @param {object} next the newer one */
function merge(event, next) {
  event.count = Math.min(event.count + next.count, 1_000_000);
  if (next.ended_at > event.ended_at) event.ended_at = next.ended_at;
  event.evidence = [...new Set([...event.evidence, ...next.evidence])];
  event.provider_posts = Math.min(event.provider_posts + next.provider_posts, limits.posts);
  event.interactive ||= next.interactive;
}
