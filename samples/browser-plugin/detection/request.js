import { limits } from '../limits.js';
import { endpoint, originAndPath } from './address.js';
import { devicePages, dialects, rowsFor } from './dialects.js';
import { hmacSha256, sha256 } from './digest.js';
import { addClaims, readClaims } from './jwt.js';
import { first, isWeb, parseAddress, readParameters } from './parameters.js';
import { readScopes } from './scopes.js';
import { looksSecret } from './secrets.js';

/** Claims of a request object (RFC 9101) that stand for parameters of the query. */
const objectClaims = [
  'scope', 'redirect_uri', 'resource', 'response_type', 'response_mode', 'prompt', 'state', 'nonce',
  'code_challenge', 'code_challenge_method',
];
const control = /[\u0000-\u001f\u007f-\u009f]/;

/**
 * One authorization request as it may be kept: report fields, and digests of what has to be compared later.
 *
 * @typedef {object} SealedRequest
 * @property {string} key digest by which the same request is known again (rule R2)
 * @property {string | null} state digest of its state
 * @property {string | null} endpoint digest of its redirect endpoint
 * @property {boolean} isBound whether a state, request_uri or nonce tells it from others of the same client
 * @property {boolean} expectsPost whether its answer is to come as a form (`response_mode=form_post`)
 * @property {object} fields the event's `kind`, `provider`, `client`, `request`, `scopes`, `scopes_truncated`,
 *   `resource` and, where configured, `login_hint`
 */

/**
 * Reads an authorization request (rules R1, R13, R14) or a device page (R15).
 *
 * @param {string} address of a main or sub frame's request
 * @param {{dialects: Dialect[], devicePages: Dialect[]}} extra rows of the managed configuration
 * @returns {object | null} parameters that `seal` understands; null for every other address. Holds secrets: it must
 *   be sealed at once and never stored.
 */
export function readRequest(address, extra) {
  const url = parseAddress(address);
  if (!url || !isWeb(url)) return null;
  const provider = originAndPath(url);
  if (!provider) return null;
  if (rowsFor(url, devicePages).length > 0 || rowsFor(url, extra.devicePages).length > 0) {
    return { isDevicePage: true, provider };
  }
  if (url.search.length < 2) return null;
  const parameters = readParameters(url);
  const clientId = clientOf(url, parameters, extra.dialects);
  if (!clientId || clientId.length > limits.clientIdLength || control.test(clientId)) return null;
  if (looksSecret(clientId, { allowsLongTokens: true })) return null;
  return { provider, clientId, parameters, source: unpackRequestObject(parameters) };
}

/** @returns {string | null} the client's id, when the address asks for an authorization */
function clientOf(url, parameters, extraDialects) {
  const named = first(parameters, 'client_id');
  const asks = ['response_type', 'request_uri', 'request'].some((name) => first(parameters, name));
  if (named && asks) return named;
  const rows = [...rowsFor(url, dialects), ...rowsFor(url, extraDialects)];
  for (const row of rows) {
    const value = first(parameters, row.client ?? 'client_id');
    if (value) return value;
  }
  return null;
}

/** @returns {'query' | 'par' | 'jar'} where the parameters stand; those of a readable request object are added */
function unpackRequestObject(parameters) {
  const token = first(parameters, 'request');
  if (token) {
    const claims = readClaims(token);
    if (!claims) return 'par';
    addClaims(parameters, claims, objectClaims);
    return 'jar';
  }
  return first(parameters, 'request_uri') ? 'par' : 'query';
}

/**
 * Turns what was read into what may be kept.
 *
 * @param {object} read from `readRequest`
 * @param {{initiator?: string, loginHintKey?: string, frame: string}} context `frame` names the tab and frame
 * @returns {Promise<SealedRequest>}
 */
export async function seal(read, { initiator, loginHintKey, frame }) {
  if (read.isDevicePage) return sealDevicePage(read, frame);
  const { provider, clientId, parameters, source } = read;
  const value = (name) => first(parameters, name);
  const redirect = value('redirect_uri') ? endpoint(value('redirect_uri')) : null;
  const binding = value('state') ?? value('request_uri') ?? value('nonce');
  const asked = ['scope', 'scopes', 'user_scope'].flatMap((name) => parameters.get(name) ?? []);
  const { scopes, truncated } = readScopes(asked);
  const place = binding ? provider.origin : `${provider.origin}${provider.path} ${frame}`;
  const fields = {
    kind: 'authorization',
    provider,
    client: {
      client_id: clientId,
      ...(redirect?.shown ? { redirect_uri: redirect.shown } : {}),
      redirect_class: redirect?.kind ?? 'unknown',
      ...(initiator ? { initiator_origin: initiator } : {}),
    },
    request: {
      ...words(parameters, ['response_type', 'response_mode', 'prompt', 'access_type']),
      pkce: proofKey(parameters, source),
      params_source: source,
      has_state: value('state') !== null,
    },
    scopes: source === 'par' && asked.length === 0 ? null : scopes,
    scopes_truncated: truncated,
    resource: resources(parameters.get('resource') ?? []),
  };
  const hint = loginHintKey ? await sealedHint(value('login_hint'), loginHintKey) : null;
  if (hint) fields.login_hint = hint;
  return {
    key: await sha256(JSON.stringify([place, clientId, binding, redirect?.comparable ?? null])),
    state: value('state') === null ? null : await sha256(value('state')),
    endpoint: redirect ? await sha256(redirect.comparable) : null,
    isBound: binding !== null,
    expectsPost: value('response_mode') === 'form_post',
    fields,
  };
}

/** A device page names neither client nor scopes; its `user_code` was never read. */
async function sealDevicePage({ provider }, frame) {
  return {
    key: await sha256(JSON.stringify(['device', provider, frame])),
    state: null,
    endpoint: null,
    isBound: false,
    expectsPost: false,
    fields: {
      kind: 'device_page',
      provider,
      request: { pkce: 'unknown', params_source: 'query', has_state: false },
      scopes: null,
      scopes_truncated: 0,
      resource: [],
    },
  };
}

/** Protocol words as the request spells them; what is too long or looks like a credential counts as absent. */
function words(parameters, names) {
  const found = {};
  for (const name of names) {
    const word = first(parameters, name);
    if (word && word.length <= limits.wordLength && !control.test(word) && !looksSecret(word)) found[name] = word;
  }
  return found;
}

/** RFC 7636 §4.3: a challenge without a method is plain. The challenge itself is not looked at. */
function proofKey(parameters, source) {
  if (first(parameters, 'code_challenge')) {
    return first(parameters, 'code_challenge_method') === 'S256' ? 'S256' : 'plain';
  }
  return source === 'par' ? 'unknown' : 'none';
}

/** Resource indicators (RFC 8707) as scheme, host and path, or as the id that some providers take. */
function resources(values) {
  const found = new Set();
  for (const value of values) {
    const url = parseAddress(value);
    const text = url && url.host ? endpoint(value).shown : value;
    if (!text || text.length > limits.resourceLength || looksSecret(text)) continue;
    if (!/[\s?#\u0000-\u001f\u007f-\u009f]/.test(text)) found.add(text);
  }
  return [...found].slice(0, limits.resources);
}

/** @returns {Promise<{hmac: string, domain: string} | null>} null unless the hint is a mail address */
async function sealedHint(hint, key) {
  const domain = hint?.toLowerCase().match(/^[^@\s]+@([a-z0-9-]+(?:\.[a-z0-9-]+)+)$/)?.[1];
  if (!domain || domain.length > 253) return null;
  return { hmac: await hmacSha256(hint.toLowerCase(), key), domain };
}
