import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import http from 'node:http';
import os from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { root } from '../plugin.mjs';
import { ask, inWords } from './cases.mjs';
import { Daemon } from './daemon.mjs';
import { Firefox, firefoxIsThere } from './firefox.mjs';
import { Front } from './front.mjs';
import { Stage } from './stage.mjs';
import { until } from './until.mjs';
import { app, provider, World } from './world.mjs';

const id = 'gnomon-sensor@gnomon.example';
// Firefox gives each install an origin of its own; a preference fixes it here.
const origin = '5b0b8a55-4c09-4d1c-9d0e-3f1c5f0b7e11';
const skip = firefoxIsThere ? false : 'firefox-esr is not installed';

let stage;
let files;

before(async () => {
  if (skip) return;
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'gnomon-packed-'));
  execFileSync('scripts/package-plugin', ['--out', folder], { cwd: root });
  const archive = fs.readFileSync(path.join(folder, fs.readdirSync(folder).find((file) => file.endsWith('.xpi'))));
  files = http.createServer((request, response) => {
    response.writeHead(200, { 'content-type': 'application/x-xpinstall' });
    response.end(archive);
  });
  await new Promise((resolve) => files.listen(0, '127.0.0.1', resolve));

  stage = new Stage();
  stage.daemon = await Daemon.start(origin, 'moz-extension');
  stage.front = await Front.start(stage.daemon);
  stage.world = await World.start();
  stage.token = stage.daemon.run('enrolment', 'create', '--name', 'firefox');
  const configuration = stage.policy({}, id)['3rdparty'].extensions;
  stage.browser = await Firefox.start({
    policies: {
      ExtensionSettings: {
        [id]: { installation_mode: 'force_installed', install_url: `http://127.0.0.1:${files.address().port}/x.xpi` },
      },
      '3rdparty': { Extensions: configuration },
    },
    preferences: {
      'xpinstall.signatures.required': false,
      'extensions.webextensions.uuids': JSON.stringify({ [id]: origin }),
      'network.dns.forceResolve': '127.0.0.1',
      'network.socket.forcePort': `443=${stage.world.tlsPort}`,
    },
  });
}, { timeout: 120_000 });
after(async () => {
  if (skip) return;
  await stage.browser.kill();
  await stage.stop();
  files.close();
});

test('Firefox: the plugin installed by policy reports what was granted and refused', { skip, timeout: 120_000 },
  async () => {
    const has = () => stage.front.events.some((event) => event.client.client_id.startsWith('ready-'));
    for (let round = 0; round < 60 && !has(); round += 1) {
      await stage.browser.goto(ask(`ready-${round}`, { ui: 'auto' }));
      await until('a report', has, 1).catch(() => {});
    }
    await stage.browser.goto(ask('firefox-granted'));
    await stage.browser.click('#approve');
    await stage.browser.at(`${app}/cb`);
    await stage.browser.goto(ask('firefox-denied'));
    await stage.browser.click('#deny');
    await stage.browser.at(`${app}/cb`);
    await stage.browser.goto(ask('firefox-scheme', { redirect_uri: 'cursor://anysphere.cursor-mcp/oauth/callback' }));
    await stage.browser.at(provider);
    await stage.browser.click('#approve');

    const scopes = '[openid mail.read files.write]';
    assert.deepEqual((await stage.events('firefox-', 3)).map(inWords), [
      `granted high redirect tab interactive web ${scopes}`,
      `denied high redirect tab interactive web ${scopes}`,
      `granted high redirect+scheme tab interactive custom_scheme ${scopes}`,
    ]);
    assert.equal(stage.front.reports.at(-1).envelope.browser.name, 'Firefox');
  });
