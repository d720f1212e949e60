import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { limits } from '../../../samples/browser-plugin/limits.js';
import { pluginFolder } from '../plugin.mjs';
import { ask } from './cases.mjs';
import { pluginPage, Stage, statusFrom } from './stage.mjs';
import { until } from './until.mjs';
import { app, provider } from './world.mjs';

let stage;
let page;
let browser;

before(async () => {
  stage = await Stage.start();
  await begin();
}, { timeout: 90_000 });
after(async () => {
  await browser.kill();
  await stage.stop();
});

async function begin(profile) {
  browser = await stage.browser({ profile, extensions: [pluginFolder] });
  page = await pluginPage(browser);
  await until('the policy', async () => (await statusFrom(page)).phase === 'on', 60);
}

async function grant(client) {
  const tab = await browser.newTab();
  tab.goto(`${app}/go?to=${encodeURIComponent(ask(client, { ui: 'auto' }))}`);
  await tab.at(`${app}/cb`);
  await tab.close();
}

const status = (code, headers = {}, text = '{}') => (request, response) => {
  response.writeHead(code, headers);
  response.end(text);
};
const idsOf = (prefix, reports = stage.front.reports) => reports.flatMap(({ envelope }) => envelope.events)
  .filter((event) => event.client?.client_id.startsWith(prefix)).map((event) => event.event_id);
const taken = () => stage.front.reports.filter((report) => report.status === 202);

test('case 42: after 429 nothing is sent before its time, then once', async () => {
  stage.front.trouble = status(429, { 'retry-after': '3' });
  await grant('case42-');
  await until('the first try', () => idsOf('case42-').length === 1);
  const [refused] = stage.front.reports.slice(-1);
  stage.front.trouble = null;
  await stage.events('case42-', 1);

  const again = taken().find(({ envelope }) => envelope.events[0].client.client_id === 'case42-');
  assert.ok(again.at - refused.at >= 3000, `${again.at - refused.at} ms`);
  assert.deepEqual([idsOf('case42-', taken()).length, new Set(idsOf('case42-')).size], [1, 1]);
});

test('case 43: an answer that was cut leads to the same event again, stored once', async () => {
  stage.front.cutsNextAnswer = true;
  await grant('case43-');
  await until('the second try', () => idsOf('case43-').length === 2);
  await until('an empty queue', async () => (await statusFrom(page)).queue.events === 0);

  const answers = taken().filter(({ envelope }) => idsOf('case43-',
    [{ envelope }]).length > 0).map(({ answer }) => JSON.parse(answer));
  assert.equal(new Set(idsOf('case43-')).size, 1);
  assert.deepEqual(answers.map(({ accepted, duplicate }) => [accepted, duplicate]), [[1, 0], [0, 1]]);
});

for (const [name, trouble] of [
  ['an HTML page with status 200', status(200, { 'content-type': 'text/html' }, '<html>Sign in to the network</html>')],
  ['a redirect to another host', status(301, { location: 'https://evil.test/v1/reports' })],
  ['a connection that is cut', (request) => request.socket.destroy()],
]) {
  test(`${name} deletes nothing and is not followed`, async () => {
    const client = `trouble-${name.replaceAll(' ', '-')}`;
    stage.front.trouble = trouble;
    await grant(client);
    await until('the first try', () => idsOf(client).length > 0);
    assert.equal((await statusFrom(page)).queue.events, 1);
    stage.front.trouble = null;

    await stage.events(client, 1);
    assert.equal(new Set(idsOf(client)).size, 1);
    assert.equal(stage.world.hosts.has('evil.test'), false);
  });
}

test('a pause that was asked for outlives a restart of the browser', { timeout: 90_000 }, async () => {
  const kept = async () => (await page.evaluate('chrome.storage.local.get("courier")')).courier;
  stage.front.trouble = status(429, { 'retry-after': '600' });
  await grant('pause-');
  const { pause } = await until('the pause', async () => (await kept())?.pause && kept());
  await browser.kill();
  await begin(browser.profile);

  assert.equal(pause.length, 600_000);
  assert.deepEqual((await kept()).pause, pause);
  assert.equal(idsOf('pause-').length, 1);
  // Another policy is a reason to try again.
  stage.front.trouble = null;
  browser.setPolicy(stage.policy({ deviceId: 'LAP-0002' }));
  await stage.events('pause-', 1, 30);
});

test('case 41: events that a killed browser had queued arrive once each, and its open flow is told as such',
  { timeout: 90_000 }, async () => {
  stage.front.trouble = status(500);
  for (let index = 0; index < 3; index += 1) await grant(`case41-${index}`);
  const tab = await browser.newTab();
  tab.goto(`${app}/go?to=${encodeURIComponent(ask('case41-open'))}`);
  await tab.at(provider);
  await until('a full queue', async () => {
    const { queue, open } = await statusFrom(page);
    return queue.events === 3 && open === 1;
  });
  await browser.kill();
  stage.front.trouble = null;
  await begin(browser.profile);

  const events = await stage.events('case41-', 4);
  assert.deepEqual(events.map(({ client, outcome, evidence }) => `${client.client_id} ${outcome} ${evidence}`).sort(), [
    'case41-0 granted redirect', 'case41-1 granted redirect', 'case41-2 granted redirect',
      'case41-open abandoned restart',
  ]);
  assert.equal(idsOf('case41-', taken()).length, 4);
});

test('a flood of forged requests pushes out itself alone, and a flow in another tab is reported', { timeout: 120_000 },
  async () => {
  const real = await browser.newTab();
  real.goto(`${app}/go?to=${encodeURIComponent(ask('real-'))}`);
  await real.at(provider);
  // The first are refused and end at once, each an event of another client; the second stay open.
  const tabs = await Promise.all([['bad', 220], ['consent', 60]].map(async ([ui, count]) => {
    const tab = await browser.newTab();
    tab.goto(`${app}/flood?to=${encodeURIComponent(ask(`${ui}-forged`, { ui }))}&count=${count}`);
    return tab;
  }));
  for (const tab of tabs) await until('the flood\'s end', () => tab.evaluate('document.title === "done"'), 90);
  const { open, queue, failedTasks } = await statusFrom(page);
  assert.equal(open, limits.openFlowsPerTab + 1);
  assert.equal(failedTasks, 0);
  // Refusals in frames are counted by client, two hundred at most: twenty went on, and 28 open ones were pushed out.
  // The question for the status came last, when the others had left the planning to whoever comes last.
  await until('the rest', () => new Set(idsOf('bad-forged')).size === 20);
  assert.ok(queue.events <= 20, `${queue.events} events wait`);

  await real.click('#approve');
  const [event] = await stage.events('real-', 1);
  assert.equal(event.outcome, 'granted');
  const dropped = stage.front.reports.reduce((sum, { envelope }) => sum + envelope.dropped, 0);
  assert.equal(dropped, 28);
  for (const tab of [real, ...tabs]) await tab.close();
});
