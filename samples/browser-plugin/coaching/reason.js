import { looksSecret } from '../detection/secrets.js';
import { limits } from '../limits.js';

const address = /[^\s@<>()]+@[^\s@<>()]+/g;
const link = /\b[a-z][a-z0-9+.-]*:\/\/\S+/gi;
const control = /[\u0000-\u001f\u007f-\u009f]+/g;

/**
 * What a person wrote about going on, fit for a report: one line, without mail addresses, links and credentials.
 *
 * @param {string} text
 * @returns {string | undefined} at most `limits.reasonLength` characters; undefined when nothing is left
 */
export function cleanReason(text) {
  const line = text.slice(0, 4 * limits.reasonLength).replace(control, ' ');
  const plain = line.replace(link, '…').replace(address, '…');
  const words = plain.split(' ').map((word) => (looksSecret(word) ? '…' : word));
  return words.filter((word) => word !== '').join(' ').slice(0, limits.reasonLength) || undefined;
}
