import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { pluginFolder } from '../plugin.mjs';
import { ask } from './cases.mjs';
import { Stage } from './stage.mjs';
import { app } from './world.mjs';

let stage;
before(async () => {
  stage = await Stage.start();
}, { timeout: 60_000 });
after(() => stage.stop());

for (const [allowed, name] of [
  [false, 'case 45: in private windows nothing is seen unless the person allows it'],
  [true, 'case 45: in private windows everything is seen when the person allows it'],
]) {
  test(name, { timeout: 90_000 }, async () => {
    const browser = await stage.browser({ extensions: [] });
    try {
      await browser.devTools.send('Extensions.loadUnpacked', { path: pluginFolder, enableInIncognito: allowed });
      await stage.untilReporting(browser, `ready-${allowed}`);
      const [{ browserContextId: ordinary }] = await browser.targets();
      const { browserContextId } = await browser.devTools.send('Target.createBrowserContext');
      const flow = async (client, options) => {
        const tab = await browser.newTab('about:blank', options);
        tab.goto(ask(client, { ui: 'auto' }));
        await tab.at(`${app}/cb`);
      };
      await flow(`case45-${allowed}`, { browserContextId });
      await flow(`last-${allowed}`, { browserContextId: ordinary });
      await stage.events(`last-${allowed}`, 1);

      const seen = stage.front.events.filter((event) => event.client.client_id === `case45-${allowed}`);
      assert.deepEqual(seen.map(({ outcome }) => outcome), allowed ? ['granted'] : []);
      assert.equal(stage.front.reports.at(-1).envelope.incognito_allowed, allowed);
    } finally {
      await browser.kill();
    }
  });
}
