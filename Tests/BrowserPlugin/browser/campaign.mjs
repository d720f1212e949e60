import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { cases } from './cases.mjs';
import { pluginId, pluginPage, Stage, statusFrom } from './stage.mjs';
import { until } from './until.mjs';

/** Browsers' work at a time; more only wait for each other on two cores. */
const atOnce = 4;

/**
 * Plays every flow case in one browser.
 *
 * @param {string} plugin folder of the build that is tried
 * @returns {Promise<{stage: Stage, failures: Map<string, Error>}>} the world as it is afterwards; a failure is a case
 *   that could not be played
 */
export async function playAll(plugin) {
  const stage = await Stage.start();
  stage.browser = await stage.browser({ extensions: [plugin, neighbour()] });
  await stage.browser.worker(pluginId);
  stage.page = await pluginPage(stage.browser);
  stage.other = await stage.browser.tabThat(({ type, url }) => type === 'service_worker' && !url.includes(pluginId));
  stage.otherExtension = await stage.other.evaluate('chrome.runtime.id');
  await until('the policy', async () => (await statusFrom(stage.page)).phase === 'on', 60);

  const failures = new Map();
  const waiting = [...cases];
  const play = async () => {
    for (let one = waiting.shift(); one; one = waiting.shift()) {
      await one.play(stage).catch((error) => failures.set(one.id, error));
    }
  };
  await Promise.all(Array.from({ length: atOnce }, play));
  // However long the renewals took, they are counted together; a policy with a shorter time then ends the counting.
  stage.browser.setPolicy(stage.policy({ rollupSeconds: 1 }));
  const expected = cases.reduce((sum, one) => sum + one.events.length, 0);
  // Some may never come.
  await until('all events', () => stage.front.events.length >= expected, 25).catch(() => {});
  return { stage, failures };
}

/** Another extension, that signs people in. */
function neighbour() {
  const folder = path.join(fs.mkdtempSync(path.join(os.tmpdir(), 'gnomon-neighbour-')), 'neighbour');
  fs.mkdirSync(folder);
  const background = { service_worker: 'worker.js' };
  const manifest = { manifest_version: 3, name: 'Neighbour', version: '1', permissions: ['identity'], background };
  fs.writeFileSync(path.join(folder, 'manifest.json'), JSON.stringify(manifest));
  fs.writeFileSync(path.join(folder, 'worker.js'), '');
  return folder;
}

/** @param {object} one case @param {object[]} events @returns {object[]} its own */
export function eventsOf(one, events) {
  return events.filter((event) => {
    return one.id === '39' ? event.kind === 'device_page' : event.client?.client_id.startsWith(`case${one.id}-`);
  });
}
