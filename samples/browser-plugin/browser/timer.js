const alarm = 'wake';
/** A worker is stopped 30 s after its last event; below this a timer inside it is sure to fire. */
const shortWait = 25 * 1000;

/**
 * One alarm for everything that has to happen later. It exists only while something waits: an alarm that always came
 * back would keep the worker from ever being stopped.
 */
export class Timer {
  #alarms;
  #clock;
  #onTime;
  #planned;
  #timeout;

  /**
   * @param {typeof chrome.alarms} alarms
   * @param {{now: () => number}} clock
   * @param {() => void} onTime
   */
  constructor(alarms, clock, onTime) {
    this.#alarms = alarms;
    this.#clock = clock;
    this.#onTime = onTime;
  }

  listen() {
    this.#alarms.onAlarm.addListener(() => this.#onTime());
  }

  /** @param {(number | null | undefined)[]} times milliseconds since 1970; the earliest counts */
  async plan(times) {
    const known = times.filter((time) => typeof time === 'number');
    const next = known.length > 0 ? Math.min(...known) : null;
    if (next === this.#planned) return;
    const isFirst = this.#planned === undefined;
    this.#planned = next;
    clearTimeout(this.#timeout);
    if (next === null) {
      if (!isFirst || (await this.#alarms.get(alarm))) await this.#alarms.clear(alarm);
      return;
    }
    const wait = Math.max(0, next - this.#clock.now());
    if (wait < shortWait) this.#timeout = setTimeout(() => this.#onTime(), wait);
    await this.#alarms.create(alarm, { when: Date.now() + wait });
  }

  /** What was planned has come: the same time may be planned anew. */
  passed() {
    this.#planned = this.#planned === undefined ? undefined : NaN;
  }
}
