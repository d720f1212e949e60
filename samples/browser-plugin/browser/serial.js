/**
 * Runs tasks one after the other in the order they came (rule R18). A task that fails is counted and does not stop the
 * next.
 */
export class Serial {
  #tail = Promise.resolve();
  #waiting = 0;
  /** Tasks that failed: faults of the plugin or of the browser's storage. */
  faults = 0;

  /** @returns {boolean} whether nothing runs and nothing waits */
  get isIdle() {
    return this.#waiting === 0;
  }

  /** @returns {boolean} whether no further task waits behind the running one */
  get isLast() {
    return this.#waiting <= 1;
  }

  /**
   * @template T
   * @param {() => Promise<T> | T} task
   * @returns {Promise<T | undefined>} undefined when it failed; never rejects
   */
  run(task) {
    this.#waiting += 1;
    const result = this.#tail.then(task).catch((error) => this.#note(error));
    this.#tail = result.then(() => {
      this.#waiting -= 1;
    });
    return result;
  }

  #note(error) {
    this.faults += 1;
    // The name alone: a message may quote an address.
    console.warn('A task of the plugin failed:', error?.name);
  }
}
