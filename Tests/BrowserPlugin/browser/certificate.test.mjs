import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { ask } from './cases.mjs';
import { Front } from './front.mjs';
import { pluginPage, Stage, statusFrom } from './stage.mjs';
import { until } from './until.mjs';
import { app } from './world.mjs';

let stage;
let folder;
const openssl = (...words) => execFileSync('openssl', words, { cwd: folder, stdio: 'ignore' });
const curve = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'];

before(async () => {
  stage = await Stage.start();
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'gnomon-devices-'));
  openssl('req', '-x509', ...curve, '-days', '2', '-subj', '/CN=Devices', '-keyout', 'ca.key', '-out', 'ca.pem');
  openssl('req', ...curve, '-subj', '/CN=LAP-0001', '-keyout', 'device.key', '-out', 'device.csr');
  openssl('x509', '-req', '-in', 'device.csr', '-CA', 'ca.pem', '-CAkey', 'ca.key', '-set_serial', '2', '-days', '2',
    '-out', 'device.pem');
  openssl('pkcs12', '-export', '-inkey', 'device.key', '-in', 'device.pem', '-passout', 'pass:x', '-out', 'device.p12');
  const read = (name) => fs.readFileSync(path.join(folder, name));
  stage.secure = await Front.start(stage.daemon, 0, {
    key: read('ca.key'), cert: read('ca.pem'), ca: read('ca.pem'), requestCert: true, rejectUnauthorized: true,
  });
}, { timeout: 60_000 });
after(async () => {
  await stage.secure.stop();
  await stage.stop();
});

/** A profile whose home holds the device's certificate. */
function enrolledProfile() {
  const profile = fs.mkdtempSync(path.join(os.tmpdir(), 'gnomon-profile-'));
  const store = path.join(profile, '.pki/nssdb');
  fs.mkdirSync(store, { recursive: true });
  execFileSync('certutil', ['-N', '-d', `sql:${store}`, '--empty-password']);
  execFileSync('pk12util', ['-i', path.join(folder, 'device.p12'), '-d', `sql:${store}`, '-W', 'x'],
    { stdio: 'ignore' });
  return profile;
}

for (const [chooses, name] of [
  [true, 'case 47: with the policy that chooses a certificate reports are delivered'],
  [false, 'case 47: without the policy that chooses a certificate reports are queued'],
]) {
  test(name, { timeout: 90_000 }, async () => {
    const choice = { pattern: 'https://collector.test', filter: { ISSUER: { CN: 'Devices' } } };
    const browser = await stage.browser({
      profile: enrolledProfile(),
      hostRules: `MAP collector.test 127.0.0.1:${stage.secure.port},`,
      policy: {
        ...stage.policy({ collectorUrl: 'https://collector.test/v1/reports' }),
        ...(chooses ? { AutoSelectCertificateForUrls: [JSON.stringify(choice)] } : {}),
      },
    });
    try {
      const page = await pluginPage(browser);
      await until('the policy', async () => (await statusFrom(page)).phase === 'on', 60);
      const tab = await browser.newTab();
      tab.goto(ask(`case47-${chooses}`, { ui: 'auto' }));
      await tab.at(`${app}/cb`);
      const status = await until('the first try', async () => {
        const { queue, sent, trouble } = await statusFrom(page);
        return (sent.length > 0 || trouble) && { queued: queue.events, sent: sent.length, trouble };
      });

      assert.deepEqual(status, chooses ? { queued: 0, sent: 1, trouble: null } : { queued: 1, sent: 0,
        trouble: 'unreachable' });
      assert.equal(stage.secure.events.length, 1);
    } finally {
      await browser.kill();
    }
  });
}
