import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { pluginFolder } from '../plugin.mjs';
import { ask } from './cases.mjs';
import { Chromium } from './chromium.mjs';
import { Daemon } from './daemon.mjs';
import { extensionId } from './extensionId.mjs';
import { Front } from './front.mjs';
import { until } from './until.mjs';
import { app, World } from './world.mjs';

/** Id of the unpacked plugin: its manifest holds a public key. */
export const pluginId = extensionId(JSON.parse(fs.readFileSync(path.join(pluginFolder, 'manifest.json'))).key);

/** World, daemon and the front before it: what several browsers can share. */
export class Stage {
  static async start() {
    const stage = new Stage();
    stage.daemon = await Daemon.start(pluginId);
    stage.front = await Front.start(stage.daemon);
    stage.world = await World.start();
    stage.token = stage.daemon.run('enrolment', 'create', '--name', 'browsers');
    return stage;
  }

  /** Managed policies that configure the plugin. @param {object} [more] keys of its configuration */
  policy(more = {}, id = pluginId) {
    const configuration = {
      collectorUrl: this.front.reportAddress, enrolToken: this.token, flushSeconds: 0,
      subjectEmail: 'jane.doe@example.com',
      deviceId: 'LAP-0001', devicePaths: ['https://accounts.provider.test/device'], ...more,
    };
    return { '3rdparty': { extensions: { [id]: configuration } } };
  }

  /** @param {object} [options] of `Chromium.start`, and `configuration` of the plugin */
  browser({ configuration = {}, ...options } = {}) {
    const policy = this.policy(configuration);
    return Chromium.start({ extensions: [pluginFolder], policy, tlsPort: this.world.tlsPort, ...options });
  }

  /** Waits until events of these clients have come, and says them. @param {string} prefix of their ids */
  async events(prefix, count, seconds = 20) {
    const own = () => this.front.events.filter((event) => event.client?.client_id.startsWith(prefix));
    await until(`${count} events of ${prefix}, there are ${own().length}`, () => own().length >= count, seconds);
    return own();
  }

  /**
   * Plays flows until one has been reported: the first may come before the plugin listens. For tests that may not look
   * into the plugin.
   *
   * A tab stays open longer each time. Chromium reads extensions' policies when its start-up is over, which is when a
   * visible page has come to rest, or three minutes after it began (its after_startup_task_utils.cc); tabs that are
   * closed at once never let it rest (measured 2026-11-26: no policy in 80 s on two busy cores).
   *
   * @param {Chromium} browser
   * @param {string} client
   */
  async untilReporting(browser, client) {
    const has = () => this.front.events.some((event) => event.client?.client_id.startsWith(client));
    for (let round = 1; !has(); round += 1) {
      if (round > 12) throw new Error('the plugin reports nothing');
      const tab = await browser.newTab();
      tab.goto(ask(`${client}-${round}`, { ui: 'auto' }));
      await tab.at(`${app}/cb`);
      await until('a report', has, round).catch(() => {});
      await tab.close();
    }
  }

  async stop() {
    await this.front.stop();
    await this.world.stop();
    await this.daemon.stop();
  }
}

/** A page of the plugin, from which its worker can be asked. */
export async function pluginPage(browser, id = pluginId) {
  const tab = await browser.newTab(`chrome-extension://${id}/toolbar/page.html`);
  await until('the plugin\'s page', () => tab.evaluate('!!globalThis.chrome?.storage').catch(() => false));
  return tab;
}

/** @param {import('./tab.mjs').Tab} page of the plugin @returns {Promise<object>} what the toolbar page shows */
export function statusFrom(page) {
  return page.evaluate('chrome.runtime.sendMessage({ ask: "status" })');
}

/** A copy of the plugin that a test may change. @param {Record<string, string>} changes file → text */
export function copyOfPlugin(changes = {}) {
  const folder = path.join(fs.mkdtempSync(path.join(os.tmpdir(), 'gnomon-plugin-')), 'plugin');
  fs.cpSync(pluginFolder, folder, { recursive: true });
  for (const [file, text] of Object.entries(changes)) fs.writeFileSync(path.join(folder, file), text);
  return folder;
}
