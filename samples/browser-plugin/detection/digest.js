const encoder = new TextEncoder();

/** @param {BufferSource} bytes @returns {string} lower-case hexadecimal digits */
export function hex(bytes) {
  return Array.from(new Uint8Array(bytes), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/**
 * Secrets that have to be compared later (a state, an address with a code) are known by this only.
 *
 * @param {string} text
 * @returns {Promise<string>} SHA-256 as 64 hexadecimal digits
 */
export async function sha256(text) {
  return hex(await crypto.subtle.digest('SHA-256', encoder.encode(text)));
}

/**
 * @param {string} text
 * @param {string} key the organisation's
 * @returns {Promise<string>} HMAC-SHA-256 as 64 hexadecimal digits
 */
export async function hmacSha256(text, key) {
  const algorithm = { name: 'HMAC', hash: 'SHA-256' };
  const imported = await crypto.subtle.importKey('raw', encoder.encode(key), algorithm, false, ['sign']);
  return hex(await crypto.subtle.sign('HMAC', imported, encoder.encode(text)));
}
