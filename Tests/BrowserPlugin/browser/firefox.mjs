import { spawn } from 'node:child_process';
import fs from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { until } from './until.mjs';

const folder = '/usr/lib/firefox-esr';

/** Debian's Firefox, where it is installed. */
export const firefoxIsThere = fs.existsSync(`${folder}/firefox-esr`);

/** Shows policies of ours to this process and its children alone. */
const namespace = `mount -t tmpfs tmpfs "$DISTRIBUTION" && cp "$POLICIES" "$DISTRIBUTION/policies.json" && exec "$@"`;

/** A headless Firefox, driven by Marionette: texts of `length:JSON` over a socket. */
export class Firefox {
  #process;
  #socket;
  #received = Buffer.alloc(0);
  #waiting = new Map();
  #next = 1;
  /** What Firefox had to say about navigations that failed. */
  complaints = [];

  /** @param {{policies: object, preferences: Record<string, string | number | boolean>}} options */
  static async start({ policies, preferences }) {
    const firefox = new Firefox();
    const profile = fs.mkdtempSync(path.join(os.tmpdir(), 'gnomon-firefox-'));
    const lines = Object.entries({
      'marionette.port': 0, 'datareporting.policy.dataSubmissionEnabled': false, 'app.normandy.enabled': false,
      'browser.shell.checkDefaultBrowser': false, 'extensions.update.enabled': false, 'network.dns.disableIPv6': true,
      'network.proxy.type': 0, ...preferences,
    }).map(([name, value]) => `user_pref(${JSON.stringify(name)}, ${JSON.stringify(value)});\n`);
    fs.writeFileSync(path.join(profile, 'user.js'), lines.join(''));
    fs.writeFileSync(path.join(profile, 'given-policies.json'), JSON.stringify({ policies }));
    const distribution = fs.realpathSync(`${folder}/distribution`);
    const binary = [`${folder}/firefox-esr`, '--headless', '--no-remote', '--profile', profile, '--marionette'];
    const environment = {
      ...process.env, HOME: profile, DISTRIBUTION: distribution, POLICIES: path.join(profile, 'given-policies.json'),
    };
    const isRoot = process.getuid() === 0;
    firefox.#process = spawn('unshare', [isRoot ? '-m' : '-rm', 'sh', '-c', namespace, 'sh', ...binary], {
      stdio: 'ignore', detached: true, env: environment,
    });
    firefox.ended = new Promise((resolve) => firefox.#process.on('exit', resolve));
    const port = path.join(profile, 'MarionetteActivePort');
    await until('Firefox', () => fs.existsSync(port) && fs.readFileSync(port, 'utf8').trim() !== '', 60);
    await firefox.#connect(Number(fs.readFileSync(port, 'utf8')));
    await firefox.send('WebDriver:NewSession', { acceptInsecureCerts: true });
    return firefox;
  }

  /**
   * @param {string} url waits for it to have loaded; that a page was never there is for others to notice
   * @returns {Promise<void>}
   */
  async goto(url) {
    await this.send('WebDriver:Navigate', { url }).catch((error) => this.complaints.push(error.message));
  }

  /** Clicks when there is something to click. */
  async click(selector) {
    const script = 'const found = document.querySelector(arguments[0]); found?.click(); return !!found;';
    const press = () => this.send('WebDriver:ExecuteScript', { script, args: [selector] });
    await until(`something to click: ${selector}`, () => press().then(({ value }) => value, () => false));
  }

  /** Waits for a page at an address that begins so. */
  at(prefix) {
    const address = () => this.send('WebDriver:GetCurrentURL').then(({ value }) => value, () => '');
    return until(`the page ${prefix}`, async () => (await address()).startsWith(prefix));
  }

  /** @returns {Promise<any>} the command's result */
  send(name, parameters = {}) {
    const id = this.#next++;
    const text = JSON.stringify([0, id, name, parameters]);
    this.#socket.write(`${Buffer.byteLength(text)}:${text}`);
    return new Promise((resolve, reject) => this.#waiting.set(id, { resolve, reject }));
  }

  async kill() {
    this.#socket?.destroy();
    try {
      process.kill(-this.#process.pid, 'SIGKILL');
    } catch {
      // Gone already.
    }
    await this.ended;
  }

  #connect(port) {
    this.#socket = net.connect(port, '127.0.0.1');
    this.#socket.on('error', () => {});
    return new Promise((resolve) => {
      this.#waiting.set('hello', { resolve });
      this.#socket.on('data', (data) => this.#read(data));
    });
  }

  #read(data) {
    this.#received = Buffer.concat([this.#received, data]);
    for (;;) {
      const colon = this.#received.indexOf(':');
      const length = Number(this.#received.subarray(0, Math.max(0, colon)));
      if (colon < 0 || this.#received.length < colon + 1 + length) return;
      this.#take(JSON.parse(this.#received.subarray(colon + 1, colon + 1 + length)));
      this.#received = this.#received.subarray(colon + 1 + length);
    }
  }

  #take(message) {
    if (!Array.isArray(message)) return this.#waiting.get('hello').resolve(message);
    const [, id, error, result] = message;
    const { resolve, reject } = this.#waiting.get(id);
    if (error) reject(new Error(`${error.error}: ${error.message}`));
    else resolve(result);
  }
}
