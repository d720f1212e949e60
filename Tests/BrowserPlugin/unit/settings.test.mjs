import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { plugin, pluginFolder } from '../plugin.mjs';

const { isWanted, readSettings } = await plugin('configuration/settings.js');
const { phaseOf } = await plugin('configuration/phase.js');
const { limits } = await plugin('limits.js');

const good = { collectorUrl: 'https://gnomon.example/v1/reports', enrolToken: 'gnm_x' };
const full = {
  ...good, tokens: ['a'], postWithToken: true, batchMax: 50, flushSeconds: 1, pendingTtlSeconds: 60, rollupSeconds: 60,
  includeOrigins: ['https://a.test'], excludeOrigins: ['https://b.test'], loginHintKey: 'k',
  extraAuthorizePatterns: [{ host: 'a.test', path: '/x', client: 'app' }], devicePaths: ['https://a.test/device'],
  subjectEmail: '@example.com', deviceId: 'D', scopesOnly: true, coaching: true, policyKeys: ['k'],
  organisationName: 'O', contact: 'C',
};

test('every key is understood, and no other is in the schema', () => {
  const schema = JSON.parse(fs.readFileSync(path.join(pluginFolder, 'managed_schema.json'), 'utf8'));

  assert.deepEqual(readSettings(full).faults, []);
  assert.deepEqual(Object.keys(schema.properties).sort(), Object.keys(full).sort());
});

const collectors = [
  ['https://gnomon.example/v1/reports', true], ['http://127.0.0.1:8787/v1/reports', true],
    ['http://[::1]:1/v1/reports', true],
  ['http://localhost/v1/reports', true], ['http://gnomon.example/v1/reports', false],
    ['https://u:p@gnomon.example/', false],
  ['ftp://gnomon.example/', false], ['https://gnomon.example/?x', false], [7, false], ['', false],
];
for (const [collectorUrl, expected] of collectors) {
  test(`the collector ${collectorUrl} is ${expected ? '' : 'not '}used`, () => {
    assert.equal(readSettings({ ...good, collectorUrl }).settings !== null, expected);
  });
}

const faults = [
  ['batchMax', 0], ['batchMax', 101], ['batchMax', 'x'], ['flushSeconds', -1], ['pendingTtlSeconds', Infinity],
    ['tokens', 'x'],
  ['includeOrigins', ['nonsense']], ['coaching', 1], ['policyKeys', ['1', '2', '3']], ['extraAuthorizePatterns', [{}]],
  ['devicePaths', ['x']], ['subjectEmail', 'jane'], ['loginHintKey', ''],
];
for (const [key, value] of faults) {
  test(`${key} = ${JSON.stringify(value)} is a fault and the default holds`, () => {
    const { settings, faults: found } = readSettings({ ...good, [key]: value });

    assert.deepEqual(found, [key]);
    assert.ok(settings);
  });
}

const wishes = [
  [{}, ['https://p.test', 'https://c.test'], true],
  [{ includeOrigins: ['https://p.test/'] }, ['https://p.test'], true],
  [{ includeOrigins: ['https://q.test'] }, ['https://p.test'], false],
  [{ excludeOrigins: ['https://c.test'] }, ['https://p.test', 'https://c.test'], false],
  [{}, ['https://gnomon.example'], false],
];
for (const [more, origins, expected] of wishes) {
  test(`${JSON.stringify(more)} ${expected ? 'wants' : 'does not want'} ${origins}`, () => {
    assert.equal(isWanted(readSettings({ ...good, ...more }).settings, origins), expected);
  });
}

const { waitingTime, removalTime } = limits;
const phases = [
  ['a policy', { managed: good, kept: null, emptySince: 0 }, 5, ['on', 'policy', null]],
  ['a wrong policy alone', { managed: { collectorUrl: 'x' }, kept: null, emptySince: 0 }, 5, ['off', 'faulty', null]],
  ['a wrong policy after a good one', { managed: { collectorUrl: 'x' }, kept: good, emptySince: 0 }, 5,
    ['on', 'kept', null]],
  ['none yet', { managed: {}, kept: null, emptySince: 100 }, 200, ['waiting', 'none', 100 + waitingTime]],
  ['none for long', { managed: {}, kept: null, emptySince: 100 }, 100 + waitingTime, ['off', 'none', null]],
  ['a kept one at once', { managed: {}, kept: good, emptySince: 100 }, 100, ['on', 'kept', 100 + removalTime]],
  ['a kept one that stays away', { managed: {}, kept: good, emptySince: 100 }, 100 + removalTime,
    ['off', 'removed', null]],
  ['one that was taken away, what was kept with it', { managed: {}, kept: null, emptySince: 100, wasRemoved: true },
    200, ['off', 'removed', null]],
  ['one that came back', { managed: good, kept: null, emptySince: 0, wasRemoved: true }, 5, ['on', 'policy', null]],
  ['none, the clock set back', { managed: {}, kept: null, emptySince: 9e9 }, 100,
    ['waiting', 'none', 100 + waitingTime]],
];
for (const [name, seen, now, expected] of phases) {
  test(`${name} is ${expected.slice(0, 2)}`, () => {
    const phase = phaseOf(seen, now);

    assert.deepEqual([phase.name, phase.reason, phase.until], expected);
  });
}
