import { limits } from '../limits.js';

/**
 * Digests of what has ended already, so that reloads and the back button end nothing twice (rule R10). Bounded in
 * number and time.
 */
export class Memory {
  #entries;

  /** @param {{digest: string, at: number}[]} [entries] oldest first */
  constructor(entries = []) {
    this.#entries = entries;
  }

  /** @param {string} digest @param {number} at */
  add(digest, at) {
    this.#entries.push({ digest, at });
    if (this.#entries.length > limits.remembered) this.#entries.shift();
  }

  /** @param {string} digest @param {number} at */
  has(digest, at) {
    return this.#entries.some((entry) => entry.digest === digest && at - entry.at < limits.rememberedTime);
  }

  /** @returns {{digest: string, at: number}[]} */
  get entries() {
    return this.#entries;
  }
}
