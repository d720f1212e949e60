import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { plugin, root } from '../plugin.mjs';

const { eventOf } = await plugin('report/event.js');
const { envelopeOf } = await plugin('report/envelope.js');
const schema = JSON.parse(fs.readFileSync(path.join(root, 'schemas/grant-report.v1.json'), 'utf8'));
const page = fs.readFileSync(path.join(root, 'Sources/gnomon/gnomon.docc/PluginPrivacy.md'), 'utf8');

/** Fields that hold a value of their own, as `object.field`. */
function leaves(properties, before = '') {
  return Object.entries(properties).flatMap(([name, { properties: inner }]) => {
    return inner ? leaves(inner, `${before}${name}.`) : [`${before}${name}`];
  });
}

const fieldsBelow = (heading) => {
  const section = page.split(`## ${heading}\n`)[1].split('\n## ')[0];
  return [...section.matchAll(/^\| `([a-z_.]+)` \|/gm)].map(([, name]) => name);
};

test('the privacy page names every field of a report, and no other', () => {
  assert.deepEqual(fieldsBelow('Report').sort(), leaves(schema.properties).sort());
});

test('the privacy page names every field of an event, and no other', () => {
  assert.deepEqual(fieldsBelow('Event').sort(), leaves(schema.$defs.event.properties).sort());
});

test('what the plugin builds has no field beyond the page', async () => {
  const all = {
    id: 'e', startedAt: 0, interactive: true, surface: 'tab', posts: 0, key: 'DIGEST', state: 'DIGEST',
      endpoint: 'DIGEST',
    coaching: { shown: true, choice: 'continue', reason: 'r' },
    fields: {
      kind: 'authorization', provider: { origin: 'o', path: 'p', more: 'MORE' },
      client: { client_id: 'c', redirect_class: 'unknown', initiator_origin: 'i' },
      request: { response_type: 'r', response_mode: 'r', prompt: 'p', access_type: 'a', pkce: 'S256',
        params_source: 'query', has_state: true },
      scopes: [], scopes_truncated: 0, resource: [], login_hint: { hmac: 'h', domain: 'd' }, more: 'MORE',
    },
  };
  const result = { kinds: [], error: 'e', state_match: true, iss: 'i', granted_scopes: [] };
  const ending = { outcome: 'granted', confidence: 'high', evidence: [], at: 1, result,
    shown: { kind: 'web', shown: 's', comparable: 'MORE' } };
  const sender = {
    installId: 'i', plugin: { version: 'v', extension_id: 'e' },
      browser: { name: 'n', version: 'v', os: 'o', arch: 'a' },
    subject: { email: 'e', source: 'policy' }, device: { id: 'd', source: 'policy' }, incognitoAllowed: false,
  };
  const event = eventOf(all, ending);
  const envelope = await envelopeOf([event], sender, { dropped: 0, now: 0 });
  const built = (value, before = '') => Object.entries(value).flatMap(([name, inner]) => {
    const isObject = inner !== null && typeof inner === 'object' && !Array.isArray(inner);
    return isObject ? built(inner, `${before}${name}.`) : [`${before}${name}`];
  });

  assert.deepEqual(built(event).sort(), fieldsBelow('Event').sort());
  assert.deepEqual(built(envelope).sort(), fieldsBelow('Report').sort());
  assert.doesNotMatch(JSON.stringify(envelope), /MORE|DIGEST/);
});
