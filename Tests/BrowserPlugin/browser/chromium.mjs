import { spawn } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { DevTools } from './cdp.mjs';
import { Tab } from './tab.mjs';
import { until } from './until.mjs';

// Debian's wrapper script adds switches of its own; the binary behind it does not.
const binaries = ['/usr/lib/chromium/chromium', '/usr/bin/chromium', '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome'];
const binary = process.env.CHROMIUM ?? binaries.find((file) => fs.existsSync(file));

/** Shows a folder of ours as the browser's policy folder, to this process and its children alone. */
const namespace = `mount -t tmpfs tmpfs /etc/chromium && mkdir -p /etc/chromium/policies/managed &&
  mount --bind "$POLICIES" /etc/chromium/policies/managed && exec "$@"`;

/**
 * A headless Chromium with a profile and policies of its own. Nothing of the system's policy folder is read or written.
 */
export class Chromium {
  #process;
  #noise = '';
  devTools;
  /** Uncaught exceptions and warnings of the workers that were attached to. */
  complaints = [];

  /**
   * @param {object} options
   * @param {string} [options.profile] folder; a new one when absent
   * @param {string[]} [options.extensions] folders of unpacked extensions
   * @param {object} [options.policy] managed policies
   * @param {number} [options.tlsPort] where every host under .test is found
   * @param {string} [options.hostRules] further rules, which come first
   * @param {string[]} [options.more] switches
   */
  static async start(options = {}) {
    const { profile, extensions = [], policy = {}, tlsPort, hostRules = '', more = [] } = options;
    const browser = new Chromium();
    browser.profile = profile ?? fs.mkdtempSync(path.join(os.tmpdir(), 'gnomon-profile-'));
    browser.policies = fs.mkdtempSync(path.join(os.tmpdir(), 'gnomon-policies-'));
    browser.setPolicy(policy);
    browser.#spawn([
      '--headless=new', '--no-sandbox', '--no-first-run', '--disable-gpu', '--disable-dev-shm-usage', '--mute-audio',
      '--disable-background-timer-throttling', '--disable-renderer-backgrounding', '--no-default-browser-check',
      `--user-data-dir=${browser.profile}`, '--remote-debugging-pipe', '--enable-unsafe-extension-debugging',
      ...(tlsPort ? [`--host-resolver-rules=${hostRules}MAP *.test 127.0.0.1:${tlsPort}`,
        '--ignore-certificate-errors'] : []),
      ...(extensions.length > 0 ? [`--load-extension=${extensions.join(',')}`] : []),
      ...more, 'about:blank',
    ]);
    await browser.devTools.send('Target.setDiscoverTargets', { discover: true });
    return browser;
  }

  #spawn(switches) {
    const isRoot = process.getuid() === 0;
    const unshare = ['unshare', isRoot ? '-m' : '-rm', 'sh', '-c', namespace, 'sh', binary, ...switches];
    const environment = { ...process.env, POLICIES: this.policies, HOME: this.profile };
    const options = { stdio: ['ignore', 'ignore', 'pipe', 'pipe', 'pipe'], detached: true, env: environment };
    this.#process = spawn(unshare[0], unshare.slice(1), options);
    this.#process.stderr.on('data', (data) => (this.#noise = (this.#noise + data).slice(-4000)));
    this.#process.stdio[3].on('error', () => {});
    this.devTools = new DevTools(this.#process.stdio[3], this.#process.stdio[4]);
    this.ended = new Promise((resolve) => this.#process.on('exit', resolve));
    this.devTools.onEvent((message) => this.#note(message));
  }

  /** @param {object} policy takes effect within about five seconds in a running browser */
  setPolicy(policy) {
    fs.writeFileSync(path.join(this.policies, 'gnomon.json'), JSON.stringify(policy));
  }

  /** @param {string} [url] @param {object} [options] such as `browserContextId` @returns {Promise<Tab>} */
  async newTab(url = 'about:blank', options = {}) {
    const { targetId } = await this.devTools.send('Target.createTarget', { url, ...options });
    return Tab.attach(this, targetId);
  }

  /**
   * @param {(target: {type: string, url: string}) => boolean} fits
   * @returns {Promise<Tab>} one that opens, or is open
   */
  async tabThat(fits) {
    const target = await until('a window that was to open', async () => (await this.targets()).find(fits));
    return Tab.attach(this, target.targetId);
  }

  async targets() {
    return (await this.devTools.send('Target.getTargets')).targetInfos;
  }

  /** @param {string} id of an extension @returns {Promise<object | undefined>} its worker's target while it runs */
  async workerTarget(id) {
    const targets = await this.targets();
    return targets.find(({ type, url }) => type === 'service_worker' && url.startsWith(`chrome-extension://${id}/`));
  }

  /**
   * Waits for an extension's worker and attaches to it, which keeps it alive.
   *
   * @param {string} id
   * @returns {Promise<Tab>}
   */
  async worker(id) {
    const target = await until('the worker', () => this.workerTarget(id));
    const worker = await Tab.attach(this, target.targetId);
    // Just after attaching the extension's interfaces may not be there yet.
    await until('the interfaces', () => worker.evaluate('typeof chrome !== "undefined" && !!chrome.storage'));
    return worker;
  }

  /** Ends at once, as a power cut would. */
  async kill() {
    try {
      process.kill(-this.#process.pid, 'SIGKILL');
    } catch {
      // Gone already.
    }
    await this.ended;
  }

  /** Ends in order. */
  async close() {
    await Promise.race([this.devTools.send('Browser.close').catch(() => {}), this.ended]);
    await Promise.race([this.ended, new Promise((resolve) => setTimeout(resolve, 5000).unref())]);
    await this.kill();
  }

  #note({ method, params }) {
    if (method === 'Runtime.exceptionThrown') {
      this.complaints.push(params.exceptionDetails.exception?.description ?? params.exceptionDetails.text);
    }
    if (method === 'Runtime.consoleAPICalled' && ['warning', 'error'].includes(params.type)) {
      this.complaints.push(params.args.map((argument) => argument.value ?? argument.description).join(' '));
    }
  }

  /** @returns {string} the end of what the browser wrote, for a failed test */
  get noise() {
    return this.#noise;
  }
}
