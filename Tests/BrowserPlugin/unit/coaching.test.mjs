import assert from 'node:assert/strict';
import { generateKeyPairSync, sign } from 'node:crypto';
import { test } from 'node:test';
import { plugin } from '../plugin.mjs';

const { openList } = await plugin('coaching/list.js');
const { cleanReason } = await plugin('coaching/reason.js');

const pair = () => generateKeyPairSync('ec', { namedCurve: 'P-256' });
const spki = ({ publicKey }) => publicKey.export({ type: 'spki', format: 'der' }).toString('base64');
const ours = pair();
const list = {
  issue: 7, issued_at: '2026-11-20T00:00:00Z', not_after: '2026-12-20T00:00:00Z', message: 'Ask us.',
  clients: [
    { provider: 'google', client_id: 'bad', state: 'blocked', reason: 'No.',
      alternative: { name: 'Good', url: 'https://good.example' } },
    { provider: 'google', client_id: 'odd', state: 'unreviewed', reason: '',
      alternative: { name: 'X', url: 'javascript:alert(1)' } },
    { provider: 'google', client_id: 'no', state: 'whatever' }, null,
  ],
};
const signed = (value, key = ours) => {
  const bytes = Buffer.from(JSON.stringify(value));
  const signature = sign('sha256', bytes, { key: key.privateKey, dsaEncoding: 'ieee-p1363' });
  return { policy: bytes.toString('base64url'), signature: signature.toString('base64url') };
};
const at = { now: Date.parse('2026-11-25T00:00:00Z'), lastIssue: 7 };

test('a signed list is read, what is wrong in it left out', async () => {
  const read = await openList(signed(list), [spki(pair()), spki(ours)], at);

  assert.deepEqual([...read.clients.keys()], ['bad', 'odd']);
  assert.equal(read.clients.get('bad').alternative.url, 'https://good.example');
  assert.equal(read.clients.get('odd').alternative, null);
});

const refused = [
  ['without a key', signed(list), [], at],
  ['by another key', signed(list, pair()), [spki(ours)], at],
  ['that was changed', { ...signed(list), policy: signed({ ...list, issue: 8 }).policy }, [spki(ours)], at],
  ['past its end', signed(list), [spki(ours)], { ...at, now: Date.parse('2026-12-20T00:00:00Z') }],
  ['older than one that was seen', signed(list), [spki(ours)], { ...at, lastIssue: 8 }],
  ['without an end', signed({ ...list, not_after: undefined }), [spki(ours)], at],
  ['that is none', { policy: undefined, signature: 7 }, [spki(ours)], at],
];
for (const [name, value, keys, against] of refused) {
  test(`a list ${name} is refused`, async () => assert.equal(await openList(value, keys, against), null));
}

const reasons = [
  ['I need it for\nthe quarterly report', 'I need it for the quarterly report'],
  ['ask jane.doe@example.com about it', 'ask … about it'],
  ['see https://a.test/?code=1 please', 'see … please'],
  ['token ghp_0123456789abcdef', 'token …'],
  ['x'.repeat(400), 'x'.repeat(280)],
  ['  \n ', undefined],
];
for (const [text, expected] of reasons) {
  test(`the reason ${JSON.stringify(text).slice(0, 40)} is kept as ${expected?.slice(0, 40)}`, () => {
    assert.equal(cleanReason(text), expected);
  });
}
