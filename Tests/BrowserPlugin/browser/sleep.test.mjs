import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { ask, inWords } from './cases.mjs';
import { pluginId, pluginPage, Stage } from './stage.mjs';
import { until } from './until.mjs';
import { WorkerWatch } from './workerWatch.mjs';
import { app, provider } from './world.mjs';

// Nothing here attaches to the worker, which would keep it awake. A page of the plugin that asks it nothing does not.

let stage;
before(async () => {
  stage = await Stage.start();
  stage.browser = await stage.browser();
  await stage.untilReporting(stage.browser, 'ready');
  stage.worker = await WorkerWatch.start(stage.browser, pluginId);
  stage.page = await pluginPage(stage.browser);
}, { timeout: 90_000 });
after(async () => {
  await stage.browser.kill();
  await stage.stop();
});

/** Opens a consent page, and waits until the worker has kept that it was shown: a browser does not stop it before. */
async function open(client, more) {
  const tab = await stage.browser.newTab();
  tab.goto(`${app}/go?to=${encodeURIComponent(ask(client, more))}`);
  await tab.at(provider);
  await until('the flow in memory', async () => {
    const { tracker } = await stage.page.evaluate('chrome.storage.session.get("tracker")');
    return tracker?.flows.some((flow) => flow.fields.client.client_id === client && flow.interactive);
  });
  return tab;
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
    const tab = await open(`case40-${index}`, more);
    await stage.worker.stop();
    await end(tab);

    assert.deepEqual((await stage.events(`case40-${index}`, 1)).map(inWords), [expected]);
  });
}

test('case 40: a script\'s post wakes a stopped worker and is counted', async () => {
  const tab = await open('case40-post', { ui: 'message' });
  await stage.worker.stop();
  // The page only posts; a tab that no script opened does not close itself.
  await tab.click('#approve');
  await until('the worker', () => !stage.worker.isStopped);
  await tab.close();

  const [event] = await stage.events('case40-post', 1);
  assert.deepEqual([event.outcome, event.provider_posts], ['unknown', 1]);
});

test('case 40: the browser itself stops the idle worker, then the flow is granted', { timeout: 90_000 }, async () => {
  const tab = await open('case40-natural');
  await until('the worker\'s end', () => stage.worker.isStopped, 60);
  await tab.click('#approve');
  await tab.at(`${app}/cb`);

  const [event] = await stage.events('case40-natural', 1);
  assert.equal(inWords(event), `granted high redirect tab interactive web ${scopes}`);
});
