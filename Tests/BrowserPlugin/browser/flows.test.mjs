import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { pluginFolder } from '../plugin.mjs';
import { eventsOf, playAll } from './campaign.mjs';
import { ask, cases, inWords } from './cases.mjs';
import { filesUnder, holds, storageOf } from './files.mjs';
import { pluginId, statusFrom } from './stage.mjs';
import { canary } from './world.mjs';

let stage;
let failures;

before(async () => {
  ({ stage, failures } = await playAll(pluginFolder));
  stage.daemon.run('status', '--wait');
}, { timeout: 150_000 });

after(async () => {
  await stage.browser.kill();
  await stage.stop();
});

for (const one of cases) {
  test(`case ${one.id}: ${one.name}`, () => {
    if (failures.has(one.id)) throw failures.get(one.id);
    const events = eventsOf(one, stage.front.events);

    assert.deepEqual(events.map(inWords).sort(), [...one.events].sort());
    if (one.redirect) assert.equal(events[0].client.redirect_uri, one.redirect);
    if (one.source) assert.equal(events[0].request.params_source, one.source);
  });
}

const hostile = {
  doubled: `${ask('hostile-doubled', { ui: 'auto' })}&client_id=second&nonce=another`,
  malformed: `${ask('hostile-malformed', { ui: 'auto' })}&x=%zz%&%=%ff&&=`,
  huge: ask('hostile-huge', { ui: 'auto', x: 'y'.repeat(64 * 1024) }),
};
for (const [name, address] of Object.entries(hostile)) {
  test(`a request is told in spite of what is ${name} in it`, async () => {
    const tab = await stage.browser.newTab();
    tab.goto(address);
    const [event] = await stage.events(`hostile-${name}`, 1);
    await tab.close();

    assert.deepEqual([event.client.client_id, event.outcome], [`hostile-${name}`, 'granted']);
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
