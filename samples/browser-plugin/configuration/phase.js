import { limits } from '../limits.js';
import { readSettings } from './settings.js';

/**
 * Whether the plugin works, and by which settings.
 *
 * `storage.managed` is empty until Chromium's start-up is over, which is when a visible page has come to rest, or three
 * minutes after it began (its after_startup_task_utils.cc; measured: 3 s, under load 19 s). So empty is not yet
 * "unmanaged": without any policy ever seen the plugin senses into memory and waits; with a kept policy it works at
 * once; a policy that stays away was removed.
 *
 * @typedef {object} Phase
 * @property {'on' | 'waiting' | 'off'} name
 * @property {import('./settings.js').Settings | null} settings
 * @property {'policy' | 'kept' | 'none' | 'removed' | 'faulty'} reason
 * @property {string[]} faults names of keys whose value is wrong
 * @property {number | null} until when it has to be asked again without news, milliseconds since 1970
 */

/**
 * @param {object} seen
 * @param {Record<string, unknown>} seen.managed what `storage.managed` holds now
 * @param {Record<string, unknown> | null} seen.kept the last policy that was good
 * @param {number} seen.emptySince since when it has been empty in this session; of no meaning when it is not
 * @param {boolean} [seen.wasRemoved] whether it was taken away in this session, and what was kept with it
 * @param {number} now milliseconds since 1970
 * @returns {Phase}
 */
export function phaseOf({ managed, kept, emptySince, wasRemoved = false }, now) {
  const isEmpty = Object.keys(managed).length === 0;
  const good = kept ? readSettings(kept).settings : null;
  if (!isEmpty) {
    const { settings, faults } = readSettings(managed);
    if (settings) return { name: 'on', settings, reason: 'policy', faults, until: null };
    if (good) return { name: 'on', settings: good, reason: 'kept', faults, until: null };
    return { name: 'off', settings: null, reason: 'faulty', faults, until: null };
  }
  const removed = { name: 'off', settings: null, reason: 'removed', faults: [], until: null };
  if (wasRemoved && !good) return removed;
  const patience = good ? limits.removalTime : limits.waitingTime;
  // A clock that was set back does not lengthen the wait beyond its own length.
  const until = Math.min(emptySince, now) + patience;
  if (now >= until) return good ? removed : { ...removed, reason: 'none' };
  if (good) return { name: 'on', settings: good, reason: 'kept', faults: [], until };
  return { name: 'waiting', settings: null, reason: 'none', faults: [], until };
}
