/**
 * The DevTools protocol over a pipe: JSON texts with a zero byte at the end, written to the browser's descriptor 3 and
 * read from its 4. No port and no race.
 */
export class DevTools {
  #out;
  #next = 1;
  #waiting = new Map();
  #listeners = new Set();
  #rest = '';

  /** @param {import('node:stream').Writable} out @param {import('node:stream').Readable} input */
  constructor(out, input) {
    this.#out = out;
    out.on('error', () => {});
    input.setEncoding('utf8');
    input.on('data', (chunk) => this.#read(chunk));
    input.on('close', () => this.#fail('the browser is gone'));
  }

  /** @param {string} method @param {object} [params] @param {string} [sessionId] @returns {Promise<any>} */
  send(method, params = {}, sessionId) {
    const id = this.#next++;
    this.#out.write(`${JSON.stringify({ id, method, params, sessionId })}\0`);
    return new Promise((resolve, reject) => this.#waiting.set(id, { resolve, reject, method }));
  }

  /** @param {(message: {method: string, params: any, sessionId?: string}) => void} listener */
  onEvent(listener) {
    this.#listeners.add(listener);
  }

  #read(chunk) {
    const texts = (this.#rest + chunk).split('\0');
    this.#rest = texts.pop();
    for (const text of texts) this.#take(JSON.parse(text));
  }

  #take(message) {
    const waiting = this.#waiting.get(message.id);
    if (!waiting) {
      for (const listener of this.#listeners) listener(message);
      return;
    }
    this.#waiting.delete(message.id);
    if (message.error) waiting.reject(new Error(`${waiting.method}: ${message.error.message}`));
    else waiting.resolve(message.result);
  }

  #fail(reason) {
    for (const { reject, method } of this.#waiting.values()) reject(new Error(`${method}: ${reason}`));
    this.#waiting.clear();
  }
}
