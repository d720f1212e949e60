import { limits } from '../limits.js';

/**
 * One answer of the collector.
 *
 * @typedef {object} Answer
 * @property {number} status
 * @property {string | null} retryAfter
 * @property {string | null} etag
 * @property {any} body parsed JSON, or null when it was none
 */

/**
 * Speaks HTTP with the collector. No cookies, no redirects: a token goes to the configured address and nowhere else.
 */
export class Collector {
  #fetch;

  /** @param {typeof fetch} fetch */
  constructor(fetch) {
    this.#fetch = fetch;
  }

  /**
   * @param {string} address of `POST /v1/reports`
   * @param {ArrayBuffer} body gzip
   * @param {{token: string, batchId: string}} proof
   * @returns {Promise<Answer>}
   * @throws {TypeError} when no answer came: no network, a redirect, no answer in time
   */
  report(address, body, { token, batchId }) {
    const headers = { 'content-type': 'application/json', 'content-encoding': 'gzip', 'idempotency-key': batchId };
    return this.#send(address, token, { method: 'POST', headers, body });
  }

  /**
   * Exchanges an enrolment token for this install's credential, or a credential for its successor.
   *
   * @param {string} reports address of the reports, beside which enrolments are taken
   * @param {'enrolments' | 'enrolments/rotate'} path
   * @param {{token: string, installId: string}} proof
   * @returns {Promise<Answer>}
   */
  enrol(reports, path, { token, installId }) {
    const headers = { 'content-type': 'application/json' };
    const body = JSON.stringify({ install_id: installId });
    return this.#send(beside(reports, path), token, { method: 'POST', headers, body });
  }

  /**
   * @param {string} reports address of the reports
   * @param {{token: string, etag: string | null}} proof
   * @returns {Promise<Answer>} 304 when the list has not changed
   */
  coachingList(reports, { token, etag }) {
    const headers = etag ? { 'if-none-match': etag } : {};
    return this.#send(beside(reports, 'plugin/policy'), token, { method: 'GET', headers }, limits.coachingListBytes);
  }

  async #send(address, token, request, most = limits.answerBytes) {
    const response = await this.#fetch(address, {
      ...request,
      headers: { ...request.headers, authorization: `Bearer ${token}` },
      credentials: 'omit',
      redirect: 'error',
      cache: 'no-store',
      referrerPolicy: 'no-referrer',
      signal: AbortSignal.timeout(limits.requestTimeout),
    });
    return {
      status: response.status,
      retryAfter: response.headers.get('retry-after'),
      etag: response.headers.get('etag'),
      body: parse(await readText(response, most)),
    };
  }
}

/** @param {string} reports @param {string} path @returns {string} the address `path` beside `…/reports` */
export function beside(reports, path) {
  return new URL(path, reports).href;
}

/** @param {Response} response @param {number} most bytes @returns {Promise<string>} empty when it is longer */
async function readText(response, most) {
  if (!response.body) return '';
  const reader = response.body.getReader();
  const decoder = new TextDecoder();
  let text = '';
  for (let read = 0; ; ) {
    const { done, value } = await reader.read();
    if (done) return text + decoder.decode();
    read += value.byteLength;
    if (read > most) {
      await reader.cancel();
      return '';
    }
    text += decoder.decode(value, { stream: true });
  }
}

/** @param {string} text */
function parse(text) {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
