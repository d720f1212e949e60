import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { pluginFolder } from '../plugin.mjs';
import { cases, inWords } from './cases.mjs';
import { filesUnder, holds, storageOf } from './files.mjs';
import { pluginId, pluginPage, Stage, statusFrom } from './stage.mjs';
import { until } from './until.mjs';
import { canary } from './world.mjs';

/** Browsers' work at a time; more only wait for each other on two cores. */
const atOnce = 4;

let stage;
const failures = new Map();

before(async () => {
  stage = await Stage.start();
  const neighbour = path.join(fs.mkdtempSync(path.join(os.tmpdir(), 'gnomon-neighbour-')), 'neighbour');
  fs.mkdirSync(neighbour);
  fs.writeFileSync(path.join(neighbour, 'manifest.json'), JSON.stringify({
    manifest_version: 3, name: 'Neighbour', version: '1', permissions: ['identity'], background: { service_worker: 'worker.js' },
  }));
  fs.writeFileSync(path.join(neighbour, 'worker.js'), '');
  stage.browser = await stage.browser({ extensions: [pluginFolder, neighbour], configuration: { rollupSeconds: 8 } });
  stage.worker = await stage.browser.worker(pluginId);
  stage.page = await pluginPage(stage.browser);
  const isNeighbour = ({ type, url }) => type === 'service_worker' && !url.includes(pluginId);
  stage.other = await stage.browser.tabThat(isNeighbour);
  stage.otherExtension = await stage.other.evaluate('chrome.runtime.id');
  await until('the policy', async () => (await statusFrom(stage.page)).phase === 'on', 60);

  const waiting = [...cases];
  const play = async () => {
    for (let one = waiting.shift(); one; one = waiting.shift()) {
      await one.play(stage).catch((error) => failures.set(one.id, error));
    }
  };
  await Promise.all(Array.from({ length: atOnce }, play));
  const expected = cases.reduce((sum, one) => sum + one.events.length, 0);
  await until('all events', () => stage.front.events.length >= expected, 25).catch(() => {});
  await stage.daemon.run('status', '--wait');
}, { timeout: 150_000 });

after(async () => {
  await stage.browser.kill();
  await stage.stop();
});

const eventsOf = (one) => stage.front.events.filter((event) => {
  return one.id === '39' ? event.kind === 'device_page' : event.client?.client_id.startsWith(`case${one.id}-`);
});

for (const one of cases) {
  test(`case ${one.id}: ${one.name}`, () => {
    if (failures.has(one.id)) throw failures.get(one.id);
    const events = eventsOf(one);

    assert.deepEqual(events.map(inWords).sort(), [...one.events].sort());
    if (one.redirect) assert.equal(events[0].client.redirect_uri, one.redirect);
    if (one.source) assert.equal(events[0].request.params_source, one.source);
  });
}

test('every report was taken whole, and nothing failed inside the plugin', async () => {
  const answers = stage.front.reports.map(({ status, answer }) => [status, JSON.parse(answer).rejected]);
  const status = await statusFrom(stage.page);

  assert.deepEqual(answers.filter(([code, rejected]) => code !== 202 || rejected.length > 0), []);
  assert.deepEqual([status.failedTasks, status.queue.events, status.quarantined], [0, 0, 0]);
  assert.deepEqual(stage.browser.complaints, []);
});

test('what was or may have been granted is a grant, with a finding when it reaches data', async () => {
  const may = new Set(['granted', 'returned', 'unknown']);
  const expected = stage.front.events.filter(({ outcome }) => may.has(outcome)).map((event) => {
    const isSignIn = event.scopes?.join() === 'openid';
    return [event.client?.client_id ?? '', event.outcome, isSignIn ? 'no finding' : 'finding'].join(' ');
  });
  const findings = new Set((await stage.daemon.all('/v1/findings')).map(({ id }) => id));
  const grants = (await stage.daemon.all('/v1/grants')).map((grant) => {
    return [grant.client_id, grant.outcome, findings.has(grant.finding_id) ? 'finding' : 'no finding'].join(' ');
  });

  assert.deepEqual(grants.sort(), expected.sort());
});

test('no secret is in a report, in the plugin\'s storage, in a log or in the daemon\'s database', async () => {
  await stage.browser.kill();
  const storage = storageOf(stage.browser.profile, pluginId);
  const places = [
    ['reports', Buffer.from(JSON.stringify(stage.front.reports.map(({ envelope }) => envelope)))],
    ...storage, ...filesUnder(stage.daemon.folder), ['the daemon\'s log', Buffer.from(stage.daemon.log)],
  ];
  const holding = (text) => places.filter(([, bytes]) => holds(bytes, text)).map(([name]) => name);

  assert.deepEqual(holding(canary), []);
  // The same search finds what is there.
  const found = holding('case01-').join();
  assert.match(found, /reports/);
  assert.match(found, /Local Extension Settings/);
  assert.match(found, /gnomon\.sqlite/);
});
