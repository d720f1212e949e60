import { limits } from '../limits.js';

/**
 * Reads the claims of a signed JWT (RFC 7519) without checking its signature: they are a claim like the query itself.
 *
 * @param {string} token
 * @returns {Record<string, unknown> | null} null when it is encrypted (five parts), too long or no JWT
 */
export function readClaims(token) {
  const parts = token.split('.');
  if (parts.length !== 3 || token.length > limits.requestObject) return null;
  try {
    const base64 = parts[1].replace(/-/g, '+').replace(/_/g, '/');
    const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
    const claims = JSON.parse(new TextDecoder().decode(bytes));
    return claims !== null && typeof claims === 'object' && !Array.isArray(claims) ? claims : null;
  } catch {
    return null;
  }
}

/**
 * Adds claims to parameters that the query does not have.
 *
 * @param {Map<string, string[]>} parameters
 * @param {Record<string, unknown>} claims
 * @param {string[]} names those that are taken over
 */
export function addClaims(parameters, claims, names) {
  for (const name of names) {
    const value = claims[name];
    if (parameters.has(name)) continue;
    if (typeof value === 'string') parameters.set(name, [value.slice(0, limits.parameter)]);
    else if (Array.isArray(value)) {
      const texts = value.filter((item) => typeof item === 'string').slice(0, limits.scopes);
      if (texts.length > 0) parameters.set(name, texts);
    }
  }
}
