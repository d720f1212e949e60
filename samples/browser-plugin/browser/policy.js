import { phaseOf } from '../configuration/phase.js';
import { slot } from './slot.js';

/** @type {import('../configuration/phase.js').Phase} */
const unknown = { name: 'waiting', settings: null, reason: 'none', faults: [], until: null };

/**
 * Reads the managed configuration and says by which settings the plugin works now.
 */
export class Policy {
  #browser;
  #clock;
  #kept;
  #since;
  #removed;
  phase = unknown;
  /** Whether the policy last read was another than the last one that was good. */
  isNew = false;

  /** @param {typeof chrome} browser @param {{now: () => number}} clock */
  constructor(browser, clock) {
    this.#browser = browser;
    this.#clock = clock;
    this.#kept = slot(browser.storage.local, 'policy', null);
    this.#since = slot(browser.storage.session, 'emptySince', null);
    this.#removed = slot(browser.storage.session, 'wasRemoved', false);
  }

  /** @param {() => void} onChange */
  listen(onChange) {
    this.#browser.storage.onChanged.addListener((_, area) => {
      if (area === 'managed') onChange();
    });
  }

  /** @returns {Promise<boolean>} whether other settings hold than before */
  async refresh() {
    const managed = await this.#managed();
    const kept = await this.#kept.read();
    const before = this.phase;
    const wasRemoved = await this.#removed.read();
    const emptySince = await this.#emptySince(managed);
    this.phase = phaseOf({ managed, kept, emptySince, wasRemoved }, this.#clock.now());
    const isRemoved = this.phase.reason === 'removed';
    if (isRemoved !== wasRemoved) await this.#removed.write(isRemoved);
    this.isNew = this.phase.reason === 'policy' && JSON.stringify(managed) !== JSON.stringify(kept);
    if (this.isNew) await this.#kept.write(managed);
    return before === unknown || before.name !== this.phase.name || !sameSettings(before, this.phase);
  }

  async #managed() {
    try {
      return await this.#browser.storage.managed.get();
    } catch {
      // Firefox throws when there is no managed storage at all.
      return {};
    }
  }

  /** @returns {Promise<number>} since when there has been none in this session of the browser */
  async #emptySince(managed) {
    const since = await this.#since.read();
    if (Object.keys(managed).length > 0) {
      if (since !== null) await this.#since.forget();
      return 0;
    }
    if (since !== null) return since;
    await this.#since.write(this.#clock.now());
    return this.#clock.now();
  }
}

function sameSettings(one, other) {
  const plain = (phase) => JSON.stringify(phase.settings, (_, value) => (value instanceof Set ? [...value] : value));
  return plain(one) === plain(other);
}
