import { isLoopback, siteOrigin } from '../detection/address.js';
import { isWeb, parseAddress } from '../detection/parameters.js';
import { limits } from '../limits.js';

/**
 * What an administrator may set, checked. managed_schema.json says the same to the browser and to administrators.
 *
 * @typedef {object} Settings
 * @property {string} collectorUrl address of `POST /v1/reports`; https, or http on this machine
 * @property {string} enrolToken
 * @property {string[]} tokens further enrolment tokens, while one is being changed
 * @property {boolean} postWithToken posts with the enrolment token itself, for collectors without enrolments
 * @property {number} batchMax events in a report, 1 to 100
 * @property {number} flushMilliseconds how long other outcomes than `granted` wait for company
 * @property {number} flowLifetime milliseconds until a flow without an answer is given up
 * @property {number} rollupTime milliseconds over which silent renewals are counted
 * @property {Set<string> | null} includeOrigins only these providers, null for all
 * @property {Set<string>} excludeOrigins never these, as provider, client or starting page
 * @property {string | undefined} loginHintKey
 * @property {import('../detection/dialects.js').Dialect[]} dialects
 * @property {import('../detection/dialects.js').Dialect[]} devicePages
 * @property {string | undefined} subjectEmail
 * @property {string | undefined} deviceId
 * @property {boolean} scopesOnly tells nothing of person and device
 * @property {boolean} coaching
 * @property {string[]} policyKeys public keys of the coaching list, each the Base64 of an ECDSA P-256 SPKI
 * @property {string | undefined} organisationName shown to people
 * @property {string | undefined} contact whom people can ask
 */

/**
 * @param {Record<string, unknown>} managed what `storage.managed` holds
 * @returns {{settings: Settings | null, faults: string[]}} no settings without a usable collector and token; faults are
 *   names of keys whose value is wrong and was replaced by its default
 */
export function readSettings(managed) {
  const faults = [];
  const take = (key, isFit, fallback) => {
    if (!(key in managed)) return fallback;
    if (isFit(managed[key])) return managed[key];
    faults.push(key);
    return fallback;
  };
  const number = (key, least, most, fallback) => {
    return take(key, (value) => Number.isFinite(value) && value >= least && value <= most, fallback);
  };
  const flag = (key) => take(key, (value) => typeof value === 'boolean', false);
  const text = (key, most) => take(key, (value) => isText(value, most), undefined);
  const list = (key, isItem, most = 1000) => {
    return take(key, (value) => Array.isArray(value) && value.length <= most && value.every(isItem), []);
  };

  const include = list('includeOrigins', isOrigin);
  const settings = {
    collectorUrl: take('collectorUrl', isCollector, null),
    enrolToken: take('enrolToken', isToken, null),
    tokens: list('tokens', isToken, 4),
    postWithToken: flag('postWithToken'),
    batchMax: Math.floor(number('batchMax', 1, limits.batchEvents, limits.batchEvents)),
    flushMilliseconds: number('flushSeconds', 0, 3600, 5) * 1000,
    flowLifetime: number('pendingTtlSeconds', 1, 86400, 600) * 1000,
    rollupTime: number('rollupSeconds', 1, 86400, 86400) * 1000,
    includeOrigins: include.length > 0 ? new Set(include.map(siteOrigin)) : null,
    excludeOrigins: new Set(list('excludeOrigins', isOrigin).map(siteOrigin)),
    loginHintKey: text('loginHintKey', 1024),
    dialects: list('extraAuthorizePatterns', isDialect, 200),
    devicePages: list('devicePaths', isPage, 200).map(pageRow),
    subjectEmail: take('subjectEmail', (value) => isText(value, 254) && value.includes('@'), undefined),
    deviceId: text('deviceId', 128),
    scopesOnly: flag('scopesOnly'),
    coaching: flag('coaching'),
    policyKeys: list('policyKeys', (value) => isText(value, 1024), 2),
    organisationName: text('organisationName', 200),
    contact: text('contact', 500),
  };
  const isUsable = settings.collectorUrl !== null && settings.enrolToken !== null;
  for (const key of ['collectorUrl', 'enrolToken']) {
    if (settings[key] === null && !faults.includes(key)) faults.push(key);
  }
  return { settings: isUsable ? settings : null, faults };
}

/**
 * Whether the organisation wants to see a request at all.
 *
 * @param {Settings} settings
 * @param {(string | undefined)[]} origins of the provider first, then of client and starting page
 */
export function isWanted(settings, origins) {
  if (origins[0] === new URL(settings.collectorUrl).origin) return false;
  if (settings.includeOrigins && !settings.includeOrigins.has(origins[0])) return false;
  return !origins.some((origin) => settings.excludeOrigins.has(origin));
}

function isCollector(value) {
  const url = typeof value === 'string' ? parseAddress(value) : null;
  if (!url || url.username || url.password || url.search || url.hash) return false;
  return url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback(url.hostname));
}

function isToken(value) {
  return isText(value, 4096) && /^[\x21-\x7e]+$/.test(value);
}

function isText(value, most) {
  return typeof value === 'string' && value.length > 0 && value.length <= most;
}

function isOrigin(value) {
  return typeof value === 'string' && siteOrigin(value) !== undefined;
}

function isDialect(value) {
  const hasClient = value?.client === undefined || isText(value.client, 64);
  return hasClient && isText(value?.host, 253) && isText(value.path, 256);
}

function isPage(value) {
  const url = typeof value === 'string' ? parseAddress(value) : null;
  return url !== null && isWeb(url);
}

function pageRow(value) {
  const url = new URL(value);
  return { host: url.hostname, path: url.pathname };
}
