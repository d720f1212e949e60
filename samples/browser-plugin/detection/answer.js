import { endpoint, siteOrigin } from './address.js';
import { sha256 } from './digest.js';
import { addClaims, readClaims } from './jwt.js';
import { first, parseAddress, readParameters } from './parameters.js';
import { readScopes } from './scopes.js';

/** Parameters that only a success response has (RFC 6749 §4.1.2 and §4.2.2, OpenID Connect, JARM). */
const successes = ['code', 'access_token', 'id_token', 'response'];
const mention = /[?&#](?:code|access_token|id_token|response|error)=/i;

/**
 * One answer of a provider as it may be kept.
 *
 * @typedef {object} SealedAnswer
 * @property {string} address digest of the whole address, by which a reload is known
 * @property {string | null} state digest of its state
 * @property {string} endpoint digest of the endpoint it was sent to
 * @property {string} origin of that endpoint, compared with the provider's
 * @property {import('./address.js').Endpoint} shown what may be reported of the endpoint
 * @property {{kinds: string[], error?: string, iss?: string, granted_scopes?: string[]}} result
 * @property {boolean} hasError whether an error was named, readable or not
 */

/**
 * Reads a success or error response out of an address: query and fragment (rule R4).
 *
 * @param {string} address
 * @returns {object | null} null for every other address, an authorization request among them (R10). Holds secrets: it
 *   must be sealed at once and never stored.
 */
export function readAnswer(address) {
  if (typeof address !== 'string' || !mention.test(address)) return null;
  const url = parseAddress(address);
  if (!url) return null;
  const parameters = readParameters(url, { fragment: true });
  if (first(parameters, 'client_id') && first(parameters, 'response_type')) return null;
  const kinds = successes.filter((name) => first(parameters, name));
  const claims = kinds.includes('response') ? readClaims(first(parameters, 'response')) : null;
  if (claims) addClaims(parameters, claims, ['state', 'error', 'iss', 'scope']);
  const error = first(parameters, 'error');
  // A JARM response may carry a refusal: then it is no success.
  const successful = claims?.error ? kinds.filter((name) => name !== 'response') : kinds;
  if (successful.length === 0 && !error) return null;
  return { url, kinds: successful, error, parameters };
}

/**
 * @param {object} read from `readAnswer`
 * @returns {Promise<SealedAnswer>}
 */
export async function sealAnswer({ url, kinds, error, parameters }) {
  const shown = endpoint(url.href);
  const state = first(parameters, 'state');
  const iss = siteOrigin(first(parameters, 'iss'));
  const granted = parameters.get('scope');
  return {
    address: await sha256(url.href),
    state: state === null ? null : await sha256(state),
    endpoint: await sha256(shown.comparable),
    origin: url.origin === 'null' ? `${url.protocol}//${url.host}` : url.origin,
    shown,
    result: {
      kinds,
      ...(error && /^[a-z_]{1,64}$/.test(error) ? { error } : {}),
      ...(iss?.startsWith('http') ? { iss } : {}),
      ...(granted ? { granted_scopes: readScopes(granted).scopes } : {}),
    },
    hasError: error !== null,
  };
}
