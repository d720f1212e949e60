import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { pluginFolder, root } from '../plugin.mjs';
import { Front } from './front.mjs';
import { copyOfPlugin, pluginId, pluginPage, Stage, statusFrom } from './stage.mjs';
import { until } from './until.mjs';

const hour = 3_600_000;
/** The plugin in a world whose clock the test moves. */
const worker = `import { Plugin } from './browser/plugin.js';
let ahead = 0;
const clock = { now: () => Date.now() + ahead, random: Math.random };
const plugin = new Plugin({ browser: chrome, clock, fetch: (...all) => fetch(...all), indexedDB });
const event = (serial, at) => ({ event_id: crypto.randomUUID(), kind: 'authorization', outcome: 'granted',
  confidence: 'high', evidence: ['redirect'], started_at: new Date(at).toISOString(),
  ended_at: new Date(at).toISOString(), interactive: true,
  surface: 'tab', provider: { origin: 'https://accounts.provider.test', path: '/authorize' },
  client: { client_id: 'clock-' + serial, redirect_uri: 'https://app.client.test/cb', redirect_class: 'web' },
  request: { response_type: 'code', pkce: 'S256', params_source: 'query', has_state: true }, scopes: ['mail.read'],
  scopes_truncated: 0, resource: [], result: { kinds: ['code'], state_match: true }, provider_posts: 1, count: 1 });
globalThis.test = {
  plugin,
  advance: (time) => { ahead += time; return plugin.wake(); },
  add: (first, count) => plugin.outbox.take(Array.from({ length: count },
    (_, index) => event(first + index, clock.now() - 8 * 86400000))),
};
plugin.start();
`;

/** Of a plugin with unlimited storage no room can be taken away. */
const limited = JSON.parse(fs.readFileSync(path.join(pluginFolder, 'manifest.json'), 'utf8'));
limited.permissions = limited.permissions.filter((name) => name !== 'unlimitedStorage');

let stage;
let browser;
let control;
let page;

before(async () => {
  stage = await Stage.start();
  await begin({ policy: stage.policy() });
}, { timeout: 60_000 });
after(async () => {
  await browser.kill();
  await stage.stop();
});

async function begin(options) {
  const changes = { 'worker.js': worker, 'manifest.json': JSON.stringify(limited) };
  browser = await stage.browser({ extensions: [copyOfPlugin(changes)], ...options });
  control = await browser.worker(pluginId);
  page = await pluginPage(browser);
  await until('the test\'s hook', () => control.evaluate('!!globalThis.test'));
}
const phase = async () => {
  const { phase: name, reason } = await statusFrom(page);
  return `${name} ${reason}`;
};

test('the queue in IndexedDB keeps what a queue promises', async () => {
  const file = path.join(root, 'Tests/BrowserPlugin/queueContract.mjs');
  const contract = fs.readFileSync(file, 'utf8').replace('export ', '');
  const broken = await page.evaluate(`(async () => {
    const { EventQueue } = await import('/delivery/queue.js');
    ${contract}
    let serial = 0;
    const own = (name) => ({ open: (_, version) => indexedDB.open(name, version) });
    return brokenPromises(async (most) => new EventQueue(own('contract' + serial++), most));
  })()`);

  assert.deepEqual(broken, []);
});

test('a configuration schema that the browser does not take keeps the plugin from loading', async () => {
  const schema = { type: 'object', properties: { collectorUrl: { type: 'word' } } };
  const wrong = copyOfPlugin({ 'managed_schema.json': JSON.stringify(schema) });

  await assert.rejects(browser.devTools.send('Extensions.loadUnpacked', { path: wrong }), /Unknown type 'word'/);
});

test('case 48: of 5,001 events the oldest is dropped, and that is told', { timeout: 120_000 }, async () => {
  await until('the policy', async () => (await phase()) === 'on policy', 60);
  stage.front.trouble = (request) => request.socket.destroy();
  await control.evaluate('test.add(0, 2500).then(() => test.add(2500, 2501))');
  const { queue } = await statusFrom(page);
  assert.deepEqual([queue.events, queue.dropped], [5000, 1]);

  stage.front.trouble = null;
  const before = stage.front.reports.length;
  await control.evaluate(`test.advance(${hour})`);
  await until('an empty queue', async () => (await statusFrom(page)).queue.events === 0, 60);
  const taken = stage.front.reports.slice(before).filter(({ status }) => status === 202);
  const clients = new Set(taken.flatMap(({ envelope }) => envelope.events).map(({ client }) => client.client_id));
  assert.deepEqual([clients.size, clients.has('clock-0')], [5000, false]);
  assert.deepEqual(taken.map(({ envelope }) => envelope.dropped).slice(0, 2), [1, 0]);
});

test('seven days offline lose none of a thousand events', { timeout: 120_000 }, async () => {
  const { port } = stage.front;
  const known = new Set(stage.front.events.map(({ event_id: id }) => id));
  await stage.front.stop();
  await control.evaluate(`(async () => {
    for (let hour = 0, added = 0; hour < 168; hour += 1) {
      const goal = Math.round(((hour + 1) * 1000) / 168);
      await test.add(10000 + added, goal - added);
      added = goal;
      await test.advance(${hour});
    }
  })()`);
  const { queue, failedTasks } = await statusFrom(page);
  assert.deepEqual([queue.events, queue.dropped, failedTasks], [1000, 0, 0]);

  stage.front = await Front.start(stage.daemon, port);
  await control.evaluate(`test.advance(${hour})`);
  await until('an empty queue', async () => (await statusFrom(page)).queue.events === 0, 60);
  const sent = stage.front.events.filter(({ event_id: id }) => !known.has(id));
  const answers = stage.front.reports.map(({ answer }) => JSON.parse(answer));
  assert.deepEqual([sent.length, answers.reduce((sum, { accepted }) => sum + accepted, 0)], [1000, 1000]);
});

test('a policy that is taken away switches the plugin off after ten minutes and deletes what it kept',
  { timeout: 90_000 }, async () => {
  stage.front.trouble = (request) => request.socket.destroy();
  await control.evaluate('test.add(20000, 3)');
  browser.setPolicy({});
  await until('the policy\'s end', async () => (await phase()) === 'on kept', 60);
  await control.evaluate(`test.advance(${hour / 6 - 30_000})`);
  assert.equal(await phase(), 'on kept');
  await control.evaluate('test.advance(60000)');

  assert.equal(await phase(), 'off removed');
  await control.evaluate('test.advance(60000)');
  assert.equal(await phase(), 'off removed');
  // The delivery that was under way has ended, and wrote nothing after the end.
  await until('the last of the deliveries', () => control.evaluate('test.plugin.outbox.nextDelivery === null'));
  assert.deepEqual(await control.evaluate('test.plugin.queue.totals()'), { events: 0, bytes: 0, dropped: 0 });
  assert.deepEqual(await control.evaluate('chrome.storage.local.get()'), {});
  stage.front.trouble = null;
});

test('without any policy events stay in memory, at most fifty, and go after five minutes', { timeout: 60_000 },
  async () => {
  await browser.kill();
  await begin({ policy: {} });
  await until('the first look', async () => (await phase()) === 'waiting none');
  await control.evaluate('test.add(30000, 60)');

  assert.equal(await control.evaluate('chrome.storage.session.get().then(({ waiting }) => waiting.length)'), 50);
  assert.deepEqual(Object.keys(await control.evaluate('chrome.storage.local.get()')), []);
  await control.evaluate('test.advance(301000)');
  assert.equal(await phase(), 'off none');
  await page.reload();
  const heading = () => page.evaluate('document.querySelector("#heading").textContent').catch(() => '');
  assert.equal(await until('its words', heading), 'Off');
  assert.equal(await control.evaluate('chrome.storage.session.get().then(({ waiting }) => waiting ?? null)'), null);
});

test('what was seen before the first policy is sent when it comes', { timeout: 90_000 }, async () => {
  await browser.kill();
  await begin({ policy: {} });
  await until('the first look', async () => (await phase()) === 'waiting none');
  await control.evaluate('test.add(40000, 2)');
  browser.setPolicy(stage.policy());

  assert.equal((await stage.events('clock-4000', 2, 60)).length, 2);
});

test('on a full disk what finds no room is counted, and what had room arrives', { timeout: 90_000 }, async () => {
  stage.front.trouble = (request) => request.socket.destroy();
  await control.evaluate('test.add(50000, 100)');
  await browser.kill();
  await begin({ profile: browser.profile, policy: stage.policy() });
  const origin = `chrome-extension://${pluginId}`;
  // Before anything is written: Chromium asks for the room that is left only now and then.
  await page.send('Storage.overrideQuotaForOrigin', { origin, quotaSize: 1 });
  await control.evaluate('test.add(51000, 50)');
  const { queue, failedTasks } = await statusFrom(page);
  assert.deepEqual([queue.events + queue.dropped, failedTasks], [150, 0]);
  assert.ok(queue.events >= 90 && queue.dropped >= 50, `${queue.events} events, ${queue.dropped} dropped`);

  await page.send('Storage.overrideQuotaForOrigin', { origin });
  stage.front.trouble = null;
  const before = stage.front.reports.length;
  await control.evaluate(`test.advance(${hour})`);
  await until('an empty queue', async () => (await statusFrom(page)).queue.events === 0, 60);
  const [taken] = stage.front.reports.slice(before).filter(({ status }) => status === 202);
  assert.deepEqual([taken.envelope.events.length, taken.envelope.dropped], [queue.events, queue.dropped]);
});
