/**
 * Waits for a condition, and no longer than it takes.
 *
 * @template T
 * @param {string} what for the message when it does not come
 * @param {() => T | Promise<T>} condition met when it gives something true
 * @param {number} [seconds] the longest wait
 * @returns {Promise<T>}
 */
export async function until(what, condition, seconds = 20) {
  const deadline = Date.now() + seconds * 1000;
  for (;;) {
    const value = await condition();
    if (value) return value;
    if (Date.now() > deadline) throw new Error(`not within ${seconds} s: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
