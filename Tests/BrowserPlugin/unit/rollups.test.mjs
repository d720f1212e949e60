import assert from 'node:assert/strict';
import { test } from 'node:test';
import { plugin } from '../plugin.mjs';

const { isSilent, Rollups, rollupTime } = await plugin('detection/rollups.js');
const { limits } = await plugin('limits.js');

const renewal = (client, more = {}) => ({
  event_id: `${client}-${Math.random()}`, outcome: 'granted', evidence: ['redirect'],
    ended_at: '2026-11-20T08:00:00.000Z',
  interactive: false, surface: 'iframe', provider: { origin: 'https://p.test', path: '/authorize' },
  client: { client_id: client, redirect_uri: 'https://app.test/cb' }, request: {}, scopes: ['b', 'a'], result: {},
  provider_posts: 0, count: 1, ...more,
});

test('twenty renewals are one event with count 20 and the first one\'s id', () => {
  const rollups = new Rollups();
  const events = Array.from({ length: 20 }, (_, index) => renewal('c', {
    ended_at: `2026-11-20T08:00:${String(index).padStart(2, '0')}.000Z`, scopes: index % 2 ? ['a', 'b'] : ['b', 'a'],
  }));
  events.forEach((event) => rollups.add(event, 1000));

  const due = rollups.due(1000 + rollupTime);

  assert.deepEqual(due.map((event) => [event.event_id, event.count, event.ended_at]),
    [[events[0].event_id, 20, '2026-11-20T08:00:19.000Z']]);
  assert.equal(rollups.nextDue, undefined);
});

test('nothing is told before its time, and nothing is held for longer by a clock set back', () => {
  const rollups = new Rollups();
  rollups.add(renewal('c'), 5 * rollupTime);

  assert.deepEqual(rollups.due(6 * rollupTime - 1), []);
  assert.equal(rollups.due(3 * rollupTime).length, 1);
});

const differences = [
  ['client', renewal('other')], ['outcome', renewal('c', { outcome: 'error', result: { error: 'login_required' } })],
  ['scopes', renewal('c', { scopes: ['a'] })], ['provider', renewal('c',
    { provider: { origin: 'https://q.test', path: '/' } })],
];
for (const [name, other] of differences) {
  test(`renewals of another ${name} are told apart`, () => {
    const rollups = new Rollups();
    rollups.add(renewal('c'), 0);
    rollups.add(other, 0);

    assert.equal(rollups.due(rollupTime).length, 2);
  });
}

test('beyond its limit the oldest is told at once', () => {
  const rollups = new Rollups();
  const out = Array.from({ length: limits.rollups + 3 }, (_, index) => rollups.add(renewal(`c${index}`), index)).flat();

  assert.deepEqual(out.map((event) => event.client.client_id), ['c0', 'c1', 'c2']);
});

const surfaces = [['iframe', undefined, true], ['tab', 'none', true], ['tab', 'consent', false],
  ['popup', undefined, false]];
for (const [surface, prompt, expected] of surfaces) {
  test(`in a ${surface} with prompt ${prompt} it is ${expected ? '' : 'not '}silent`, () => {
    assert.equal(isSilent({ surface, request: { prompt } }), expected);
  });
}
