import { execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import fs from 'node:fs';
import http from 'node:http';
import https from 'node:https';
import os from 'node:os';
import path from 'node:path';
import { pages } from './pages.mjs';

/** Stands in every secret place; nothing of the plugin, its storage or the daemon may ever hold it. */
export const canary = 'CANARY';

export const app = 'https://app.client.test';
export const provider = 'https://accounts.provider.test';
export const upstream = 'https://login.idp.test';

/**
 * A small OAuth world on loopback: a client, a provider, an upstream provider and a client on this machine. All web
 * hosts share one TLS port; the browser is told to find every host under .test there.
 */
export class World {
  #sessions = new Map();
  #pushed = new Map();
  /** Hosts that were asked for anything. */
  hosts = new Set();

  static async start() {
    const world = new World();
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'gnomon-world-'));
    execFileSync('openssl', [
      'req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '2', '-subj',
        '/CN=world.test',
      '-keyout', `${folder}/key.pem`, '-out', `${folder}/cert.pem`,
    ], { stdio: 'ignore' });
    const read = (file) => fs.readFileSync(`${folder}/${file}`);
    const identity = { key: read('key.pem'), cert: read('cert.pem'), maxHeaderSize: 256 * 1024 };
    world.web = https.createServer(identity, (request, response) => world.#serve(request, response));
    world.loopback = http.createServer((request, response) => send(response, 200, pages.plain));
    for (const server of [world.web, world.loopback]) {
      await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
    }
    world.tlsPort = world.web.address().port;
    world.loopbackPort = world.loopback.address().port;
    return world;
  }

  /** A pushed authorization request (RFC 9126). @returns {string} its request_uri */
  push(parameters) {
    const uri = `urn:ietf:params:oauth:request_uri:${canary}${randomUUID()}`;
    this.#pushed.set(uri, parameters);
    return uri;
  }

  async stop() {
    for (const server of [this.web, this.loopback]) {
      server.closeAllConnections?.();
      await new Promise((resolve) => server.close(resolve));
    }
  }

  async #serve(request, response) {
    const url = new URL(request.url, `https://${request.headers.host}`);
    this.hosts.add(url.hostname);
    const form = new URLSearchParams(request.method === 'POST' ? await text(request) : '');
    const routes = { '/authorize': 'authorize', '/decide': 'decide', '/consent': 'consent', '/upstream': 'upstream' };
    if (url.hostname !== 'app.client.test' && routes[url.pathname]) {
      return this[routes[url.pathname]](response, url, form);
    }
    const to = url.searchParams.get('to');
    if (url.pathname === '/go') return redirect(response, to);
    if (url.pathname === '/cb-on') return redirect(response, `${app}/home`);
    if (url.pathname === '/login') return send(response, 200, pages.login(to));
    const page = pages[url.pathname.slice(1)];
    send(response, 200, typeof page === 'function' ? page(to, url.searchParams) : pages.plain);
  }

  /** The authorization endpoint; `ui` chooses how this provider behaves. */
  authorize(response, url) {
    const asked = Object.fromEntries(url.searchParams);
    const claims = asked.request ? JSON.parse(Buffer.from(asked.request.split('.')[1], 'base64url')) : {};
    const parameters = { ...asked, ...claims, ...this.#pushed.get(asked.request_uri) };
    const sid = randomUUID();
    this.#sessions.set(sid, parameters);
    const again = new URL(url);
    again.searchParams.set('ui', parameters.then ?? 'consent');
    switch (parameters.ui) {
      case 'auto': return this.#answer(response, parameters, 'approve');
      case 'refuse': return this.#answer(response, parameters, parameters.error ?? 'deny');
      case 'login': return redirect(response, `${upstream}/login?to=${encodeURIComponent(again.href)}`);
      case 'opaque': return redirect(response, `${url.origin}/consent?sid=${sid}`);
      case 'script': return send(response, 200, pages.script(sid, this.#address(parameters, 'approve')));
      case 'message': return send(response, 200, pages.message(sid));
      case 'bad': return send(response, 400, pages.plain);
      case 'federate': {
        const inner = new URLSearchParams({
          client_id: `${parameters.client_id}-upstream`, response_type: 'code', scope: 'openid',
            state: `${canary}-${sid}`,
          redirect_uri: `${provider}/upstream`,
        });
        return redirect(response, `${upstream}/authorize?${inner}`);
      }
      default: return send(response, 200, pages.consent(sid));
    }
  }

  consent(response, url) {
    send(response, 200, pages.consent(url.searchParams.get('sid')));
  }

  /** The consent page's form, or its script's request. */
  decide(response, url, form) {
    if (form.get('by') === 'script') return send(response, 200, '{}');
    this.#answer(response, this.#sessions.get(form.get('sid')), form.get('decision'));
  }

  /** The provider's own callback from its upstream provider. */
  upstream(response, url) {
    this.#answer(response, this.#sessions.get(url.searchParams.get('state').replace(`${canary}-`, '')), 'approve');
  }

  #answer(response, parameters, decision) {
    if (parameters.response_mode === 'form_post') {
      return send(response, 200, pages.formPost(parameters.redirect_uri, this.#fields(parameters, decision)));
    }
    redirect(response, this.#address(parameters, decision));
  }

  #address(parameters, decision) {
    const fields = new URLSearchParams(this.#fields(parameters, decision)).toString();
    const isFragment = parameters.response_mode === 'fragment' || parameters.response_type?.includes('token');
    return `${parameters.redirect_uri}${isFragment ? '#' : '?'}${fields}`;
  }

  #fields({ response_type: type = 'code', state }, decision) {
    const isImplicit = type.includes('token');
    const success = isImplicit ? { access_token: `${canary}-token` } : { code: `${canary}-code-${randomUUID()}` };
    const error = decision === 'deny' ? 'access_denied' : decision;
    const fields = decision === 'approve' ? success : { error, error_description: `${canary}-description` };
    return { ...fields, ...(state ? { state } : {}) };
  }
}

async function text(request) {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}

function send(response, status, body) {
  response.writeHead(status, { 'content-type': 'text/html', 'set-cookie': `session=${canary}-cookie; Path=/` });
  response.end(body);
}

function redirect(response, location) {
  response.writeHead(302, { location });
  response.end();
}
