import { execFileSync, spawn } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { root } from '../plugin.mjs';
import { until } from './until.mjs';

const binary = process.env.GNOMON_BIN ?? path.join(root, '.build/debug/gnomon');

/** The real daemon with a store of its own. */
export class Daemon {
  #process;

  /** @param {string} extensionId whose origin may call @param {string} [scheme] of that origin */
  static async start(extensionId, scheme = 'chrome-extension') {
    const daemon = new Daemon();
    daemon.folder = fs.mkdtempSync(path.join(os.tmpdir(), 'gnomon-daemon-'));
    daemon.log = '';
    const environment = {
      ...process.env,
      GNOMON_LISTEN: '127.0.0.1:0',
      GNOMON_STORE: `sqlite:${daemon.folder}/gnomon.sqlite`,
      GNOMON_STATE_DIR: daemon.folder,
      GNOMON_EXTENSION_ORIGIN: `${scheme}://${extensionId}`,
      GNOMON_PEOPLE_DOMAINS: 'example.com',
      // Every write of a browser's campaign comes from one sensor.
      GNOMON_RATE_INSTALL: '1000',
    };
    daemon.#process = spawn(binary, ['serve'], { stdio: ['ignore', 'ignore', 'pipe'], env: environment });
    daemon.#process.stderr.on('data', (data) => (daemon.log += data));
    daemon.ended = new Promise((resolve) => daemon.#process.on('exit', resolve));
    const line = await until('the daemon', () => daemon.log.match(/http:\/\/127\.0\.0\.1:\d+/), 60);
    [daemon.address] = line;
    daemon.environment = { ...process.env, GNOMON_SERVER: daemon.address, GNOMON_STATE_DIR: daemon.folder };
    daemon.token = fs.readFileSync(path.join(daemon.folder, 'admin-token'), 'utf8').trim();
    return daemon;
  }

  /** @param {string[]} words of a command @returns {string} what it printed */
  run(...words) {
    return execFileSync(binary, words, { env: this.environment, encoding: 'utf8' }).trim();
  }

  /** @param {string} route @returns {Promise<any>} */
  async get(route) {
    const response = await fetch(this.address + route, { headers: { authorization: `Bearer ${this.token}` } });
    if (!response.ok) throw new Error(`${route}: ${response.status} ${await response.text()}`);
    return response.json();
  }

  /** @param {string} route of a list @returns {Promise<object[]>} all of its rows */
  async all(route) {
    const rows = [];
    for (let cursor = ''; ; ) {
      const page = await this.get(`${route}?limit=200${cursor && `&cursor=${encodeURIComponent(cursor)}`}`);
      rows.push(...page.data);
      if (!page.has_more) return rows;
      cursor = page.next_cursor;
    }
  }

  async stop() {
    this.#process.kill('SIGTERM');
    await this.ended;
  }
}
