import { limits } from '../limits.js';

/**
 * The organisation's word on clients, as the collector gives it out: signed, numbered and with an end.
 *
 * @typedef {object} CoachingList
 * @property {number} issue a newer list has a higher number
 * @property {number} notAfter milliseconds since 1970
 * @property {string} message to people, may be empty
 * @property {Map<string, Word>} clients by id
 *
 * @typedef {{state: string, reason: string, alternative: {name: string, url: string} | null}} Word
 *
 * @typedef {{policy: string, signature: string}} SignedList base64url of the list's bytes and of the 64-byte signature
 */

const algorithm = { name: 'ECDSA', namedCurve: 'P-256' };

/**
 * @param {SignedList} signed
 * @param {string[]} keys that the organisation trusts, each the Base64 of an SPKI
 * @param {{now: number, lastIssue: number}} against
 * @returns {Promise<CoachingList | null>} null when it is not signed by a trusted key, past its end, older than one
 *   that was seen, or no list
 */
export async function openList(signed, keys, { now, lastIssue }) {
  try {
    if (signed.policy.length > limits.coachingListBytes) return null;
    const bytes = decode(signed.policy);
    if (!(await isSigned(bytes, decode(signed.signature), keys))) return null;
    const list = JSON.parse(new TextDecoder().decode(bytes));
    const notAfter = Date.parse(list.not_after);
    if (!Number.isInteger(list.issue) || list.issue < lastIssue || !(now < notAfter)) return null;
    const rows = list.clients.filter(isRow).slice(0, limits.coachingClients);
    const clients = new Map(rows.map((row) => [row.client_id, entryOf(row)]));
    return { issue: list.issue, notAfter, message: textOf(list.message), clients };
  } catch {
    return null;
  }
}

/** @returns {Promise<boolean>} whether one of the keys made the signature (ECDSA P-256 with SHA-256) */
async function isSigned(bytes, signature, keys) {
  for (const key of keys) {
    const imported = await crypto.subtle.importKey('spki', decode(key), algorithm, false, ['verify']);
    if (await crypto.subtle.verify({ name: 'ECDSA', hash: 'SHA-256' }, imported, signature, bytes)) return true;
  }
  return false;
}

function isRow(row) {
  return typeof row?.client_id === 'string' && (row.state === 'blocked' || row.state === 'unreviewed');
}

function entryOf({ state, reason, alternative }) {
  const isLink = typeof alternative?.url === 'string' && alternative.url.startsWith('https://');
  return {
    state,
    reason: textOf(reason),
    alternative: isLink ? { name: textOf(alternative.name) || alternative.url, url: alternative.url } : null,
  };
}

function textOf(value) {
  return typeof value === 'string' ? value.slice(0, 1000) : '';
}

/** @param {string} text Base64 or base64url @returns {Uint8Array} */
function decode(text) {
  const base64 = text.replace(/-/g, '+').replace(/_/g, '/');
  return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
}
