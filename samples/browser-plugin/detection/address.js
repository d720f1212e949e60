import { limits } from '../limits.js';
import { isWeb, parseAddress } from './parameters.js';
import { looksSecret } from './secrets.js';

/**
 * Minimisation of addresses. What leaves this file holds no query, no fragment, no user information, and no part of a
 * path from the first segment on that looks like an id or names a person.
 */

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const opaqueSegment = /^(?=.*[0-9])[0-9A-Za-z_-]{32,}$/;
// A control character, a space, or what would begin a query or a fragment.
const unfit = /[\u0000-\u0020\u007f-\u009f?#]/;

/**
 * Cuts a path before its first segment that looks like an id: 32 or more token characters with a digit, no UUID
 * (tenants are named by UUID), or one that holds an `@` or a credential's shape.
 *
 * @param {string} path
 * @returns {string} at most `limits.pathLength` characters
 */
export function minimalPath(path) {
  const segments = path.split('/');
  const cut = segments.findIndex((segment) => isOpaque(segment));
  const kept = cut < 0 ? path : `${segments.slice(0, cut).join('/')}/`;
  return kept.slice(0, limits.pathLength);
}

/** @param {string} segment */
function isOpaque(segment) {
  if (segment.includes('@') || /%40/i.test(segment)) return true;
  return (opaqueSegment.test(segment) && !uuid.test(segment)) || looksSecret(segment);
}

/**
 * @param {URL} url of the web
 * @returns {{origin: string, path: string} | null} null when the origin is longer than a report may hold
 */
export function originAndPath(url) {
  if (url.origin.length > limits.originLength) return null;
  return { origin: url.origin, path: minimalPath(url.pathname) };
}

/**
 * @param {string | undefined | null} text an origin as the browser names an initiator
 * @returns {string | undefined} undefined when it is opaque (`null`), absent or of no site
 */
export function siteOrigin(text) {
  const url = text ? parseAddress(text) : null;
  if (!url) return undefined;
  const origin = isWeb(url) ? url.origin : `${url.protocol}//${url.host}`;
  const isSite = isWeb(url) || /^(chrome|moz)-extension:$/.test(url.protocol);
  return isSite && origin.length <= limits.originLength ? origin : undefined;
}

/**
 * A redirect endpoint: where a provider sends its answer.
 *
 * @typedef {object} Endpoint
 * @property {string} comparable scheme, host, port and path in full, to compare with an answer's (R6); never stored
 * @property {string | null} shown scheme, host and minimal path, without a loopback port; null when unfit for a report
 * @property {string} kind one of the report's `redirect_class`
 */

/**
 * Reads a redirect address or the address of an answer. `URL.origin` is `null` for custom schemes, so scheme, host and
 * path are taken one by one.
 *
 * @param {string} text
 * @returns {Endpoint} of kind `unknown` when it is no address
 */
export function endpoint(text) {
  const url = parseAddress(text);
  if (!url) return { comparable: text.slice(0, limits.redirectLength), shown: null, kind: wordKind(text) };
  const slashes = url.href.startsWith(`${url.protocol}//`) ? '//' : '';
  const kind = redirectKind(url);
  const host = kind === 'loopback' ? url.hostname : url.host;
  const shown = `${url.protocol}${slashes}${host}${minimalPath(url.pathname)}`;
  return {
    comparable: `${url.protocol}//${url.host}${url.pathname}`,
    shown: shown.length <= limits.redirectLength && !unfit.test(shown) ? shown : null,
    kind,
  };
}

/** @param {string} text a redirect address that is no URL */
function wordKind(text) {
  return text === 'postmessage' ? 'relay' : 'unknown';
}

/** @param {URL} url @returns {string} the report's `redirect_class` */
function redirectKind(url) {
  if (url.protocol === 'storagerelay:') return 'relay';
  if (url.protocol === 'urn:') return 'oob';
  if (url.protocol === 'chrome-extension:' || url.protocol === 'moz-extension:') return 'extension';
  if (!isWeb(url)) return 'custom_scheme';
  if (isLoopback(url.hostname)) return 'loopback';
  const isIdentityHost = url.hostname.endsWith('.chromiumapp.org') || url.hostname.endsWith('.extensions.allizom.org');
  return isIdentityHost ? 'extension' : 'web';
}

/** @param {string} host as `URL.hostname` spells it */
export function isLoopback(host) {
  return host === 'localhost' || host.endsWith('.localhost') || host === '[::1]' || /^127(\.\d{1,3}){3}$/.test(host);
}
