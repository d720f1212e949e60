import { limits } from '../limits.js';

/**
 * One authorization between its request and its end. Plain values only: it is kept in `storage.session`, which is
 * memory. It holds digests of what has to be compared and no secret.
 *
 * @typedef {object} Flow
 * @property {string} id the event's id, made once (UUID version 4)
 * @property {string} key see `SealedRequest`
 * @property {string | null} state
 * @property {string | null} endpoint
 * @property {boolean} isBound
 * @property {boolean} expectsPost
 * @property {object} fields report fields known from the request
 * @property {number} tabId -1 for another extension's sign-in window before it is shown
 * @property {number} frameId 0 is the page itself
 * @property {string} requestId of the browser, to know the authorization endpoint's own response
 * @property {'tab' | 'popup' | 'iframe' | 'extension'} surface
 * @property {number} startedAt milliseconds since 1970
 * @property {number} deadline when it is given up
 * @property {number} lifetime from its start to its deadline
 * @property {boolean} interactive a document was shown since the request
 * @property {number} posts to the provider's origin
 * @property {{shown: boolean, choice: string, reason?: string}} [coaching]
 *
 * @typedef {object} Place
 * @property {number} tabId
 * @property {number} frameId
 * @property {string} requestId
 * @property {Flow['surface']} surface
 *
 * @typedef {object} Ending
 * @property {string} outcome
 * @property {string} confidence
 * @property {string[]} evidence
 * @property {number} at milliseconds since 1970
 * @property {object} [result]
 * @property {import('./address.js').Endpoint} [shown] where the answer went
 */

/**
 * @param {import('./request.js').SealedRequest} request
 * @param {Place} place
 * @param {{id: string, at: number, lifetime: number}} begin
 * @returns {Flow}
 */
export function beginFlow(request, place, { id, at, lifetime }) {
  return {
    id,
    key: request.key,
    state: request.state,
    endpoint: request.endpoint,
    isBound: request.isBound,
    expectsPost: request.expectsPost,
    fields: request.fields,
    tabId: place.tabId,
    frameId: place.frameId,
    requestId: place.requestId,
    surface: place.surface,
    startedAt: at,
    deadline: at + lifetime,
    lifetime,
    interactive: false,
    posts: 0,
  };
}

/** @param {Flow} flow @returns {boolean} whether an answer can end it at all */
export function awaitsAnswer(flow) {
  return flow.fields.kind === 'authorization';
}

/** @param {Flow} flow @param {{tabId: number, frameId: number}} place */
export function isIn(flow, place) {
  return flow.tabId === place.tabId && flow.frameId === place.frameId;
}

/** @param {Flow} flow */
export function countPost(flow) {
  flow.posts = Math.min(flow.posts + 1, limits.posts);
}

/**
 * How an answer ends a flow. A success parameter leads, even beside an error: a grant reported as refused would be one
 * that nobody looks at.
 *
 * @param {Flow} flow
 * @param {import('./answer.js').SealedAnswer} answer
 * @param {'redirect' | 'request' | 'scheme'} sensor
 * @param {number} at
 * @returns {Ending}
 */
export function endingByAnswer(flow, answer, sensor, at) {
  const stateMatch = flow.state === null || answer.state === null ? null : flow.state === answer.state;
  const granted = answer.result.kinds.length > 0;
  const refused = answer.result.error === 'access_denied' ? 'denied' : 'error';
  const handsOver = answer.shown.kind === 'custom_scheme' && sensor !== 'scheme';
  return {
    outcome: granted ? 'granted' : refused,
    confidence: stateMatch && !(granted && answer.hasError) ? 'high' : 'medium',
    evidence: handsOver ? [sensor, 'scheme'] : [sensor],
    at,
    result: { ...answer.result, state_match: stateMatch },
    shown: answer.shown,
  };
}

/**
 * How a flow without an answer ends. Whoever posted something to the provider may have decided something.
 *
 * @param {Flow} flow
 * @param {'tab_closed' | 'timeout' | 'restart'} cause
 * @param {number} at
 * @returns {Ending}
 */
export function endingWithoutAnswer(flow, cause, at) {
  if (!awaitsAnswer(flow)) return { outcome: 'unknown', confidence: 'low', evidence: ['request'], at };
  const outcome = flow.posts > 0 ? 'unknown' : 'abandoned';
  if (cause === 'restart') return { outcome, confidence: 'low', evidence: ['restart'], at };
  return { outcome, confidence: flow.posts > 0 ? 'medium' : 'high', evidence: [cause], at };
}
