import { awaitsAnswer, isIn } from './flow.js';

/**
 * Finds the flow that an answer ends (rules R5, R6 and R13).
 *
 * @param {import('./flow.js').Flow[]} flows oldest first
 * @param {import('./answer.js').SealedAnswer} answer
 * @param {{tabId: number, frameId: number}} place where it was seen
 * @param {string | undefined} responder origin that sent it: of the redirecting response, or of the page's initiator
 * @returns {import('./flow.js').Flow | undefined}
 */
export function flowFor(flows, answer, place, responder) {
  const open = flows.filter(awaitsAnswer);
  // The same request may have been passed on from address to address: then the one that answered it counts.
  const byState = open.filter((flow) => matchesByState(flow, answer));
  const byAnswering = byState.findLast((flow) => flow.fields.provider.origin === responder);
  if (byState.length > 0) return byAnswering ?? byState.at(-1);
  return open.findLast((flow) => matchesByFrame(flow, answer, place, responder));
}

/** A state is compared in every tab: answers come back in popups, other tabs and windows without one. */
function matchesByState(flow, answer) {
  if (flow.state === null || flow.state !== answer.state) return false;
  return flow.endpoint === null ? isElsewhere(flow, answer) : flow.endpoint === answer.endpoint;
}

/** Without a state to compare only the frame is left. A wrong state never matches. */
function matchesByFrame(flow, answer, place, responder) {
  const hidesState = answer.state === null && answer.result.kinds.includes('response');
  if (flow.state !== null && !hidesState) return false;
  if (flow.tabId !== -1 && !isIn(flow, place)) return false;
  if (flow.endpoint !== null) return flow.endpoint === answer.endpoint;
  if (!isElsewhere(flow, answer)) return false;
  // Login pages pass errors of their own around; only the provider's word ends a flow whose address is not known.
  return answer.result.kinds.length > 0 || responder === flow.fields.provider.origin;
}

/** @returns {boolean} whether the answer went to another site than the provider's own */
function isElsewhere(flow, answer) {
  return answer.origin !== flow.fields.provider.origin;
}

/**
 * Finds the flow whose answer is a form that was posted to its redirect endpoint (rule R7).
 *
 * @param {import('./flow.js').Flow[]} flows oldest first
 * @param {{endpoint: string, isOwnSite: boolean}} post `isOwnSite`: a page of the endpoint's own origin posted it
 * @param {{tabId: number, frameId: number}} place
 */
export function flowForPost(flows, post, place) {
  return flows.findLast((flow) => {
    if (!awaitsAnswer(flow) || flow.endpoint !== post.endpoint || !isIn(flow, place)) return false;
    return flow.expectsPost || !post.isOwnSite;
  });
}
