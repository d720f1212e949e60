import http from 'node:http';
import https from 'node:https';
import zlib from 'node:zlib';

/**
 * Stands before the daemon: notes every report in clear, passes it on, and can be in trouble when told to.
 */
export class Front {
  /** Reports in the order they came: {at, status, envelope, answer}. */
  reports = [];
  /** Every other request: {url, status}. */
  others = [];
  /** @type {null | ((request, response) => void | Promise<void>)} answers a report in place of the daemon */
  trouble = null;
  /** Cuts the next connection after the daemon has committed. */
  cutsNextAnswer = false;

  /**
   * @param {import('./daemon.mjs').Daemon} daemon
   * @param {number} [port] 0 picks one
   * @param {object} [tls] options of a TLS server, for one that asks for client certificates
   */
  static async start(daemon, port = 0, tls = null) {
    const front = new Front();
    front.daemon = daemon;
    const serve = (request, response) => {
      front.#take(request, response).catch((error) => response.destroy(error));
    };
    front.server = tls ? https.createServer(tls, serve) : http.createServer(serve);
    await new Promise((resolve) => front.server.listen(port, '127.0.0.1', resolve));
    front.port = front.server.address().port;
    front.reportAddress = `http://127.0.0.1:${front.port}/v1/reports`;
    return front;
  }

  async #take(request, response) {
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    const body = Buffer.concat(chunks);
    const isReport = request.url === '/v1/reports';
    const envelope = isReport ? JSON.parse(zlib.gunzipSync(body)) : null;
    const note = isReport ? { at: Date.now(), envelope, headers: request.headers } : { url: request.url };
    (isReport ? this.reports : this.others).push(note);
    if (isReport && this.trouble) {
      note.status = 0;
      return this.trouble(request, response);
    }
    const { host, connection, 'content-length': length, ...headers } = request.headers;
    const answer = await fetch(this.daemon.address + request.url, {
      method: request.method, headers, body: request.method === 'GET' ? undefined : body,
    });
    const text = await answer.text();
    note.status = answer.status;
    note.answer = text;
    if (isReport && this.cutsNextAnswer) {
      this.cutsNextAnswer = false;
      return request.socket.destroy();
    }
    const kept = ['content-type', 'retry-after', 'etag'].filter((name) => answer.headers.has(name));
    response.writeHead(answer.status, Object.fromEntries(kept.map((name) => [name, answer.headers.get(name)])));
    response.end(text);
  }

  /** @returns {object[]} events of the reports that the daemon took, each id once */
  get events() {
    const taken = this.reports.filter(({ status }) => status === 202);
    const events = taken.flatMap(({ envelope }) => envelope.events);
    return [...new Map(events.map((event) => [event.event_id, event])).values()];
  }

  stop() {
    this.server.closeAllConnections?.();
    return new Promise((resolve) => this.server.close(resolve));
  }
}
