import { envelopeOf } from '../report/envelope.js';
import { limits } from '../limits.js';
import { gzip } from './gzip.js';
import { backoff, rebased, remaining, retryAfter } from './pause.js';
import { verdictOn } from './verdict.js';

/**
 * What the courier has to remember.
 *
 * @typedef {object} CourierState
 * @property {number} tries that failed in a row
 * @property {import('./pause.js').Pause | null} pause
 * @property {number} most events of the next batch; smaller after a refusal of the body
 * @property {string | null} trouble why the last try failed, for the toolbar page
 * @property {number} rejected events that the collector did not want, ever
 * @property {number} quarantined single events whose body was refused, ever
 */

/** @type {CourierState} */
export const freshCourier = Object.freeze({
  tries: 0, pause: null, most: limits.batchEvents, trouble: null, rejected: 0, quarantined: 0,
});

/**
 * Carries events from the queue to the collector: at least once, each with the id it was born with. An event leaves the
 * queue when the collector has said that it is on disk, or when it was refused by itself.
 */
export class Courier {
  #parts;

  /**
   * @param {object} parts
   * @param {import('./queue.js').EventQueue} parts.queue
   * @param {import('./collector.js').Collector} parts.collector
   * @param {import('./credentials.js').Credentials} parts.credentials
   * @param {{read: () => Promise<CourierState>, write: (state: CourierState) => Promise<void>}} parts.memory
   * @param {{now: () => number, random: () => number}} parts.clock
   * @param {(events: object[]) => Promise<void>} parts.onSent told of every batch that was accepted
   */
  constructor(parts) {
    this.#parts = parts;
  }

  /**
   * Sends until the queue is empty or something stands in the way. Not to be called again before it has ended.
   *
   * @param {import('../configuration/settings.js').Settings} settings
   * @param {import('../report/envelope.js').Sender} sender
   * @param {() => boolean} isWanted asked before each batch: the policy may have gone meanwhile
   * @returns {Promise<number | null>} milliseconds until the next try, null when nothing waits or is wanted
   */
  async deliver(settings, sender, isWanted = () => true) {
    while (isWanted()) {
      const wait = await this.#step(settings, sender);
      if (wait !== 0) return wait;
    }
    return null;
  }

  /** Forgets a pause: the settings have changed, so another try may go better. */
  async hurry() {
    const state = await this.#parts.memory.read();
    await this.#parts.memory.write({ ...state, tries: 0, pause: null });
  }

  /** One batch. @returns {Promise<number | null>} 0 to go on at once */
  async #step(settings, sender) {
    const { queue, credentials, memory, clock } = this.#parts;
    const state = await this.#awake();
    const wait = remaining(state.pause, clock.now());
    const most = Math.min(state.most, settings.batchMax);
    const events = await queue.batch(most, limits.batchInflatedBytes);
    if (events.length === 0) return null;
    if (wait > 0) return wait;
    const pass = await credentials.pass(settings, sender.installId);
    if (!pass.token) return this.#pause(state, pass.answer, pass.reason, isRefusal(pass));
    const { dropped } = await queue.totals();
    const envelope = await envelopeOf(events, sender, { dropped, now: clock.now() });
    const body = await gzip(JSON.stringify(envelope));
    if (body.byteLength > limits.batchCompressedBytes) return this.#shrink(state, events);
    const answer = await this.#send(settings, body, { token: pass.token, batchId: envelope.batch_id });
    if (!answer) return this.#pause(state, null, 'unreachable');
    const verdict = verdictOn(answer);
    switch (verdict.kind) {
      case 'accepted':
        await queue.remove(events.map((event) => event.event_id), dropped);
        await memory.write({
          ...state, tries: 0, pause: null, trouble: null, rejected: state.rejected + verdict.rejected,
          most: Math.min(limits.batchEvents, state.most * 2),
        });
        await this.#parts.onSent(events);
        return 0;
      case 'smaller':
        return this.#shrink(state, events, verdict.code);
      case 'revoked':
        await credentials.lose();
        return this.#pause(state, answer, verdict.code);
      default:
        return this.#pause(state, answer, verdict.code ?? verdict.kind, verdict.kind === 'refused');
    }
  }

  /** The state, its pause set right when the clock was set back. */
  async #awake() {
    const { memory, clock } = this.#parts;
    const state = await memory.read();
    const pause = rebased(state.pause, clock.now());
    if (pause === state.pause) return state;
    const set = { ...state, pause };
    await memory.write(set);
    return set;
  }

  /** @returns {Promise<import('./collector.js').Answer | null>} null when no answer came */
  async #send(settings, body, proof) {
    try {
      return await this.#parts.collector.report(settings.collectorUrl, body, proof);
    } catch {
      return null;
    }
  }

  /** Half as many next time; an event that is refused alone is set aside. */
  async #shrink(state, events, code = 'too_large') {
    const { queue, memory } = this.#parts;
    if (events.length > 1) {
      await memory.write({ ...state, most: Math.ceil(events.length / 2) });
      return 0;
    }
    await queue.quarantine(events[0].event_id);
    await memory.write({ ...state, quarantined: state.quarantined + 1, trouble: code, most: limits.batchEvents });
    return 0;
  }

  /** @returns {Promise<number>} the pause's length, at least 1 ms */
  async #pause(state, answer, trouble, refused = false) {
    const { memory, clock } = this.#parts;
    const tries = state.tries + 1;
    const asked = retryAfter(answer?.retryAfter ?? null, clock.now());
    const own = refused ? limits.refusedPause : backoff(tries, clock.random);
    const length = Math.max(1, asked, own);
    await memory.write({ ...state, tries, trouble, pause: { since: clock.now(), length } });
    return length;
  }
}

/** @param {import('./credentials.js').Pass} pass @returns {boolean} whether asking again soon is of no use */
function isRefusal({ reason, answer }) {
  return reason === 'credential_revoked' || answer?.status === 401 || answer?.status === 403;
}
