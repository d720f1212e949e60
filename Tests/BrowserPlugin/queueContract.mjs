/**
 * What a queue promises. Runs in Node with the memory twin and in a browser's page with IndexedDB, so it uses neither's
 * own things.
 *
 * @param {(most?: {events: number, bytes: number}) => Promise<object>} fresh makes an empty queue
 * @returns {Promise<string[]>} what was not kept, each a sentence; empty when all was
 */
export async function brokenPromises(fresh) {
  const broken = [];
  const check = (sentence, seen, expected) => {
    if (JSON.stringify(seen) !== JSON.stringify(expected)) broken.push(`${sentence}: ${JSON.stringify(seen)}`);
  };
  const event = (id, text = '') => ({ event_id: `e${id}`, text });
  const ids = (events) => events.map((one) => one.event_id);
  const some = (count, from = 0) => Array.from({ length: count }, (_, index) => event(index + from));
  const counts = async (queue) => {
    const { events, dropped } = await queue.totals();
    return [events, dropped];
  };

  let queue = await fresh();
  await queue.add(some(3));
  await queue.add(some(3, 3));
  check('the oldest come first', ids(await queue.batch(4, 1e6)), ['e0', 'e1', 'e2', 'e3']);
  check('reading removes nothing', await counts(queue), [6, 0]);
  await queue.add([event(0, 'other content')]);
  check('the same event is added once', await counts(queue), [6, 0]);
  await queue.remove(['e0', 'e2', 'gone']);
  check('exactly the named ones are removed', ids(await queue.batch(9, 1e6)), ['e1', 'e3', 'e4', 'e5']);
  await queue.quarantine('e1');
  check('one that is set aside is not sent again', ids(await queue.batch(9, 1e6)), ['e3', 'e4', 'e5']);
  await queue.clear();
  check('nothing is left after clearing', [await counts(queue), (await queue.totals()).bytes], [[0, 0], 0]);

  queue = await fresh({ events: 5, bytes: 1e6 });
  await queue.add(some(6));
  await queue.add(some(2, 6));
  check('beyond the number the oldest are dropped', [ids(await queue.batch(9, 1e6)), await counts(queue)],
    [['e3', 'e4', 'e5', 'e6', 'e7'], [5, 3]]);
  await queue.countDropped(2);
  await queue.remove(['e3'], 3);
  check('drops that were told of are forgotten', await counts(queue), [4, 2]);

  queue = await fresh({ events: 100, bytes: 1000 });
  await queue.add(Array.from({ length: 10 }, (_, index) => event(index, 'x'.repeat(200))));
  check('beyond the bytes the oldest are dropped', ids(await queue.batch(9, 1e6)), ['e6', 'e7', 'e8', 'e9']);
  check('a batch holds no more bytes than asked for', ids(await queue.batch(9, 500)), ['e6', 'e7']);
  check('its first event comes whatever its size', ids(await queue.batch(9, 10)), ['e6']);
  return broken;
}
