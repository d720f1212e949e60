import { limits } from '../limits.js';
import { slot } from './slot.js';

/**
 * What was sent, in the words of the toolbar page: the last events, without ids.
 *
 * @typedef {{at: string, kind: string, outcome: string, provider: string, client: string | null,
 *   redirect: string | null, scopes: string[] | null, count: number}} SentEvent
 */
export class History {
  #kept;

  /** @param {typeof chrome} browser */
  constructor(browser) {
    this.#kept = slot(browser.storage.local, 'sent', []);
  }

  /** @returns {Promise<SentEvent[]>} newest first */
  read() {
    return this.#kept.read();
  }

  /** @param {object[]} events that the collector took */
  async add(events) {
    const newest = events.map(told).reverse();
    await this.#kept.write([...newest, ...(await this.read())].slice(0, limits.sentShown));
  }
}

/** @returns {SentEvent} */
function told(event) {
  return {
    at: event.ended_at,
    kind: event.kind,
    outcome: event.outcome,
    provider: event.provider.origin,
    client: event.client?.client_id ?? null,
    redirect: event.client?.redirect_uri ?? null,
    scopes: event.scopes,
    count: event.count,
  };
}
