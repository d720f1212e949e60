import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { ask } from './cases.mjs';
import { pluginPage, Stage, statusFrom } from './stage.mjs';
import { until } from './until.mjs';
import { app, provider } from './world.mjs';

let stage;
before(async () => {
  stage = await Stage.start();
  for (const name of ['left', 'continue', 'ignored', 'quick']) {
    stage.daemon.run('plugin-policy', 'block', `coach-${name}`, '--provider', 'google', '--reason',
      'It keeps what it reads.',
      '--alternative', 'Our own', '--alternative-url', 'https://good.example/');
  }
  const key = stage.daemon.run('plugin-policy', 'key');
  stage.browser = await stage.browser({ configuration: { coaching: true, policyKeys: [key] } });
  stage.page = await pluginPage(stage.browser);
  await until('the policy', async () => (await statusFrom(stage.page)).phase === 'on', 60);
  await until('the list', () => stage.front.others.some(({ url,
    status }) => url === '/v1/plugin/policy' && status === 200));
}, { timeout: 90_000 });
after(async () => {
  await stage.browser.kill();
  await stage.stop();
});

async function begin(name, more) {
  const tab = await stage.browser.newTab();
  tab.goto(`${app}/go?to=${encodeURIComponent(ask(`coach-${name}`, more))}`);
  return tab;
}
const coachingOf = async (name) => (await stage.events(`coach-${name}`, 1))[0].coaching;
const isCoach = ({ url }) => url.includes('/coaching/page.html#');
const noCoach = () => until('the window\'s end', async () => !(await stage.browser.targets()).some(isCoach));

test('a window beside the flow says why, offers an alternative, and the reason travels with the report', async () => {
  const tab = await begin('continue');
  await tab.at(provider);
  const coach = await stage.browser.tabThat(isCoach);
  const text = await until('its words',
    () => coach.evaluate('document.querySelector("#word").textContent && document.body.innerText').catch(() => ''));
  assert.match(text, /does not want coach-continue[^]*It keeps what it reads\.[^]*Our own/);
  await coach.evaluate('document.querySelector("#because").value = "The audit needs it, ask jane@example.com"');
  await coach.click('#continue');
  await noCoach();
  await tab.click('#approve');
  await tab.at(`${app}/cb`);

  assert.deepEqual(await coachingOf('continue'), { shown: true, choice: 'continue',
    reason: 'The audit needs it, ask …' });
});

test('who leaves is led back, and the report says so', async () => {
  const tab = await begin('left');
  await tab.at(provider);
  const coach = await stage.browser.tabThat(isCoach);
  await coach.click('#leave');
  const address = () => tab.evaluate('location.href').catch(() => provider);
  await until('another page', async () => !(await address()).startsWith(provider));
  await noCoach();
  await tab.close();

  assert.deepEqual(await coachingOf('left'), { shown: true, choice: 'left' });
});

test('who ignores it is held up by nothing', async () => {
  const tab = await begin('ignored');
  const coach = await stage.browser.tabThat(isCoach);
  await until('its words', () => coach.evaluate('document.querySelector("#word")?.textContent').catch(() => ''));
  await tab.click('#approve');
  await tab.at(`${app}/cb`);
  await coach.close();

  assert.deepEqual(await coachingOf('ignored'), { shown: true, choice: 'none' });
});

test('a flow that ended before the window opened says that it was not shown', async () => {
  const tab = await begin('quick', { ui: 'auto' });
  await tab.at(`${app}/cb`);

  assert.deepEqual(await coachingOf('quick'), { shown: false, choice: 'none' });
  await noCoach();
});

test('a client that the list does not name is not coached', async () => {
  const tab = await begin('other');
  await tab.click('#approve');
  await tab.at(`${app}/cb`);

  assert.equal(await coachingOf('other'), undefined);
});
