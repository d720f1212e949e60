import { sha256 } from '../detection/digest.js';
import { timestamp } from './event.js';

/** Name and major version of the format: schemas/grant-report.v1.json. */
const schema = 'gnomon.grant-report/1';

/**
 * What a report says about its sender.
 *
 * @typedef {object} Sender
 * @property {string} installId random, of this profile and install
 * @property {{version: string, extension_id: string}} plugin
 * @property {{name: string, version: string, os: string, arch: string}} browser
 * @property {{email?: string, source: 'profile' | 'policy' | 'none'}} subject
 * @property {{id?: string, source: 'policy' | 'none'}} device
 * @property {boolean} incognitoAllowed
 */

/**
 * One POST body before gzip.
 *
 * @param {object[]} events 1 to 100
 * @param {Sender} sender
 * @param {{dropped: number, now: number}} at `dropped`: events lost to the queue's limits since the last accepted batch
 * @returns {Promise<object>}
 */
export async function envelopeOf(events, sender, { dropped, now }) {
  return {
    schema,
    batch_id: await batchId(events.map((event) => event.event_id)),
    sent_at: timestamp(now),
    install_id: sender.installId,
    plugin: sender.plugin,
    browser: sender.browser,
    subject: sender.subject,
    device: sender.device,
    incognito_allowed: sender.incognitoAllowed,
    dropped,
    events,
  };
}

/**
 * @param {string[]} eventIds
 * @returns {Promise<string>} the same for the same events in any order, so that a repeat is known
 */
export function batchId(eventIds) {
  return sha256(eventIds.map((id) => id.toLowerCase()).sort().join('\n'));
}
