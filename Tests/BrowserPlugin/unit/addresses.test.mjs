import assert from 'node:assert/strict';
import { test } from 'node:test';
import { plugin } from '../plugin.mjs';

const { endpoint, minimalPath, siteOrigin } = await plugin('detection/address.js');
const { looksSecret } = await plugin('detection/secrets.js');
const { readScopes } = await plugin('detection/scopes.js');

const paths = [
  ['/oauth2/v2.0/authorize', '/oauth2/v2.0/authorize'],
  ['/', '/'],
  ['/0b3a1c52-7a43-4b6e-9f52-0d9d0a6a2b11/oauth2/authorize', '/0b3a1c52-7a43-4b6e-9f52-0d9d0a6a2b11/oauth2/authorize'],
  ['/a/0123456789abcdef0123456789abcdef/b', '/a/'],
  ['/u/jane.doe@example.com/authorize', '/u/'],
  ['/u/jane%40example.com/authorize', '/u/'],
  ['/this-is-a-long-segment-of-plain-words/x', '/this-is-a-long-segment-of-plain-words/x'],
  ['/cb/ghp_0123456789abcdef', '/cb/'],
  [`/${'a/'.repeat(300)}`, `/${'a/'.repeat(300)}`.slice(0, 256)],
];
for (const [path, expected] of paths) {
  test(`the path ${path.slice(0, 50)} is cut to ${expected.slice(0, 50)}`, () => {
    assert.equal(minimalPath(path), expected);
  });
}

const endpoints = [
  ['https://app.example/cb?code=1#x', 'https://app.example/cb', 'web'],
  ['HTTPS://App.Example', 'https://app.example/', 'web'],
  ['https://user:pw@app.example/cb', 'https://app.example/cb', 'web'],
  ['http://127.0.0.1:51234/callback', 'http://127.0.0.1/callback', 'loopback'],
  ['http://localhost:8080', 'http://localhost/', 'loopback'],
  ['http://[::1]:99/cb', 'http://[::1]/cb', 'loopback'],
  ['cursor://anysphere.cursor-mcp/oauth/callback?code=1', 'cursor://anysphere.cursor-mcp/oauth/callback',
    'custom_scheme'],
  ['com.example.app:/oauth2redirect?code=1', 'com.example.app:/oauth2redirect', 'custom_scheme'],
  ['https://abcdefghijklmnop.chromiumapp.org/cb', 'https://abcdefghijklmnop.chromiumapp.org/cb', 'extension'],
  ['urn:ietf:wg:oauth:2.0:oob', 'urn:ietf:wg:oauth:2.0:oob', 'oob'],
  ['storagerelay://https/app.example?id=1', 'storagerelay://https/app.example', 'relay'],
  ['postmessage', null, 'relay'],
  ['not an address', null, 'unknown'],
];
for (const [text, shown, kind] of endpoints) {
  test(`the redirect address ${text} is shown as ${shown} of class ${kind}`, () => {
    const read = endpoint(text);

    assert.deepEqual([read.shown, read.kind], [shown, kind]);
  });
}

test('redirect endpoints are compared with port, host in lower case and without query', () => {
  assert.equal(endpoint('http://LOCALHOST:81/a?x=1').comparable, endpoint('http://localhost:81/a#y').comparable);
  assert.notEqual(endpoint('http://localhost:81/a').comparable, endpoint('http://localhost:82/a').comparable);
});

const origins = [
  ['https://a.example/path?q', 'https://a.example'], ['chrome-extension://abc/x', 'chrome-extension://abc'],
  ['null', undefined], [undefined, undefined], ['about:blank', undefined], ['file:///etc', undefined],
];
for (const [text, expected] of origins) {
  test(`the initiator ${text} is told as ${expected}`, () => assert.equal(siteOrigin(text), expected));
}

const secrets = [
  ['ya29.A0AfH6SMBxexample', true], ['eyJhbGciOiJSUzI1NiIsInR5', true], ['xoxb-1234567', true], ['a?code=1', true],
  ['https://u:p@h', true], ['0123456789abcdef0123456789abcdef0123456789', true],
  ['https://www.googleapis.com/auth/drive.readonly', false], ['offline_access', false],
];
for (const [text, expected] of secrets) {
  test(`${text.slice(0, 30)} ${expected ? 'looks' : 'does not look'} like a credential`, () => {
    assert.equal(looksSecret(text), expected);
  });
}

const scopeCases = [
  [['openid  email\tprofile'], ['openid', 'email', 'profile'], 0],
  [['chat:write,im:history,'], ['chat:write', 'im:history'], 0],
  [['repo, user'], ['repo', 'user'], 0],
  [['a b', 'b c'], ['a', 'b', 'c'], 0],
  [[''], [], 0],
  [['a'.repeat(257)], [], 1],
  [[Array.from({ length: 120 }, (_, index) => `s${index}`).join(' ')],
    Array.from({ length: 100 }, (_, index) => `s${index}`), 20],
  [['email ya29.A0AfH6SMBxexample'], ['email'], 1],
];
for (const [values, scopes, truncated] of scopeCases) {
  test(`the scopes of ${JSON.stringify(values).slice(0, 40)} are ${scopes.length}, ${truncated} cut off`, () => {
    assert.deepEqual(readScopes(values), { scopes, truncated });
  });
}
