import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { ask } from './cases.mjs';
import { pluginId, pluginPage, Stage, statusFrom } from './stage.mjs';
import { until } from './until.mjs';
import { app } from './world.mjs';

let stage;
before(async () => {
  stage = await Stage.start();
  stage.browser = await stage.browser();
  stage.page = await pluginPage(stage.browser);
  await until('the policy', async () => (await statusFrom(stage.page)).phase === 'on', 60);
}, { timeout: 60_000 });
after(async () => {
  await stage.browser.kill();
  await stage.stop();
});

async function grant(client) {
  const tab = await stage.browser.newTab();
  tab.goto(ask(client, { ui: 'auto' }));
  await tab.at(`${app}/cb`);
  await tab.close();
}
const enrolments = () => stage.front.others.filter(({ url }) => url === '/v1/enrolments').length;
const installId = () => stage.front.reports[0].envelope.install_id;

test('the token enrols once, and the credential posts', async () => {
  await grant('enrol-1');
  await grant('enrol-2');
  await stage.events('enrol-', 2);

  assert.equal(enrolments(), 1);
  for (const { headers } of stage.front.reports) assert.notEqual(headers.authorization, `Bearer ${stage.token}`);
  assert.match(stage.daemon.run('enrolment', 'credentials'), new RegExp(`${installId()}\t.*\tvalid\t`));
  assert.match(stage.daemon.run('sensors', 'list'), new RegExp(`^${installId()}\treporting\t`, 'm'));
});

test('the page behind the icon tells what was sent, in plain words', async () => {
  await until('both answers', async () => (await statusFrom(stage.page)).sent.length === 2);
  const tab = await stage.browser.newTab(`chrome-extension://${pluginId}/toolbar/page.html`);
  const words = 'document.querySelector("#sent li") && document.body.innerText.replace(/\\s+/g, " ")';
  const text = await until('its words', () => tab.evaluate(words).catch(() => ''));
  await tab.close();

  assert.match(text, /^On, for your organisation Reports go to http:\/\/127\.0\.0\.1:\d+\. What is watched/);
  assert.match(text, /What is never collected Pages, passwords.*Who to ask Ask whoever manages this browser\./);
  assert.equal(text.match(/app\.client\.test was given access at accounts\.provider\.test/g).length, 2);
});

test('a revoked credential is replaced, and the event arrives', async () => {
  stage.daemon.run('enrolment', 'revoke-credential', installId());
  await grant('again-1');
  await stage.events('again-', 1);

  assert.equal(enrolments(), 2);
});

test('revoked once more the same day, events wait and nobody enrols', async () => {
  stage.daemon.run('enrolment', 'revoke-credential', installId());
  await grant('waiting-1');
  await until('the refusal', async () => (await statusFrom(stage.page)).trouble === 'credential_revoked');
  await grant('waiting-2');

  await until('both', async () => (await statusFrom(stage.page)).queue.events === 2);
  assert.equal(enrolments(), 2);
});
