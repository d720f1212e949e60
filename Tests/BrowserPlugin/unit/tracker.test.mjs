import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';
import { plugin } from '../plugin.mjs';

const { FlowTracker } = await plugin('detection/tracker.js');
const { readRequest, seal } = await plugin('detection/request.js');
const { readAnswer, sealAnswer } = await plugin('detection/answer.js');
const { endpoint } = await plugin('detection/address.js');
const { sha256 } = await plugin('detection/digest.js');
const { limits } = await plugin('limits.js');

const lifetime = 600_000;
const begin = Date.parse('2026-11-20T08:00:00Z');
const app = 'https://app.test/cb';
const asks = (client, state, more = '', redirect = app, host = 'p.test') => {
  return `https://${host}/authorize?client_id=${client}&response_type=code&redirect_uri=${encodeURIComponent(redirect)}`
    + `${state ? `&state=${state}` : ''}${more}`;
};

/** A browser in a few words. A place is [tab] or [tab, frame]; time goes on by a second with every step. */
class Scene {
  tracker = new FlowTracker({ newId: randomUUID });
  events = [];
  now = begin;

  async ask(address, [tabId = 1, frameId = 0] = [], { surface = frameId ? 'iframe' : 'tab', requestId = 'r' } = {}) {
    const request = await seal(readRequest(address, { dialects: [], devicePages: [] }),
      { frame: `${tabId}/${frameId}` });
    return this.tracker.asked(request, { tabId, frameId, requestId, surface }, this.tick(), lifetime);
  }

  async answer(address, [tabId = 1, frameId = 0] = [], sensor = 'redirect', responder = 'https://p.test') {
    const answer = await sealAnswer(readAnswer(address));
    this.add(this.tracker.answered(answer, { tabId, frameId }, { sensor, responder, at: this.tick() }));
  }

  async post(address, [tabId = 1, frameId = 0] = [], { isNavigation = true, isOwnSite = false } = {}) {
    const post = { endpoint: await sha256(endpoint(address).comparable), origin: new URL(address).origin, isOwnSite };
    this.add(this.tracker.posted(post, { tabId, frameId }, { isNavigation, at: this.tick() }));
  }

  show(address, status = 200, [tabId = 1, frameId = 0] = [], requestId = 'r') {
    const { origin, pathname } = new URL(address);
    this.add(this.tracker.shown({ origin, path: pathname, status }, { tabId, frameId, requestId }, this.tick()));
  }

  close(tabId = 1) {
    this.add(this.tracker.tabClosed(tabId, this.tick()));
  }

  sweep(after) {
    this.now += after;
    this.add(this.tracker.sweep(this.now));
  }

  tick() {
    return (this.now += 1000);
  }

  add(events) {
    this.events.push(...events);
  }

  get told() {
    return this.events.map((event) => [event.client?.client_id, event.outcome, event.confidence,
      event.evidence.join('+')].join(' '));
  }
}

const page = 'https://p.test/authorize';
const cases = [
  ['a success with the right state is granted', ['a granted high redirect'], async (s) => {
    await s.ask(asks('a', '1'));
    await s.answer(`${app}?code=x&state=1`);
  }],
  ['a refusal is denied, another error an error', ['a denied high redirect', 'b error high redirect'], async (s) => {
    await s.ask(asks('a', '1'));
    await s.answer(`${app}?error=access_denied&state=1`);
    await s.ask(asks('b', '2'));
    await s.answer(`${app}?error=login_required&state=2`);
  }],
  ['success beside an error is granted with medium confidence', ['a granted medium redirect'], async (s) => {
    await s.ask(asks('a', '1'));
    await s.answer(`${app}?code=x&error=access_denied&state=1`);
  }],
  ['a wrong state never matches', ['a abandoned high tab_closed'], async (s) => {
    await s.ask(asks('a', '1'));
    await s.answer(`${app}?code=x&state=2`);
    await s.answer(`${app}?code=x`);
    s.close();
  }],
  ['a right state at another endpoint does not match', [], async (s) => {
    await s.ask(asks('a', '1'));
    await s.answer('https://evil.test/cb?code=x&state=1');
  }],
  ['an answer is found in every tab by its state', ['a granted high request'], async (s) => {
    await s.ask(asks('a', '1'), [1]);
    await s.answer(`${app}?code=x&state=1`, [2], 'request');
  }],
  ['without state an answer counts in its own frame only', ['a granted medium redirect'], async (s) => {
    await s.ask(asks('a'), [1]);
    await s.answer(`${app}?code=x`, [2]);
    await s.answer(`${app}?code=x`, [1, 5]);
    await s.answer(`${app}?code=x`, [1]);
  }],
  ['a window without a tab takes an answer without state from any tab', ['a granted medium redirect'], async (s) => {
    await s.ask(asks('a', '', '', 'https://x.chromiumapp.org/'), [-1], { surface: 'extension' });
    await s.answer('https://x.chromiumapp.org/?code=x', [7]);
  }],
  ['two tabs keep their outcomes apart', ['a denied high redirect', 'a granted high redirect'], async (s) => {
    await s.ask(asks('a', '1'), [1]);
    await s.ask(asks('a', '2'), [2]);
    await s.answer(`${app}?error=access_denied&state=1`, [1]);
    await s.answer(`${app}?code=x&state=2`, [2]);
  }],
  ['a federated sign-in is two flows in one frame', ['in granted high redirect', 'out granted high redirect'],
    async (s) => {
    await s.ask(asks('out', '1'));
    await s.ask(asks('in', '2', '', 'https://p.test/upstream', 'idp.test'));
    await s.answer('https://p.test/upstream?code=x&state=2');
    await s.answer(`${app}?code=y&state=1`);
  }],
  ['reloads, the back button and a second look end nothing twice', ['a granted high redirect'], async (s) => {
    await s.ask(asks('a', '1'));
    await s.ask(asks('a', '1'));
    await s.answer(`${app}?code=x&state=1`);
    await s.answer(`${app}?code=x&state=1`);
    await s.ask(asks('a', '1'));
    await s.answer(`${app}?code=x&state=1`);
    s.close();
  }],
  ['who refused and then agreed has granted', ['a denied high redirect', 'a granted high redirect'], async (s) => {
    await s.ask(asks('a', '1'));
    await s.answer(`${app}?error=access_denied&state=1`);
    await s.ask(asks('a', '1'));
    await s.answer(`${app}?code=x&state=1`);
  }],
  ['a login page that repeats the request is not another flow', ['a granted high redirect'], async (s) => {
    await s.ask(asks('a', '1'));
    await s.ask(asks('a', '1').replace('/authorize', '/signin/identifier'));
    await s.answer(`${app}?code=x&state=1`);
    s.close();
  }],
  ['a request that was passed on belongs to the provider that answered', ['a granted high redirect'], async (s) => {
    await s.ask(asks('a', '1', '', app, 'decoy.test'));
    await s.ask(asks('a', '1', '', app, 'p.test'));
    await s.answer(`${app}?code=x&state=1`, [1], 'redirect', 'https://p.test');
    s.close();
  }],
  ['a pushed request is matched by its frame', ['a granted medium redirect'], async (s) => {
    await s.ask('https://p.test/authorize?client_id=a&request_uri=urn:1');
    await s.answer(`${app}?code=x&state=9`);
  }],
  ['a login page\'s own error does not end a pushed request', ['a denied medium redirect'], async (s) => {
    await s.ask('https://p.test/authorize?client_id=a&request_uri=urn:1');
    await s.answer('https://login.test/?error=session_expired', [1], 'redirect', 'https://idp.test');
    await s.answer(`${app}?error=access_denied`, [1], 'redirect', 'https://p.test');
  }],
  ['a form that is posted to the client tells no outcome', ['a returned high form_post'], async (s) => {
    await s.ask(asks('a', '1', '&response_mode=form_post'));
    await s.post(app);
  }],
  ['the client\'s own form at its endpoint is no answer', [], async (s) => {
    await s.ask(asks('a', '1'));
    await s.post(app, [1], { isOwnSite: true });
    await s.post(app, [1], { isNavigation: false });
  }],
  ['a closed tab after a post is unknown', ['a unknown medium tab_closed'], async (s) => {
    await s.ask(asks('a', '1'));
    await s.post('https://p.test/consent', [1], { isNavigation: false });
    await s.post('https://elsewhere.test/consent');
    s.close();
  }],
  ['a tab that stays open is given up after its time', ['a abandoned high timeout'], async (s) => {
    await s.ask(asks('a', '1'));
    s.sweep(lifetime - 1);
    s.sweep(1);
    s.sweep(1);
  }],
  ['a clock set back keeps nothing open for longer', ['a abandoned high timeout'], async (s) => {
    await s.ask(asks('a', '1'));
    s.sweep(-3_600_000);
    s.sweep(lifetime);
  }],
  ['an HTTP error of the authorization endpoint ends the flow', ['a error medium http_status'], async (s) => {
    await s.ask(asks('a', '1'));
    s.show(page, 400);
  }],
  ['an HTTP error of a page that it led to does not', [], async (s) => {
    await s.ask(asks('a', '1'));
    s.show('https://p.test/consent', 404);
    s.show(page, 500, [1], 'another request');
  }],
  ['a custom scheme by redirect and by script', ['a granted high redirect+scheme', 'b granted high scheme'],
    async (s) => {
    await s.ask(asks('a', '1', '', 'cursor://cb'));
    await s.answer('cursor://cb?code=x&state=1');
    await s.ask(asks('b', '2', '', 'com.example.app:/cb'));
    await s.answer('com.example.app:/cb?code=x&state=2', [1], 'scheme');
  }],
  ['an encrypted response is matched by its endpoint and frame', ['a granted medium redirect'], async (s) => {
    await s.ask(asks('a', '1', '&response_mode=jwt'));
    await s.answer(`${app}?response=a.b.c.d.e`, [2]);
    await s.answer(`${app}?response=a.b.c.d.e`, [1]);
  }],
  ['a host-only redirect address in another case is the same', ['a granted high redirect'], async (s) => {
    await s.ask(asks('a', '1', '', 'HTTPS://App.Test'));
    await s.answer('https://app.test/?code=x&state=1');
  }],
  ['a device page is told when it is left', [' unknown low request'], async (s) => {
    await s.ask('https://github.com/login/device?user_code=1');
    s.close();
  }],
];
for (const [name, expected, play] of cases) {
  test(name, async () => {
    const scene = new Scene();

    await play(scene);

    assert.deepEqual(scene.told, expected);
  });
}

test('a page between request and answer makes it interactive', async () => {
  const scene = new Scene();
  await scene.ask(asks('a', '1'));
  await scene.answer(`${app}?code=x&state=1`);
  await scene.ask(asks('b', '2'));
  scene.show('https://elsewhere.test/', 200, [2]);
  scene.show('https://login.test/', 200);
  await scene.answer(`${app}?code=x&state=2`);

  assert.deepEqual(scene.events.map((event) => event.interactive), [false, true]);
});

test('the redirect address of a pushed request is taken from its answer', async () => {
  const scene = new Scene();
  await scene.ask('https://p.test/authorize?client_id=a&request_uri=urn:1');
  await scene.answer('http://127.0.0.1:4711/cb?code=x');

  assert.deepEqual(scene.events[0].client, { client_id: 'a', redirect_class: 'loopback',
    redirect_uri: 'http://127.0.0.1/cb' });
});

test('a tab that opens flow after flow pushes out its own', async () => {
  const scene = new Scene();
  await scene.ask(asks('real', 'r'), [1]);
  for (let index = 0; index < 1000; index += 1) await scene.ask(asks(`forged${index}`, index), [2, index + 1]);
  await scene.answer(`${app}?code=x&state=r`, [1]);

  assert.equal(scene.tracker.flows.length, limits.openFlowsPerTab);
  assert.equal(scene.tracker.takeEvicted(), 1000 - limits.openFlowsPerTab);
  assert.deepEqual(scene.told, ['real granted high redirect']);
});

test('what a tracker saves, the next one goes on with', async () => {
  const scene = new Scene();
  await scene.ask(asks('a', '1'));
  const saved = JSON.parse(JSON.stringify(scene.tracker.state));
  scene.tracker = new FlowTracker({ newId: randomUUID, saved });
  await scene.answer(`${app}?code=x&state=1`);

  assert.deepEqual(scene.told, ['a granted high redirect']);
  assert.equal(scene.events[0].event_id, saved.flows[0].id);
});

test('flows of an earlier session of the browser end by the restart', async () => {
  const scene = new Scene();
  await scene.ask(asks('a', '1'));
  const events = FlowTracker.leftBehind(scene.tracker.flows, begin - 1);

  assert.deepEqual(events.map((event) => [event.outcome, event.evidence]), [['abandoned', ['restart']]]);
  assert.equal(events[0].ended_at, events[0].started_at);
});

test('no value of ten thousand made-up addresses is kept but those that may be', async () => {
  const scene = new Scene();
  const names = ['code', 'state', 'nonce', 'code_challenge', 'id_token_hint', 'login_hint', 'user_code', 'assertion',
    'x', 'session'];
  for (let index = 0; index < 10_000; index += 1) {
    const more = names.map((name) => `&${name}=CANARY${index}${name}`).join('');
    await scene.ask(`${asks(`c${index}`, '', more)}#CANARYfragment`, [index]);
    if (index % 2) await scene.answer(`${app}?code=CANARY${index}&state=CANARY${index}state&id_token=CANARY`, [index]);
  }
  for (let index = 0; index < 10_000; index += 1) scene.close(index);

  assert.ok(scene.events.length > 5000);
  assert.doesNotMatch(JSON.stringify([scene.events, scene.tracker.state]), /CANARY/);
});
