import assert from 'node:assert/strict';
import { createHash, randomUUID } from 'node:crypto';
import http from 'node:http';
import { after, beforeEach, test } from 'node:test';
import zlib from 'node:zlib';
import { MemoryQueue } from '../memoryQueue.mjs';
import { plugin } from '../plugin.mjs';
import { brokenPromises } from '../queueContract.mjs';

const { Collector } = await plugin('delivery/collector.js');
const { Courier, freshCourier } = await plugin('delivery/courier.js');
const { Credentials } = await plugin('delivery/credentials.js');
const { backoff, rebased, remaining, retryAfter } = await plugin('delivery/pause.js');
const { readSettings } = await plugin('configuration/settings.js');
const { limits } = await plugin('limits.js');

/** A collector that answers as it is told, over a real socket. */
let answer;
let seen = [];
const server = http.createServer(async (request, response) => {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  const body = Buffer.concat(chunks);
  const isReport = request.url === '/v1/reports';
  const sight = {
    url: request.url, method: request.method, headers: request.headers,
    body: JSON.parse(isReport ? zlib.gunzipSync(body) : body),
  };
  seen.push(sight);
  const { status, headers = {}, json, text } = answer(sight);
  if (!status) return request.socket.destroy();
  response.writeHead(status, headers);
  response.end(text ?? JSON.stringify(json ?? {}));
});
await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
after(() => server.close());
const address = `http://127.0.0.1:${server.address().port}/v1/reports`;

const accept = ({ body }) => ({ status: 202, json: { accepted: body.events.length, duplicate: 0, rejected: [] } });
const problem = (status, code, headers) => ({ status, headers, json: { code } });
const event = (more = {}) => ({ event_id: randomUUID(), outcome: 'granted', ...more });
const sender = { installId: 'I', plugin: {}, browser: {}, subject: {}, device: {}, incognitoAllowed: false };

/** A courier in a world of its own; `postWithToken` unless said otherwise. */
class World {
  now = 1_000_000;
  queue = new MemoryQueue();
  sent = [];
  memory = this.slot(freshCourier);
  credential = this.slot({});
  clock = { now: () => this.now, random: () => 1 };
  collector = new Collector(fetch);
  credentials = new Credentials(this.collector, this.credential, this.clock);

  constructor(settings = { postWithToken: true }) {
    this.settings = readSettings({ collectorUrl: address, enrolToken: 'token', ...settings }).settings;
    const onSent = async (events) => this.sent.push(...events);
    this.courier = new Courier({ ...this, onSent });
  }

  slot(value) {
    const kept = { value };
    return { kept, read: async () => kept.value,
      write: async (next) => { kept.value = JSON.parse(JSON.stringify(next)); } };
  }

  deliver(after = 0) {
    this.now += after;
    return this.courier.deliver(this.settings, sender);
  }

  get left() {
    return this.queue.rows.length;
  }
}
const reports = () => seen.filter((sight) => sight.url === '/v1/reports');

beforeEach(() => {
  seen = [];
  answer = accept;
});

test('a policy that goes in the middle of a delivery is followed by no further batch', async () => {
  const world = new World();
  await world.queue.add(Array.from({ length: 250 }, () => event()));

  const wait = await world.courier.deliver(world.settings, sender, () => reports().length < 1);

  assert.deepEqual([wait, reports().length, world.left], [null, 1, 150]);
});

test('the memory twin keeps what a queue promises', async () => {
  assert.deepEqual(await brokenPromises(async (most) => new MemoryQueue(most)), []);
});

test('a report is one gzip body with token, idempotency key and the batch id of its events', async () => {
  const world = new World();
  const events = [event(), event(), event()];
  await world.queue.add(events);
  assert.equal(await world.deliver(), null);

  const [{ method, headers, body }] = seen;
  const id = createHash('sha256').update(events.map((one) => one.event_id).sort().join('\n')).digest('hex');
  assert.deepEqual([method, headers.authorization, headers['content-encoding'], headers.cookie],
    ['POST', 'Bearer token', 'gzip', undefined]);
  assert.deepEqual([body.batch_id, headers['idempotency-key'], body.schema], [id, id, 'gnomon.grant-report/1']);
  assert.deepEqual([body.install_id, body.events, world.left, world.sent.length], ['I', events, 0, 3]);
});

test('a full queue goes out in batches', async () => {
  const world = new World({ postWithToken: true, batchMax: 40 });
  await world.queue.add(Array.from({ length: 100 }, () => event()));
  await world.deliver();

  assert.deepEqual(reports().map(({ body }) => body.events.length), [40, 40, 20]);
});

test('drops are told once', async () => {
  const world = new World();
  world.queue.dropped = 7;
  await world.queue.add([event()]);
  await world.deliver();
  await world.queue.add([event()]);
  await world.deliver();

  assert.deepEqual(reports().map(({ body }) => body.dropped), [7, 0]);
});

const troubles = [
  ['500', () => problem(500), 2000], ['503 with seconds', () => problem(503, '', { 'retry-after': '30' }), 30_000],
  ['429 with more than an hour', () => problem(429, '', { 'retry-after': '99999' }), limits.retryAfterMost],
  ['a cut connection', () => ({}), 2000],
  ['a redirect', () => ({ status: 301, headers: { location: 'http://127.0.0.1:1/' } }), 2000],
  ['a page with status 200', () => ({ status: 200, text: '<html>' }), 2000],
  ['404', () => problem(404), 2000],
  ['401', () => problem(401, 'token_invalid'), limits.refusedPause], ['403', () => problem(403), limits.refusedPause],
];
for (const [name, trouble, pause] of troubles) {
  test(`after ${name} the event is kept for ${pause} ms, then sent with the same id`, async () => {
    const world = new World();
    const one = event();
    await world.queue.add([one]);
    answer = trouble;

    assert.equal(await world.deliver(), pause);
    assert.equal(await world.deliver(pause - 1), 1);
    answer = accept;
    assert.equal(await world.deliver(1), null);

    assert.deepEqual(reports().map(({ body }) => body.events[0].event_id), [one.event_id, one.event_id]);
    assert.deepEqual([world.left, world.memory.kept.value.tries], [0, 0]);
  });
}

test('what was committed before the connection broke is sent again as the same batch', async () => {
  const world = new World();
  await world.queue.add([event(), event()]);
  answer = () => ({});
  await world.deliver();
  answer = accept;
  await world.deliver(limits.backoffMost);

  assert.equal(reports()[0].body.batch_id, reports()[1].body.batch_id);
});

test('a day of 401 loses nothing and asks four times an hour', async () => {
  const world = new World();
  await world.queue.add([event()]);
  answer = () => problem(401);
  for (let minute = 0; minute < 24 * 60; minute += 1) await world.deliver(60_000);

  assert.equal(reports().length, 96);
  assert.equal(world.left, 1);
});

test('a clock set back an hour lengthens no pause', async () => {
  const world = new World();
  await world.queue.add([event()]);
  answer = () => problem(503, '', { 'retry-after': '60' });
  await world.deliver();
  answer = accept;

  assert.equal(await world.deliver(-3_600_000), 60_000);
  assert.equal(await world.deliver(60_000), null);
});

test('a body that is refused is halved until the one that is at fault stands alone and is set aside', async () => {
  const world = new World();
  const bad = event({ bad: true });
  const good = Array.from({ length: 9 }, () => event());
  await world.queue.add([...good.slice(0, 6), bad, ...good.slice(6)]);
  answer = (sight) => (sight.body.events.some((one) => one.bad) ? problem(413) : accept(sight));
  await world.deliver();

  assert.deepEqual(world.sent.map((one) => one.event_id), good.map((one) => one.event_id));
  assert.deepEqual([world.queue.aside, world.memory.kept.value.quarantined, world.left], [[bad], 1, 0]);
});

test('events that the collector rejected are counted and not sent again', async () => {
  const world = new World();
  await world.queue.add([event(), event()]);
  answer = () => ({ status: 202, json: { accepted: 1, duplicate: 0, rejected: [{ event_id: 'x', reason: 'y' }] } });
  await world.deliver();

  assert.deepEqual([world.left, world.memory.kept.value.rejected], [0, 1]);
});

/** A collector with enrolments. */
const enrolling = (more = {}) => (sight) => {
  if (sight.url === '/v1/reports') return accept(sight);
  const credential = `credential${seen.filter(({ url }) => url !== '/v1/reports').length}`;
  return { status: 201, json: { credential_id: 'c', credential, install_id: sight.body.install_id, expires_at: null,
    ...more } };
};

test('the enrolment token is used once, then the credential', async () => {
  const world = new World({});
  answer = enrolling();
  for (let round = 0; round < 2; round += 1) {
    await world.queue.add([event()]);
    await world.deliver();
  }

  assert.deepEqual(seen.map(({ url, headers }) => [url, headers.authorization]), [
    ['/v1/enrolments', 'Bearer token'], ['/v1/reports', 'Bearer credential1'], ['/v1/reports', 'Bearer credential1'],
  ]);
  assert.deepEqual(seen[0].body, { install_id: 'I' });
});

test('a second token is tried when the first is refused', async () => {
  const world = new World({ tokens: ['second'] });
  const enrol = enrolling();
  answer = (sight) => (sight.headers.authorization === 'Bearer token' ? problem(401) : enrol(sight));
  await world.queue.add([event()]);

  assert.equal(await world.deliver(), null);
  assert.equal(seen[1].headers.authorization, 'Bearer second');
});

test('a revoked credential is replaced at once, and then at most once a day', async () => {
  const world = new World({});
  const enrol = enrolling();
  answer = (sight) => (sight.url === '/v1/reports' ? problem(401, 'credential_revoked') : enrol(sight));
  await world.queue.add([event()]);
  const enrolments = () => seen.filter(({ url }) => url === '/v1/enrolments').length;
  for (let hour = 0; hour < 48; hour += 1) await world.deliver(3_600_000);

  assert.equal(enrolments(), 3);
  assert.equal(world.left, 1);
});

test('a credential of another collector is not sent', async () => {
  const world = new World({});
  world.credential.kept.value = { credential: 'theirs', collector: 'https://other.example' };
  answer = enrolling();
  await world.queue.add([event()]);
  await world.deliver();

  assert.ok(seen.every(({ headers }) => headers.authorization !== 'Bearer theirs'));
});

test('a credential past two thirds of its life is exchanged; while that fails the old one goes on', async () => {
  const world = new World({});
  const life = 30 * 86_400_000;
  const enrol = enrolling({ expires_at: new Date(world.now + life).toISOString() });
  let mayRotate = false;
  answer = (sight) => (sight.url === '/v1/enrolments/rotate' && !mayRotate ? problem(500) : enrol(sight));
  const send = async (after) => {
    await world.queue.add([event()]);
    await world.deliver(after);
    return reports().at(-1).headers.authorization;
  };

  assert.equal(await send(0), 'Bearer credential1');
  assert.equal(await send((life * 2) / 3 - 1000), 'Bearer credential1');
  assert.equal(await send(2000), 'Bearer credential1');
  mayRotate = true;
  assert.equal(await send(1000), 'Bearer credential3');
});

const retryAfters = [
  ['30', 30_000], [' 5 ', 5000], ['Thu, 01 Jan 1970 00:01:10 GMT', 60_000], ['Thu, 01 Jan 1970 00:00:00 GMT', 0],
  ['soon', 0], [null, 0], ['-5', 0], ['999999999999', 0], ['86400', limits.retryAfterMost],
];
for (const [value, expected] of retryAfters) {
  test(`Retry-After ${value} is a pause of ${expected} ms`, () => assert.equal(retryAfter(value, 10_000), expected));
}

for (const [tries, expected] of [[1, 2000], [2, 4000], [7, 128_000], [9, 300_000], [500, 300_000]]) {
  test(`the pause after ${tries} tries is at most ${expected} ms`, () => {
    assert.equal(backoff(tries, () => 1), expected);
    assert.equal(backoff(tries, () => 0), 0);
  });
}

test('a pause counts down and begins anew when the clock is set back', () => {
  const pause = { since: 1000, length: 500 };

  assert.deepEqual([remaining(pause, 1200), remaining(pause, 1500), remaining(pause, 900), remaining(null, 5)],
    [300, 0, 500, 0]);
  assert.deepEqual(rebased(pause, 400), { since: 400, length: 500 });
});
