import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { ask, inWords } from './cases.mjs';
import { pluginId, Stage } from './stage.mjs';
import { until } from './until.mjs';
import { app, provider } from './world.mjs';

// Nothing here attaches to the worker, and no page of the plugin is open: both would keep it awake.

let stage;
before(async () => {
  stage = await Stage.start();
  stage.browser = await stage.browser();
  await stage.untilReporting(stage.browser, 'ready');
}, { timeout: 90_000 });
after(async () => {
  await stage.browser.kill();
  await stage.stop();
});

async function open(address) {
  const tab = await stage.browser.newTab();
  tab.goto(`${app}/go?to=${encodeURIComponent(address)}`);
  return tab;
}

async function stopWorker() {
  const target = await until('the worker', () => stage.browser.workerTarget(pluginId));
  await stage.browser.devTools.send('Target.closeTarget', { targetId: target.targetId });
  await until('the worker\'s end', async () => !(await stage.browser.workerTarget(pluginId)));
}

const scopes = '[openid mail.read files.write]';
const endings = [
  ['denied', `denied high redirect tab interactive web ${scopes}`, {}, async (tab) => {
    await tab.click('#deny');
    await tab.at(`${app}/cb`);
  }],
  ['closed', `abandoned high tab_closed tab interactive web ${scopes}`, {}, (tab) => tab.close()],
  ['handed over by script', `granted high scheme tab interactive custom_scheme ${scopes}`,
    { ui: 'script', redirect_uri: 'cursor://cb' }, (tab) => tab.click('#approve')],
];
for (const [index, [name, expected, more, end]] of endings.entries()) {
  test(`case 40: the worker is stopped, then the flow is ${name}`, async () => {
    const tab = await open(ask(`case40-${index}`, more));
    await tab.at(provider);
    await stopWorker();
    await end(tab);

    assert.deepEqual((await stage.events(`case40-${index}`, 1)).map(inWords), [expected]);
  });
}

test('case 40: a script\'s post wakes a stopped worker and is counted', async () => {
  const tab = await open(ask('case40-post', { ui: 'message' }));
  await tab.at(provider);
  await stopWorker();
  // The page only posts; a tab that no script opened does not close itself.
  await tab.click('#approve');
  await until('the worker', () => stage.browser.workerTarget(pluginId));
  await tab.close();

  const [event] = await stage.events('case40-post', 1);
  assert.deepEqual([event.outcome, event.provider_posts], ['unknown', 1]);
});

test('case 40: the browser itself stops the idle worker, then the flow is granted', { timeout: 90_000 }, async () => {
  const tab = await open(ask('case40-natural'));
  await tab.at(provider);
  await until('the worker\'s end', async () => !(await stage.browser.workerTarget(pluginId)), 60);
  await tab.click('#approve');
  await tab.at(`${app}/cb`);

  const [event] = await stage.events('case40-natural', 1);
  assert.equal(inWords(event), `granted high redirect tab interactive web ${scopes}`);
});
