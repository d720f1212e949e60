import { createHash } from 'node:crypto';

/** @param {string} key Base64 of a public key @returns {string} the id that Chromium browsers derive from it */
export function extensionId(key) {
  const digits = createHash('sha256').update(Buffer.from(key, 'base64')).digest('hex').slice(0, 32);
  return digits.replace(/./g, (digit) => String.fromCharCode(97 + parseInt(digit, 16)));
}
