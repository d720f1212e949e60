import { slot } from './slot.js';

/**
 * The id by which the collector knows this sensor: random, made once for a profile and install.
 *
 * @param {typeof chrome} browser
 * @returns {Promise<string>} UUID version 4
 */
export async function installId(browser) {
  const kept = slot(browser.storage.local, 'installId', null);
  const known = await kept.read();
  if (known) return known;
  const made = crypto.randomUUID();
  await kept.write(made);
  return made;
}
