import { eventOf } from '../report/event.js';
import { limits } from '../limits.js';
import { beginFlow, countPost, endingByAnswer, endingWithoutAnswer, isIn } from './flow.js';
import { flowFor, flowForPost } from './matching.js';
import { Memory } from './memory.js';

/**
 * Follows authorization flows from their request to their end. Several may be open in one frame: a federated sign-in
 * is a flow inside a flow (rule R3).
 *
 * Pure and synchronous: it knows no browser, no clock and no secret. Every verb returns the events of the flows that it
 * ended, each exactly once.
 */
export class FlowTracker {
  #flows;
  #memory;
  #newId;
  /** Grows with every change, so that callers know when to save. */
  version = 0;
  /** Flows that gave way because a tab or the whole had too many, since `takeEvicted` was last asked. */
  #evicted = 0;

  /**
   * @param {{newId: () => string, saved?: {flows: import('./flow.js').Flow[], remembered: object[]}}} options
   */
  constructor({ newId, saved }) {
    this.#newId = newId;
    this.#flows = saved?.flows ?? [];
    this.#memory = new Memory(saved?.remembered);
  }

  /** @returns {readonly import('./flow.js').Flow[]} oldest first */
  get flows() {
    return this.#flows;
  }

  /** What has to be kept while the worker sleeps. */
  get state() {
    return { flows: this.#flows, remembered: this.#memory.entries };
  }

  /** @returns {number | undefined} milliseconds since 1970 */
  get nextDeadline() {
    return this.#flows.length > 0 ? Math.min(...this.#flows.map((flow) => flow.deadline)) : undefined;
  }

  /**
   * A frame asks for an authorization. The same request again (a reload, a login page's round trip) goes on with its
   * flow; one that was granted already is only being looked at again.
   *
   * @param {import('./request.js').SealedRequest} request
   * @param {import('./flow.js').Place} place
   * @param {number} at milliseconds since 1970
   * @param {number} lifetime milliseconds until it is given up
   * @returns {import('./flow.js').Flow | null} the flow when it is new
   */
  asked(request, place, at, lifetime) {
    const known = this.#flows.find((flow) => flow.key === request.key);
    if (known) {
      Object.assign(known, { tabId: place.tabId, frameId: place.frameId, requestId: place.requestId });
      this.version += 1;
      return null;
    }
    if (request.isBound && this.#memory.has(request.key, at)) return null;
    this.#makeRoom(place.tabId);
    const flow = beginFlow(request, place, { id: this.#newId(), at, lifetime });
    this.#flows.push(flow);
    this.version += 1;
    return flow;
  }

  /**
   * An answer was seen.
   *
   * @param {import('./answer.js').SealedAnswer} answer
   * @param {{tabId: number, frameId: number}} place
   * @param {{sensor: 'redirect' | 'request' | 'scheme', responder?: string, at: number}} sight
   * @returns {object[]} events, at most one
   */
  answered(answer, place, { sensor, responder, at }) {
    if (this.#memory.has(answer.address, at)) return [];
    const flow = flowFor(this.#flows, answer, place, responder);
    if (!flow) return [];
    this.#memory.add(answer.address, at);
    const ending = endingByAnswer(flow, answer, sensor, at);
    if (ending.outcome === 'granted') this.#memory.add(flow.key, at);
    // The same request at the addresses that it was passed on through.
    const isRelay = (other) => flow.state !== null && other.state === flow.state && other.endpoint === flow.endpoint;
    this.#flows = this.#flows.filter((other) => other === flow || !isRelay(other));
    return this.#end([flow], () => ending);
  }

  /**
   * A frame posts: to a redirect endpoint (a form that is an answer) or to a provider (somebody may have decided).
   *
   * @param {{endpoint: string, origin: string | null, isOwnSite: boolean}} post `origin` null: no provider's, for sure
   * @param {{tabId: number, frameId: number}} place
   * @param {{isNavigation: boolean, at: number}} sight only a navigation can be an answer
   * @returns {object[]} events, at most one
   */
  posted(post, place, { isNavigation, at }) {
    const answered = isNavigation ? flowForPost(this.#flows, post, place) : undefined;
    if (answered) {
      this.#memory.add(answered.key, at);
      return this.#end([answered], () => ({ outcome: 'returned', confidence: 'high', evidence: ['form_post'], at }));
    }
    const asking = this.#flows.filter((flow) => isIn(flow, place) && flow.fields.provider.origin === post.origin);
    asking.forEach(countPost);
    this.version += asking.length;
    return [];
  }

  /**
   * A document arrived in a frame: somebody may look at it, or the authorization endpoint itself refused.
   *
   * @param {{origin: string, path: string, status: number}} document
   * @param {{tabId: number, frameId: number, requestId: string}} place
   * @param {number} at
   * @returns {object[]} events
   */
  shown(document, place, at) {
    const here = this.#flows.filter((flow) => isIn(flow, place));
    const refused = here.filter((flow) => isRefusal(flow, document, place));
    for (const flow of here) {
      if (flow.interactive || refused.includes(flow)) continue;
      flow.interactive = true;
      this.version += 1;
    }
    return this.#end(refused, () => ({ outcome: 'error', confidence: 'medium', evidence: ['http_status'], at }));
  }

  /** @param {number} tabId @param {number} at @returns {object[]} events */
  tabClosed(tabId, at) {
    const here = this.#flows.filter((flow) => flow.tabId === tabId);
    return this.#end(here, (flow) => endingWithoutAnswer(flow, 'tab_closed', at));
  }

  /** Gives up what is past its deadline. @param {number} now @returns {object[]} events */
  sweep(now) {
    for (const flow of this.#flows) {
      // A clock that was set back must not keep a flow open for longer than its lifetime.
      if (flow.deadline > now + flow.lifetime) flow.deadline = now + flow.lifetime;
    }
    const late = this.#flows.filter((flow) => flow.deadline <= now);
    return this.#end(late, (flow) => endingWithoutAnswer(flow, 'timeout', now));
  }

  /**
   * Ends flows that an earlier session of the browser left behind.
   *
   * @param {import('./flow.js').Flow[]} flows
   * @param {number} now
   * @returns {object[]} events
   */
  static leftBehind(flows, now) {
    return flows.map((flow) => eventOf(flow, endingWithoutAnswer(flow, 'restart', now)));
  }

  /**
   * Notes what a person was told before deciding, and what they chose.
   *
   * @param {string} id of a flow; one that has ended is not changed any more
   * @param {{shown: boolean, choice: string, reason?: string}} coaching
   */
  coached(id, coaching) {
    const flow = this.#flows.find((open) => open.id === id);
    if (!flow) return;
    flow.coaching = coaching;
    this.version += 1;
  }

  /** @returns {number} flows that gave way since this was last asked */
  takeEvicted() {
    const count = this.#evicted;
    this.#evicted = 0;
    return count;
  }

  /** A tab that opens flow after flow pushes out its own, never another tab's, until all tabs together are too many. */
  #makeRoom(tabId) {
    const own = this.#flows.filter((flow) => flow.tabId === tabId);
    const victim = own.length >= limits.openFlowsPerTab ? own[0] : undefined;
    if (victim) this.#evict(victim);
    else if (this.#flows.length >= limits.openFlows) this.#evict(this.#flows[0]);
  }

  #evict(victim) {
    this.#flows = this.#flows.filter((flow) => flow !== victim);
    this.#evicted += 1;
  }

  /** @param {import('./flow.js').Flow[]} ending @param {(flow: object) => import('./flow.js').Ending} how */
  #end(ending, how) {
    if (ending.length === 0) return [];
    this.#flows = this.#flows.filter((flow) => !ending.includes(flow));
    this.version += 1;
    return ending.map((flow) => eventOf(flow, how(flow)));
  }
}

/** The authorization endpoint's own response, not that of a page it led to, said no. */
function isRefusal(flow, document, place) {
  if (document.status < 400 || flow.requestId !== place.requestId || flow.fields.kind !== 'authorization') return false;
  return document.origin === flow.fields.provider.origin && document.path === flow.fields.provider.path;
}
