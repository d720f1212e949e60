import { limits } from '../limits.js';
import { installId } from './installId.js';
import { senderFor } from './sender.js';
import { slot } from './slot.js';

/**
 * Where events go when their flow has ended: into the durable queue and on to the collector; into memory while no
 * policy is known; nowhere when the plugin is off.
 */
export class Outbox {
  #parts;
  #waiting;
  #flushAt = null;
  #retryAt = null;

  /**
   * @param {object} parts
   * @param {typeof chrome} parts.browser
   * @param {{now: () => number, random: () => number}} parts.clock
   * @param {import('../delivery/queue.js').EventQueue} parts.queue
   * @param {import('../delivery/courier.js').Courier} parts.courier
   * @param {() => import('../configuration/phase.js').Phase} parts.phase
   * @param {import('./serial.js').Serial} parts.deliveries one after the other, apart from the sensing
   * @param {() => void} parts.onPlan told when `nextDelivery` has changed by itself
   */
  constructor(parts) {
    this.#parts = parts;
    this.#waiting = slot(parts.browser.storage.session, 'waiting', []);
  }

  /** @returns {number | null} when to try to deliver next, milliseconds since 1970; null while nothing waits */
  get nextDelivery() {
    if (this.#flushAt === null || this.#retryAt === null) return this.#flushAt ?? this.#retryAt;
    return Math.min(this.#flushAt, this.#retryAt);
  }

  /** @param {object[]} events */
  async take(events) {
    const { queue, clock } = this.#parts;
    const { name, settings } = this.#parts.phase();
    if (events.length === 0 || name === 'off') return;
    if (name === 'waiting') {
      const waiting = [...(await this.#waiting.read()), ...events];
      await this.#waiting.write(waiting.slice(-limits.waitingEvents));
      return;
    }
    await queue.add(events);
    const isUrgent = events.some((event) => event.outcome === 'granted');
    this.#deliverBy(clock.now() + (isUrgent ? 0 : settings.flushMilliseconds));
    if (isUrgent) this.deliver();
  }

  /**
   * Another phase holds than before: what waited in memory joins the queue, or goes.
   *
   * @param {boolean} isNewPolicy the administrator has changed something, so a pause may have lost its reason
   */
  async phaseChanged(isNewPolicy) {
    const { queue, courier, clock } = this.#parts;
    const { name } = this.#parts.phase();
    if (name === 'waiting') return;
    const waiting = await this.#waiting.read();
    if (waiting.length > 0) await this.#waiting.forget();
    if (name === 'off') {
      this.#flushAt = null;
      this.#retryAt = null;
      return;
    }
    if (waiting.length > 0) await queue.add(waiting);
    if ((await queue.totals()).events === 0) return;
    if (isNewPolicy) await courier.hurry();
    this.#deliverBy(clock.now());
  }

  /** The worker has started: events of an earlier life may wait. Their pause goes on. */
  async resume() {
    const { events } = await this.#parts.queue.totals();
    if (events > 0 && this.#parts.phase().name === 'on') this.#deliverBy(this.#parts.clock.now());
  }

  /** Sends what is due, beside everything else. @returns {Promise<void>} when nothing more can be sent now */
  deliver() {
    const { browser, clock, courier, deliveries, onPlan } = this.#parts;
    return deliveries.run(async () => {
      const { settings } = this.#parts.phase();
      if (!this.#isOn) return;
      this.#flushAt = null;
      // Should this fail in a way that nobody thought of, it is tried again.
      this.#retryAt = clock.now() + limits.backoffMost;
      const sender = await senderFor(browser, await installId(browser), settings);
      const wait = await courier.deliver(settings, sender, () => this.#isOn);
      this.#retryAt = wait === null || !this.#isOn ? null : clock.now() + wait;
      onPlan();
    });
  }

  get #isOn() {
    return this.#parts.phase().name === 'on';
  }

  #deliverBy(time) {
    this.#flushAt = this.#flushAt === null ? time : Math.min(this.#flushAt, time);
  }
}
