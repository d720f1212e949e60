import { readAnswer, sealAnswer } from '../detection/answer.js';
import { endpoint, originAndPath, siteOrigin } from '../detection/address.js';
import { sha256 } from '../detection/digest.js';
import { isWeb, parseAddress } from '../detection/parameters.js';
import { readRequest, seal } from '../detection/request.js';
import { isWanted } from '../configuration/settings.js';
import { surfaceOf } from './surface.js';

const noRows = { dialects: [], devicePages: [] };
/** Before any policy came nothing is known of its wishes; ten minutes is the default of `pendingTtlSeconds`. */
const unknownLifetime = 10 * 60 * 1000;

/**
 * Turns what the sensor hears into verbs of the tracker, in order. Secrets of an address are read, digested and
 * forgotten within one call.
 */
export class Watch {
  #parts;

  /**
   * @param {object} parts
   * @param {typeof chrome} parts.browser
   * @param {(task: () => Promise<object[] | void>) => void} parts.inOrder runs a task after those before it; the events
   *   that it returns have ended
   * @param {() => boolean} parts.isIdle whether no task runs or waits, so that what is known is up to date
   * @param {() => import('../detection/tracker.js').FlowTracker} parts.tracker
   * @param {() => import('../configuration/phase.js').Phase} parts.phase
   * @param {() => void} parts.onRequest told at once when an authorization is asked for
   * @param {(flow: import('../detection/flow.js').Flow) => void} parts.onFlow told of each new one
   */
  constructor(parts) {
    this.#parts = parts;
  }

  /** A frame asks for a document. */
  requested(details, { at }) {
    const asks = readRequest(details.url, this.#rows) !== null;
    if (this.#isQuiet && !asks) return;
    if (asks) this.#parts.onRequest();
    // Asked at once: a popup may be gone before this request's turn comes.
    const surface = asks ? surfaceOf(this.#parts.browser, details) : undefined;
    this.#parts.inOrder(async () => {
      if (!this.#isSensing) return [];
      const sight = { sensor: 'request', responder: initiatorOf(details), at };
      const ended = await this.#answer(details.url, details, sight);
      if (details.method === 'POST') ended.push(...(await this.#post(details, { isNavigation: true, at })));
      if (ended.length === 0) await this.#begin(details, surface, at);
      return ended;
    });
  }

  /** A server sends a frame elsewhere. */
  redirected(details, { at }) {
    if (this.#isQuiet) return;
    this.#parts.inOrder(() => {
      const responder = parseAddress(details.url)?.origin;
      return this.#answer(details.redirectUrl, details, { sensor: 'redirect', responder, at });
    });
  }

  /** A frame leads to another program (rule R4): the only sign of a script that opens a custom scheme. */
  handedOver(details, { at }) {
    this.#parts.inOrder(() => this.#answer(details.url, details, { sensor: 'scheme', at }));
  }

  /** A frame goes somewhere, of which nothing but the address is known. */
  navigated(details, { at }) {
    this.#parts.inOrder(() => this.#answer(details.url, details, { sensor: 'request', at }));
  }

  /** A form was sent somewhere, of which nothing but the address is known: an answer only where a form is expected. */
  submitted(details, { at }) {
    this.#parts.inOrder(async () => {
      if (this.#tracker.flows.length === 0) return [];
      const post = { endpoint: await sha256(endpoint(details.url).comparable), origin: null, isOwnSite: true };
      return this.#tracker.posted(post, details, { isNavigation: true, at });
    });
  }

  /** A document arrived. */
  completed(details, { at }) {
    if (this.#isQuiet) return;
    this.#parts.inOrder(() => {
      if (this.#tracker.flows.length === 0 || details.statusCode === 204 || details.statusCode === 205) return [];
      const url = parseAddress(details.url);
      const place = url && isWeb(url) ? originAndPath(url) : null;
      return place ? this.#tracker.shown({ ...place, status: details.statusCode }, details, at) : [];
    });
  }

  /** A script posts. */
  posted(details, { at, isNavigation }) {
    this.#parts.inOrder(() => this.#post(details, { isNavigation, at }));
  }

  /** A tab is gone. @param {number} tabId @param {number} at */
  closed(tabId, at) {
    this.#parts.inOrder(async () => this.#tracker.tabClosed(tabId, at));
  }

  get #tracker() {
    return this.#parts.tracker();
  }

  /** No flow is open and none is about to be: unrelated pages end here, at little cost. */
  get #isQuiet() {
    return this.#parts.isIdle() && this.#tracker.flows.length === 0;
  }

  get #rows() {
    return this.#parts.phase().settings ?? noRows;
  }

  get #isSensing() {
    return this.#parts.phase().name !== 'off';
  }

  /** @returns {Promise<object[]>} */
  async #answer(address, details, sight) {
    if (this.#tracker.flows.length === 0) return [];
    const read = readAnswer(address);
    return read ? this.#tracker.answered(await sealAnswer(read), details, sight) : [];
  }

  async #post(details, sight) {
    if (this.#tracker.flows.length === 0) return [];
    const url = parseAddress(details.url);
    if (!url) return [];
    const isOwnSite = initiatorOf(details) === url.origin;
    const post = { endpoint: await sha256(endpoint(details.url).comparable), origin: url.origin, isOwnSite };
    return this.#tracker.posted(post, details, sight);
  }

  async #begin(details, surface, at) {
    const { settings } = this.#parts.phase();
    const read = readRequest(details.url, this.#rows);
    if (!read) return;
    const initiator = initiatorOf(details);
    const frame = `${details.tabId}/${details.frameId}`;
    const request = await seal(read, {
      initiator: settings?.scopesOnly ? undefined : initiator,
      loginHintKey: settings?.scopesOnly ? undefined : settings?.loginHintKey,
      frame,
    });
    const { provider, client } = request.fields;
    const origins = [provider.origin, initiator, siteOrigin(client?.redirect_uri)];
    if (settings && !isWanted(settings, origins)) return;
    const place = {
      tabId: details.tabId, frameId: details.frameId, requestId: details.requestId,
      surface: await (surface ?? surfaceOf(this.#parts.browser, details)),
    };
    const flow = this.#tracker.asked(request, place, at, settings?.flowLifetime ?? unknownLifetime);
    if (flow) this.#parts.onFlow(flow);
  }
}

/** Chromium names the origin, Firefox the page's address; an origin is all that is taken of either. */
function initiatorOf(details) {
  return siteOrigin(details.initiator ?? details.originUrl);
}
