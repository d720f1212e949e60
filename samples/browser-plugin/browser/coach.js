import { cleanReason } from '../coaching/reason.js';
import { openList } from '../coaching/list.js';
import { limits } from '../limits.js';
import { installId } from './installId.js';
import { slot } from './slot.js';

const size = { width: 460, height: 520 };
const fresh = { signed: null, etag: null, issue: 0, fetchedAt: 0 };

/**
 * Coaching, when the organisation wants it: a small window beside a flow towards a client that is blocked or not yet
 * reviewed. It offers; it holds nothing up. Without a valid list nothing is shown.
 */
export class Coach {
  #parts;
  #kept;
  #list = null;
  #fetchedAt = 0;

  /**
   * @param {object} parts
   * @param {typeof chrome} parts.browser
   * @param {{now: () => number}} parts.clock
   * @param {import('../delivery/collector.js').Collector} parts.collector
   * @param {import('../delivery/credentials.js').Credentials} parts.credentials
   * @param {() => import('../configuration/phase.js').Phase} parts.phase
   * @param {() => import('../detection/tracker.js').FlowTracker} parts.tracker
   */
  constructor(parts) {
    this.#parts = parts;
    this.#kept = slot(parts.browser.storage.local, 'coachingList', fresh);
  }

  /** @returns {number | null} when the list has to be fetched again, milliseconds since 1970 */
  get nextFetch() {
    return this.#isOn ? Math.min(this.#fetchedAt, this.#parts.clock.now()) + limits.coachingListAge : null;
  }

  /** Opens the kept list. */
  async resume() {
    const { signed, issue, fetchedAt } = await this.#kept.read();
    this.#fetchedAt = fetchedAt;
    this.#list = this.#isOn && signed ? await this.#open(signed, issue) : null;
  }

  /** Fetches the list when it is due. */
  async refresh() {
    const { browser, clock, collector, credentials } = this.#parts;
    const due = this.nextFetch;
    if (due === null || due > clock.now()) return;
    this.#fetchedAt = clock.now();
    const { settings } = this.#parts.phase();
    const kept = await this.#kept.read();
    await this.#kept.write({ ...kept, fetchedAt: this.#fetchedAt });
    const pass = await credentials.pass(settings, await installId(browser));
    if (!pass.token) return;
    const proof = { token: pass.token, etag: kept.etag };
    const answer = await collector.coachingList(settings.collectorUrl, proof).catch(() => null);
    if (answer?.status !== 200) return;
    const signed = { policy: answer.body?.policy, signature: answer.body?.signature };
    const list = await this.#open(signed, kept.issue);
    if (!list) return;
    await this.#kept.write({ signed, etag: answer.etag, issue: list.issue, fetchedAt: this.#fetchedAt });
    this.#list = list;
  }

  /** A flow has begun. @param {import('../detection/flow.js').Flow} flow */
  consider(flow) {
    if (!this.#wordOn(flow) || (flow.surface !== 'tab' && flow.surface !== 'popup')) return;
    this.#parts.tracker().coached(flow.id, { shown: false, choice: 'none' });
    const url = this.#parts.browser.runtime.getURL(`coaching/page.html#${flow.id}`);
    // Best effort: where no window opens, the report says that none was shown.
    this.#parts.browser.windows.create({ url, type: 'popup', focused: true, ...size }).catch(() => {});
  }

  /** The page asks what to show. @param {string} id of the flow @returns {object | null} null when it has ended */
  question(id) {
    const flow = this.#flow(id);
    const word = flow && this.#wordOn(flow);
    if (!word) return null;
    this.#parts.tracker().coached(id, { shown: true, choice: 'none' });
    const { client, provider } = flow.fields;
    return { client: client.client_id, provider: provider.origin, message: this.#list.message, ...word };
  }

  /** A person has chosen. @param {string} id @param {'continue' | 'left'} choice @param {string} [reason] */
  async choose(id, choice, reason) {
    const flow = this.#flow(id);
    if (!flow) return;
    const clean = choice === 'continue' && reason ? cleanReason(reason) : undefined;
    this.#parts.tracker().coached(id, { shown: true, choice, ...(clean ? { reason: clean } : {}) });
    if (choice === 'left') await this.#leave(flow);
  }

  get #isOn() {
    return this.#parts.phase().settings?.coaching === true;
  }

  #open(signed, issue) {
    const { policyKeys } = this.#parts.phase().settings;
    return openList(signed, policyKeys, { now: this.#parts.clock.now(), lastIssue: issue });
  }

  #flow(id) {
    return this.#parts.tracker().flows.find((flow) => flow.id === id);
  }

  /** Client ids are compared letter by letter; the list names them as the provider gave them out. */
  #wordOn(flow) {
    const isValid = this.#isOn && this.#list && this.#parts.clock.now() < this.#list.notAfter;
    return isValid ? (this.#list.clients.get(flow.fields.client?.client_id) ?? null) : null;
  }

  async #leave({ surface, tabId }) {
    const { tabs } = this.#parts.browser;
    if (surface === 'popup') await tabs.remove(tabId);
    else await tabs.goBack(tabId).catch(() => tabs.update(tabId, { url: 'about:blank' }));
  }
}
