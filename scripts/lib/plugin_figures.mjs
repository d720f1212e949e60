import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { ask } from '../../Tests/BrowserPlugin/browser/cases.mjs';
import { filesUnder } from '../../Tests/BrowserPlugin/browser/files.mjs';
import { pluginId, pluginPage, Stage, statusFrom } from '../../Tests/BrowserPlugin/browser/stage.mjs';
import { until } from '../../Tests/BrowserPlugin/browser/until.mjs';
import { app, provider } from '../../Tests/BrowserPlugin/browser/world.mjs';
import { root } from '../../Tests/BrowserPlugin/plugin.mjs';

const say = (text) => process.stderr.write(`plugin figures: ${text}\n`);
const commit = execFileSync('git', ['rev-parse', '--short', 'HEAD'], { cwd: root, encoding: 'utf8' }).trim();

/** Prints one line in the form of scripts/bench. @param {{ours: number, target: number, unit: string}} measured */
function print(figure, { unit, ours, target, runs = [ours], other = null, otherName = null, met = ours <= target }) {
  console.log(JSON.stringify({
    figure: `plugin_${figure}`, unit, ours, other, other_name: otherName, ratio: other ? ours / other : null, target,
      op: '<=', met,
    runs: { ours: runs, other: [] }, cores: os.cpus().length, commit,
  }));
}

const sorted = (values) => [...values].sort((one, other) => one - other);
const quantile = (values, share) => sorted(values)[Math.min(values.length - 1, Math.ceil(values.length * share) - 1)];
const median = (values) => quantile(values, 0.5);
const rounded = (value) => Math.round(value * 1000) / 1000;

/** A browser with the plugin at work. */
async function atWork(stage, options) {
  const browser = await stage.browser(options);
  const page = await pluginPage(browser);
  await until('the policy', async () => (await statusFrom(page)).phase === 'on', 60);
  return { browser, page };
}

const figures = {
  /** From the click on Approve until the finding is in the API's list; 50 flows of 50 clients, 95th percentile. */
  async click_to_finding(stage) {
    const { browser } = await atWork(stage, { configuration: { flushSeconds: undefined } });
    const seconds = [];
    for (let index = 0; index < 50; index += 1) {
      const client = `figure-${index}`;
      const redirect = `https://app${index}.client.test/cb`;
      const tab = await browser.newTab();
      tab.goto(ask(client, { redirect_uri: redirect }));
      await tab.at(provider);
      const begun = performance.now();
      await tab.click('#approve');
      await until('the finding', async () => {
        const { data } = await stage.daemon.get(`/v1/findings?client=app${index}.client.test&limit=5`);
        return data.some((finding) => finding.client.name === `app${index}.client.test`);
      });
      seconds.push((performance.now() - begun) / 1000);
      await tab.close();
    }
    await browser.kill();
    print('click_to_finding_p95', { unit: 's', ours: rounded(quantile(seconds, 0.95)), target: 2,
      runs: seconds.map(rounded) });
  },

  /** The worker's busy time by its profiler over 200 pages that are no authorization, and its heap afterwards. */
  async cpu_per_page(stage) {
    const { browser, page } = await atWork(stage);
    const worker = await browser.worker(pluginId);
    await page.close();
    await worker.send('Profiler.enable');
    await worker.send('Profiler.start');
    await browse(browser, 200);
    const { profile } = await worker.send('Profiler.stop');
    const isRest = ({ callFrame: { functionName: name } }) => name === '(idle)' || name === '(program)';
    const isIdle = new Set(profile.nodes.filter(isRest)
      .map(({ id }) => id));
    const busy = profile.samples.reduce((sum, id, index) => sum + (isIdle.has(id) ? 0 : profile.timeDeltas[index]),
      0) / 1000;
    print('worker_cpu_per_page', { unit: 'ms', ours: rounded(busy / 200), target: 1 });
    await worker.send('HeapProfiler.collectGarbage');
    const { usedSize } = await worker.send('Runtime.getHeapUsage');
    print('worker_heap', { unit: 'MB', ours: rounded(usedSize / 1e6), target: 20 });
    await browser.kill();
  },

  /** After 200 pages: whether a file of the plugin's storage is another, and changes that the browser tells of. */
  async storage_writes(stage) {
    const { browser, page } = await atWork(stage);
    await page.evaluate('globalThis.changes = 0; chrome.storage.onChanged.addListener(() => { changes += 1; })');
    const own = () => filesUnder(path.join(browser.profile,
      'Default')).filter(([file]) => file.includes(pluginId) && !/LOG|LOCK/.test(file))
      .map(([file, bytes]) => `${file} ${bytes.length} ${fs.statSync(file).mtimeMs}`).join('\n');
    const before = own();
    await browse(browser, 200);
    const changes = await page.evaluate('changes');
    print('storage_writes', { unit: 'writes', ours: changes + (own() === before ? 0 : 1), target: 0 });
    await browser.kill();
  },

  /** Median of paired differences of a page's load with and without the plugin; the interval is a bootstrap's. */
  async load_time(stage) {
    const pairs = Number(process.env.GNOMON_PLUGIN_PAIRS ?? 400);
    const { browser, page } = await atWork(stage);
    await page.close();
    const plain = await stage.browser({ extensions: [] });
    const tabs = [await browser.newTab(), await plain.newTab()];
    for (const tab of tabs) for (let index = 0; index < 10; index += 1) await load(tab, index);
    const differences = [];
    const bases = [];
    for (let index = 0; index < pairs; index += 1) {
      const order = index % 2 ? [0, 1] : [1, 0];
      const times = [];
      for (const one of order) times[one] = await load(tabs[one], index);
      differences.push(times[0] - times[1]);
      bases.push(times[1]);
    }
    await Promise.all([browser.kill(), plain.kill()]);
    const base = median(bases);
    const resampled = Array.from({ length: 2000 }, () => {
      return median(Array.from(differences, () => differences[Math.floor(Math.random() * differences.length)]));
    });
    const [low, high] = [quantile(resampled, 0.025), quantile(resampled,
      0.975)].map((value) => rounded((value / base) * 100));
    const share = rounded((median(differences) / base) * 100);
    say(`load time: median difference ${share} %, 95 % interval ${low} to ${high} %, base ${rounded(base)} ms`);
    const met = (low <= 0 && high >= 0) || high < 3;
    print('load_time_upper', { unit: '%', ours: high, target: 3, met, runs: differences.map(rounded) });
  },

  /** Size of the signed .crx. */
  async packed_size() {
    const out = fs.mkdtempSync(path.join(os.tmpdir(), 'gnomon-packed-'));
    const key = path.join(out, 'key.pem');
    execFileSync('openssl', ['genpkey', '-algorithm', 'RSA', '-pkeyopt', 'rsa_keygen_bits:2048', '-out', key],
      { stdio: 'ignore' });
    execFileSync('scripts/package-plugin', ['--out', out, '--key', key, '--update-url',
      'https://gnomon.example/updates.xml'], { cwd: root });
    const crx = fs.readdirSync(out).find((file) => file.endsWith('.crx'));
    print('packed_size', { unit: 'kB', ours: fs.statSync(path.join(out, crx)).size / 1000, target: 60 });
  },

  /** 10,000 forged requests in frames of one page while a real flow waits in another tab. */
  async flood(stage) {
    const { browser, page } = await atWork(stage);
    const real = await browser.newTab();
    real.goto(ask('flood-real'));
    await real.at(provider);
    const forger = await browser.newTab();
    const forged = Number(process.env.GNOMON_PLUGIN_FORGED ?? 10_000);
    forger.goto(`${app}/flood?to=${encodeURIComponent(ask('flood-forged', { ui: 'bad' }))}&count=${forged}`);
    let most = 0;
    for (let isDone = false; !isDone; ) {
      isDone = await until('the flood\'s end', () => forger.evaluate('document.title === "done"').catch(() => false), 5)
        .catch(() => false);
      most = Math.max(most, (await statusFrom(page))?.open ?? 0);
      const left = await forger.evaluate('left').catch(() => '?');
      say(`flood: ${left} forged requests left, ${most} open flows`);
    }
    await real.click('#approve');
    const [event] = await stage.events('flood-real', 1, 60);
    const { queue, failedTasks } = await statusFrom(page);
    say(`flood: queue ${JSON.stringify(queue)}, failed tasks ${failedTasks}, real flow ${event.outcome}`);
    await browser.kill();
    const met = event.outcome === 'granted' && most <= 256 && queue.events <= 5000 && failedTasks === 0;
    print('flood_open_flows', { unit: 'flows', ours: most, target: 256, met });
  },
};

/** Loads pages that have nothing to do with an authorization. */
async function browse(browser, count) {
  const tab = await browser.newTab();
  for (let index = 0; index < count; index += 1) await load(tab, index);
  await tab.close();
}

/** @returns {Promise<number>} milliseconds from the navigation's start to the end of its load event */
async function load(tab, index) {
  const address = `${app}/ordinary?page=${index}&${performance.now()}`;
  tab.goto(address);
  await tab.at(address);
  return tab.evaluate('performance.getEntriesByType("navigation")[0].duration');
}

const names = process.argv.length > 2 ? process.argv.slice(2) : Object.keys(figures);
const stage = await Stage.start();
for (const name of names) {
  say(name);
  await figures[name](stage);
}
await stage.stop();
