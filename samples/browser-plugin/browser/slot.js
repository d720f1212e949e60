/**
 * One value in one of the browser's storage areas.
 *
 * @template T
 * @typedef {{read: () => Promise<T>, write: (value: T) => Promise<void>, forget: () => Promise<void>}} Slot
 */

/**
 * @template T
 * @param {chrome.storage.StorageArea} area
 * @param {string} key
 * @param {T} fresh what stands for nothing stored
 * @returns {Slot<T>}
 */
export function slot(area, key, fresh) {
  return {
    read: async () => (await area.get(key))[key] ?? fresh,
    write: (value) => area.set({ [key]: value }),
    forget: () => area.remove(key),
  };
}
