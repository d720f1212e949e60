import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import http from 'node:http';
import os from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { root } from '../plugin.mjs';
import { ask, inWords } from './cases.mjs';
import { Chromium } from './chromium.mjs';
import { Daemon } from './daemon.mjs';
import { Front } from './front.mjs';
import { Stage } from './stage.mjs';
import { until } from './until.mjs';
import { app, provider, World } from './world.mjs';

// The browser installs the packed plugin by policy and lets nobody look into it: it is known by its reports alone.

let stage;
let folder;
let updates;
let id;

const pack = (out, key, port) => execFileSync('scripts/package-plugin', [
  '--out', out, '--key', key, '--update-url', `http://127.0.0.1:${port}/updates.xml`,
], { cwd: root, encoding: 'utf8' });

before(async () => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'gnomon-packed-'));
  updates = http.createServer((request, response) => {
    const file = path.join(folder, path.basename(request.url.split('?')[0]));
    response.end(fs.existsSync(file) ? fs.readFileSync(file) : '');
  });
  await new Promise((resolve) => updates.listen(0, '127.0.0.1', resolve));
  const key = path.join(folder, 'key.pem');
  execFileSync('openssl', ['genpkey', '-algorithm', 'RSA', '-pkeyopt', 'rsa_keygen_bits:2048', '-out', key],
    { stdio: 'ignore' });
  [, id] = pack(folder, key, updates.address().port).match(/extension id: ([a-p]{32})/);

  stage = new Stage();
  stage.daemon = await Daemon.start(id);
  stage.front = await Front.start(stage.daemon);
  stage.world = await World.start();
  stage.token = stage.daemon.run('enrolment', 'create', '--name', 'packed');
  stage.browser = await Chromium.start({
    tlsPort: stage.world.tlsPort,
    policy: {
      ...stage.policy({ pendingTtlSeconds: 6 }, id),
      ExtensionSettings: {
        [id]: { installation_mode: 'force_installed',
          update_url: `http://127.0.0.1:${updates.address().port}/updates.xml` },
        '*': { installation_mode: 'blocked' },
      },
    },
  });
}, { timeout: 60_000 });
after(async () => {
  await stage.browser.kill();
  await stage.stop();
  updates.close();
});

async function open(address) {
  const tab = await stage.browser.newTab();
  tab.goto(`${app}/go?to=${encodeURIComponent(address)}`);
  return tab;
}

test('the same commit is packed to the same bytes, within 60 kB', () => {
  const again = fs.mkdtempSync(path.join(os.tmpdir(), 'gnomon-packed-'));
  pack(again, path.join(folder, 'key.pem'), updates.address().port);
  for (const file of fs.readdirSync(again)) {
    assert.deepEqual(fs.readFileSync(path.join(again, file)), fs.readFileSync(path.join(folder, file)), file);
  }
  const crx = fs.readdirSync(again).find((file) => file.endsWith('.crx'));
  assert.ok(fs.statSync(path.join(again, crx)).size <= 60_000);
});

/** The manifest in an archive of a build, or in the signed one, which is an archive behind a header. */
function manifestIn(out, ending) {
  const file = path.join(out, fs.readdirSync(out).find((name) => name.endsWith(ending)));
  const script = 'import sys, zipfile; print(zipfile.ZipFile(sys.argv[1]).read("manifest.json").decode())';
  return JSON.parse(execFileSync('python3', ['-c', script, file], { encoding: 'utf8' }));
}

test('each browser gets the manifest that it takes', () => {
  const out = fs.mkdtempSync(path.join(os.tmpdir(), 'gnomon-packed-'));
  execFileSync('scripts/package-plugin', ['--out', out, '--restricted', '--collector', 'https://gnomon.example.com'],
    { cwd: root });
  const all = ['.crx', 'chrome.zip', 'edge.zip', 'firefox.xpi'].map((ending) => manifestIn(folder, ending));
  const [signed, , edge, firefox] = all;

  for (const manifest of all) assert.deepEqual([manifest.key, manifest.host_permissions], [undefined, ['<all_urls>']]);
  assert.match(signed.update_url, /updates\.xml$/);
  assert.deepEqual([edge.update_url, edge.background], [undefined, { service_worker: 'worker.js', type: 'module' }]);
  assert.deepEqual([firefox.background, firefox.minimum_chrome_version, firefox.storage],
    [{ scripts: ['worker.js'], type: 'module' }, undefined, undefined]);
  assert.equal(firefox.permissions.some((name) => name.startsWith('identity')), false);

  const hosts = manifestIn(out, 'chrome.zip').host_permissions;
  assert.equal(hosts.some((pattern) => /^(<all_urls>|https:\/\/\*\/\*|https:\/\/\*\.\w+\/\*)$/.test(pattern)), false);
  for (const host of ['accounts.google.com', 'login.microsoftonline.com', 'gnomon.example.com']) {
    assert.ok(hosts.includes(`https://${host}/*`), host);
  }
});

test('case 44: a plugin installed by policy reports a flow that came before its configuration', { timeout: 90_000 },
  async () => {
  await until('the worker', () => stage.browser.workerTarget(id), 30);
  await stage.untilReporting(stage.browser, 'case44');

  const [first] = stage.front.events;
  assert.equal(inWords(first), 'granted high redirect tab unattended web [openid mail.read files.write]');
});

test('case 5: a consent page that is left is given up after the configured time', { timeout: 60_000 }, async () => {
  const tab = await open(ask('case05-'));
  await tab.at(provider);

  // The alarms of a packed plugin come no sooner than after 30 s, but while it is awake it counts itself.
  const [event] = await stage.events('case05-', 1, 45);
  assert.equal(inWords(event), 'abandoned high timeout tab interactive web [openid mail.read files.write]');
});
