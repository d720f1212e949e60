import assert from 'node:assert/strict';
import { test } from 'node:test';
import { plugin } from '../plugin.mjs';

const { readRequest, seal } = await plugin('detection/request.js');
const { readAnswer, sealAnswer } = await plugin('detection/answer.js');

const noRows = { dialects: [], devicePages: [] };
const base = 'https://accounts.provider.test/authorize?';
const jwt = (claims) => `eyJhbGciOiJSUzI1NiJ9.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.c2ln`;
const read = (address, extra = noRows) => readRequest(address, extra);
const sealed = (address, context = {}) => seal(read(address), { frame: '1/0', ...context });

const starts = [
  [`${base}client_id=a&response_type=code`, true],
  [`${base}client_id=a&request_uri=urn:x`, true],
  [`${base}client_id=a&request=${jwt({})}`, true],
  [`${base}CLIENT_ID=a&Response_Type=code`, true],
  [`${base}client%5Fid=a&response_type=code`, true],
  [`${base}client_id=a`, false],
  [`${base}response_type=code`, false],
  [`${base}client_id=&response_type=code`, false],
  ['https://site.test/?q=client_id', false],
  ['https://github.com/login/oauth/authorize?client_id=a&scope=repo', true],
  ['https://github.com/login?client_id=a&return_to=%2Flogin%2Foauth%2Fauthorize', false],
  ['https://slack.com/oauth/v2/authorize?client_id=1.2&scope=chat:write&user_scope=im:read', true],
  ['https://www.facebook.com/v19.0/dialog/oauth?app_id=1&redirect_uri=https://a.test/', true],
  ['https://trello.com/1/authorize?key=abc&scope=read', true],
  ['cursor://x?client_id=a&response_type=code', false],
  [`${base}client_id=${'a'.repeat(513)}&response_type=code`, false],
  [`${base}client_id=a&response_type=code&x=${'y'.repeat(64 * 1024)}`, true],
  [`${base}client_id=a&response_type=code&x=${'y'.repeat(200 * 1024)}`, false],
  [`${base}client_id=a&response_type=code&x=%zz%`, true],
  ['::::', false],
];
for (const [address, expected] of starts) {
  test(`${address.slice(0, 90)} ${expected ? 'asks' : 'does not ask'} for an authorization`, () => {
    assert.equal(read(address) !== null, expected);
  });
}

test('configured endpoints and device pages are read as well', () => {
  const extra = {
    dialects: [{ host: '*.corp.test', path: '/sso/*/ask', client: 'app' }],
    devicePages: [{ host: 'login.corp.test', path: '/device' }],
  };

  assert.equal(read('https://eu.corp.test/sso/7/ask?app=x', extra).clientId, 'x');
  assert.equal(read('https://login.corp.test/device?user_code=SECRET', extra).isDevicePage, true);
  assert.equal(read('https://eu.corp.test/sso/ask?app=x', extra), null);
});

test('a request is kept as report fields and digests only', async () => {
  const secrets = 'state=S3CRET&nonce=N0NCE&code_challenge=CHALL&login_hint=jane@example.com&id_token_hint=HINT';
  const redirect = encodeURIComponent('https://app.test/cb?tenant=7');
  const request = await sealed(`${base}client_id=c&response_type=code&response_mode=query&prompt=consent`
    + `&access_type=offline&scope=openid+mail.read&redirect_uri=${redirect}&resource=https://api.test/v1?q=1`
    + `&code_challenge_method=S256&${secrets}`, { initiator: 'https://app.test' });

  assert.deepEqual(request.fields, {
    kind: 'authorization',
    provider: { origin: 'https://accounts.provider.test', path: '/authorize' },
    client: {
      client_id: 'c', redirect_uri: 'https://app.test/cb', redirect_class: 'web', initiator_origin: 'https://app.test',
    },
    request: {
      response_type: 'code', response_mode: 'query', prompt: 'consent', access_type: 'offline', pkce: 'S256',
      params_source: 'query', has_state: true,
    },
    scopes: ['openid', 'mail.read'],
    scopes_truncated: 0,
    resource: ['https://api.test/v1'],
  });
  assert.doesNotMatch(JSON.stringify(request), /S3CRET|N0NCE|CHALL|jane|HINT|tenant/);
});

const keyPairs = [
  ['a reload', 'client_id=a&response_type=code&state=1', 'client_id=a&response_type=code&state=1', true],
  ['another state', 'client_id=a&response_type=code&state=1', 'client_id=a&response_type=code&state=2', false],
  ['another client', 'client_id=a&response_type=code&state=1', 'client_id=b&response_type=code&state=1', false],
  ['another redirect', 'client_id=a&response_type=code&state=1&redirect_uri=https://x.test/',
    'client_id=a&response_type=code&state=1&redirect_uri=https://y.test/', false],
];
for (const [name, one, other, same] of keyPairs) {
  test(`${name} is ${same ? 'the same' : 'another'} request`, async () => {
    assert.equal((await sealed(base + one)).key === (await sealed(base + other)).key, same);
  });
}

test('without state a request belongs to its frame', async () => {
  const address = `${base}client_id=a&response_type=code`;

  assert.notEqual((await sealed(address, { frame: '1/0' })).key, (await sealed(address, { frame: '2/0' })).key);
});

test('a signed request object is read, an encrypted one is not', async () => {
  const claims = { scope: 'mail', redirect_uri: 'cursor://cb', state: 'S', code_challenge: 'x',
    code_challenge_method: 'S256' };
  const signed = await sealed(`${base}client_id=a&request=${jwt(claims)}`);
  const encrypted = await sealed(`${base}client_id=a&request=a.b.c.d.e`);

  assert.deepEqual([signed.fields.scopes, signed.fields.request.params_source], [['mail'], 'jar']);
  assert.deepEqual([signed.fields.client.redirect_class, signed.fields.request.pkce], ['custom_scheme', 'S256']);
  assert.deepEqual([encrypted.fields.scopes, encrypted.fields.request.params_source], [null, 'par']);
  assert.equal(encrypted.fields.request.pkce, 'unknown');
});

test('of a pushed request the scopes are unknown, of one without scope there are none', async () => {
  assert.equal((await sealed(`${base}client_id=a&request_uri=urn:x`)).fields.scopes, null);
  assert.deepEqual((await sealed(`${base}client_id=a&response_type=code`)).fields.scopes, []);
});

test('of a parameter that is there twice the first counts, and scopes and resources add up', async () => {
  const { fields } = await sealed(`${base}client_id=a&client_id=b&response_type=code`
    + '&redirect_uri=https%3A%2F%2Fa.test%2Fcb&redirect_uri=https%3A%2F%2Fevil.test%2Fcb'
    + '&scope=x&scope=y+x&resource=https://r.test/1&resource=https://r.test/2');

  assert.deepEqual([fields.client.client_id, fields.client.redirect_uri, fields.scopes, fields.resource],
    ['a', 'https://a.test/cb', ['x', 'y'], ['https://r.test/1', 'https://r.test/2']]);
});

test('the account a client names is told only under a key', async () => {
  const address = `${base}client_id=a&response_type=code&login_hint=Jane@Example.com`;
  const hint = (await sealed(address, { loginHintKey: 'k' })).fields.login_hint;

  assert.equal((await sealed(address)).fields.login_hint, undefined);
  assert.equal(hint.domain, 'example.com');
  assert.match(hint.hmac, /^[0-9a-f]{64}$/);
});

test('a device page keeps its address and nothing else', async () => {
  const page = await sealed('https://login.microsoftonline.com/common/oauth2/deviceauth?user_code=CANARY');

  assert.equal(page.fields.kind, 'device_page');
  assert.equal(page.fields.client, undefined);
  assert.doesNotMatch(JSON.stringify(page), /CANARY/);
});

const answers = [
  ['https://a.test/cb?code=X&state=s', ['code'], undefined],
  ['https://a.test/cb#access_token=X&id_token=Y', ['access_token', 'id_token'], undefined],
  ['cursor://cb?code=X', ['code'], undefined],
  ['https://a.test/cb?error=access_denied&error_description=no', [], 'access_denied'],
  ['https://a.test/cb?error=Weird%20One', [], undefined],
  ['https://a.test/cb?code=X&error=server_error', ['code'], 'server_error'],
  [`https://a.test/cb?response=${jwt({ code: 'X', state: 's' })}`, ['response'], undefined],
  [`https://a.test/cb?response=${jwt({ error: 'access_denied' })}`, [], 'access_denied'],
];
for (const [address, kinds, error] of answers) {
  test(`the answer ${address.slice(0, 50)} has kinds [${kinds}] and error ${error}`, async () => {
    const { result } = await sealAnswer(readAnswer(address));

    assert.deepEqual([result.kinds, result.error], [kinds, error]);
  });
}

for (const address of ['https://a.test/?q=code', 'https://a.test/cb?code=',
  `${base}client_id=a&response_type=code&error=x`, 'code=']) {
  test(`${address} is no answer`, () => assert.equal(readAnswer(address), null));
}

test('an answer is kept without its values', async () => {
  const answer = await sealAnswer(readAnswer(
    'https://a.test/cb?code=C0DE&state=ST8&iss=https://p.test/x&scope=a+b&error_description=D&session_state=SS'));

  assert.deepEqual(answer.result, { kinds: ['code'], iss: 'https://p.test', granted_scopes: ['a', 'b'] });
  assert.doesNotMatch(JSON.stringify({ ...answer, shown: answer.shown }), /C0DE|ST8|"D"|SS"/);
});
