import { limits } from '../limits.js';

/** Parameters that a request may repeat; of every other one the first value counts. */
const repeatable = new Set(['scope', 'scopes', 'user_scope', 'resource']);

/** Parameters that hold a JWT and may be longer than others. */
const tokens = new Set(['request', 'response']);

/**
 * Reads the parameters of one address: its query and, when asked for, its fragment.
 *
 * Names are compared in lower case, because providers do. Values live as long as the returned map: nothing here keeps
 * them. Malformed percent-encoding never throws; it stays as it is (URL standard, percent-decode).
 *
 * @param {URL} url
 * @param {{fragment?: boolean}} [options] whether a fragment with a `=` is read as parameters, too
 * @returns {Map<string, string[]>} one or more values for each name; only repeatable names have several
 */
export function readParameters(url, { fragment = false } = {}) {
  const parameters = new Map();
  add(parameters, url.searchParams);
  if (fragment && url.hash.includes('=')) add(parameters, new URLSearchParams(url.hash.slice(1)));
  return parameters;
}

/**
 * @param {Map<string, string[]>} parameters
 * @param {string} name in lower case
 * @returns {string | null} the first value, or null when it is absent or empty
 */
export function first(parameters, name) {
  return parameters.get(name)?.[0] || null;
}

/** @param {Map<string, string[]>} parameters @param {URLSearchParams} pairs */
function add(parameters, pairs) {
  for (const [rawName, value] of pairs) {
    const name = rawName.toLowerCase();
    if (value.length > (tokens.has(name) ? limits.requestObject : limits.parameter)) continue;
    const values = parameters.get(name);
    if (!values) parameters.set(name, [value]);
    else if (repeatable.has(name)) values.push(value);
  }
}

/**
 * @param {string} text
 * @returns {URL | null} null when it is no address, or longer than is read
 */
export function parseAddress(text) {
  if (typeof text !== 'string' || text.length > limits.address) return null;
  try {
    return new URL(text);
  } catch {
    return null;
  }
}

/** @param {URL} url @returns {boolean} whether a web server answers at it */
export function isWeb(url) {
  return url.protocol === 'https:' || url.protocol === 'http:';
}
