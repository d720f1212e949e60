import { limits } from '../limits.js';

const none = Object.freeze({ events: 0, bytes: 0, dropped: 0 });

/**
 * The durable queue of events: IndexedDB, oldest first. One transaction a verb, so a killed browser loses nothing that
 * was added and repeats nothing that was removed.
 *
 * Stores: `events` (key: a growing number; value: {id, bytes, event}), `totals` (one row of sums, changed in the same
 * transaction), `quarantine` (the last events that were refused by themselves).
 *
 * @typedef {{events: number, bytes: number, dropped: number}} Totals
 */
export class EventQueue {
  #open;
  #most;
  /** Events that found no room while the disk could not even take their number. */
  #uncounted = 0;

  /**
   * @param {IDBFactory} factory
   * @param {{events: number, bytes: number}} [most] bytes are characters of the events' JSON
   */
  constructor(factory, most = { events: limits.queueEvents, bytes: limits.queueBytes }) {
    this.#most = most;
    this.#open = () => {
      const request = factory.open('queue', 1);
      request.onupgradeneeded = () => {
        request.result.createObjectStore('events', { autoIncrement: true }).createIndex('id', 'id', { unique: true });
        request.result.createObjectStore('totals');
        request.result.createObjectStore('quarantine', { autoIncrement: true });
      };
      return settled(request);
    };
  }

  /**
   * Adds events; one that is there already is not added again. When the queue is full the oldest give way and are
   * counted as dropped. When the disk takes nothing, the oldest tenth gives way once; what then finds no room is lost
   * and counted.
   *
   * @param {object[]} events
   * @returns {Promise<void>}
   */
  async add(events) {
    try {
      await this.#add(events);
    } catch {
      // Browsers have several names for a full disk.
      await this.#dropOldest().catch(() => {});
      await this.#add(events).catch(() => {
        this.#uncounted += events.length;
      });
    }
  }

  /**
   * @param {number} most events
   * @param {number} bytes of JSON in all; the first event comes whatever its size
   * @returns {Promise<object[]>} the oldest, in the order they were added
   */
  async batch(most, bytes) {
    const database = await this.#open();
    try {
      const rows = await settled(database.transaction('events').objectStore('events').getAll(null, most));
      let sum = 0;
      return rows.filter((row, index) => (sum += row.bytes) <= bytes || index === 0).map((row) => row.event);
    } finally {
      database.close();
    }
  }

  /**
   * Forgets events that were delivered, and as many drops as the delivery told of.
   *
   * @param {string[]} ids
   * @param {number} [toldDropped]
   */
  remove(ids, toldDropped = 0) {
    return this.#change(async (events, totals) => {
      await take(events, totals, ids);
      totals.dropped = Math.max(0, totals.dropped - toldDropped);
    });
  }

  /** Sets one event aside; the last twenty are kept for whoever looks into it. @param {string} id */
  quarantine(id) {
    return this.#change(async (events, totals, aside) => {
      const [row] = await take(events, totals, [id]);
      if (!row) return;
      await settled(aside.add(row.event));
      const keys = await settled(aside.getAllKeys());
      for (const key of keys.slice(0, Math.max(0, keys.length - 20))) aside.delete(key);
    });
  }

  /** @returns {Promise<Totals>} */
  async totals() {
    const database = await this.#open();
    try {
      const sums = (await settled(database.transaction('totals').objectStore('totals').get('all'))) ?? none;
      return { ...sums, dropped: sums.dropped + this.#uncounted };
    } finally {
      database.close();
    }
  }

  /** Counts events that were lost before they came here. @param {number} count */
  countDropped(count) {
    return this.#change(async (_, totals) => {
      totals.dropped += count;
    });
  }

  /** Forgets everything. */
  clear() {
    return this.#change(async (events, totals, aside) => {
      events.clear();
      aside.clear();
      Object.assign(totals, none);
    });
  }

  #add(added) {
    return this.#change(async (events, totals) => {
      const each = [...new Map(added.map((event) => [event.event_id, event])).values()];
      const known = await Promise.all(each.map((event) => settled(events.index('id').getKey(event.event_id))));
      const rows = each.filter((_, index) => known[index] === undefined).map(rowOf);
      await Promise.all(rows.map((row) => settled(events.add(row))));
      totals.events += rows.length;
      totals.bytes += sumOfBytes(rows);
      const isFull = () => totals.events > this.#most.events || totals.bytes > this.#most.bytes;
      await removeOldest(events, totals, isFull);
    });
  }

  #dropOldest() {
    return this.#change(async (events, totals) => {
      const left = totals.events - Math.ceil(totals.events / 10);
      await removeOldest(events, totals, () => totals.events > left);
    });
  }

  /** One transaction over all stores. @param {(events, totals, aside) => Promise<void>} work */
  async #change(work) {
    const database = await this.#open();
    try {
      const stores = ['events', 'totals', 'quarantine'];
      const transaction = database.transaction(stores, 'readwrite', { durability: 'strict' });
      const done = completed(transaction);
      // An abort is told by what is awaited first; it must not be told twice.
      done.catch(() => {});
      const sums = transaction.objectStore('totals');
      const before = (await settled(sums.get('all'))) ?? none;
      const uncounted = this.#uncounted;
      const totals = { ...before, dropped: before.dropped + uncounted };
      await work(transaction.objectStore('events'), totals, transaction.objectStore('quarantine'));
      if (JSON.stringify(totals) !== JSON.stringify(before)) await settled(sums.put(totals, 'all'));
      await done;
      this.#uncounted -= uncounted;
    } finally {
      database.close();
    }
  }
}

function rowOf(event) {
  return { id: event.event_id, bytes: JSON.stringify(event).length, event };
}

function sumOfBytes(rows) {
  return rows.reduce((sum, row) => sum + row.bytes, 0);
}

/** Takes events out. @returns {Promise<{bytes: number, event: object}[]>} the rows that were there */
async function take(events, totals, ids) {
  const found = await Promise.all(ids.map((id) => settled(events.index('id').getKey(id))));
  const keys = found.filter((key) => key !== undefined);
  const rows = await Promise.all(keys.map((key) => settled(events.get(key))));
  await Promise.all(keys.map((key) => settled(events.delete(key))));
  totals.events -= rows.length;
  totals.bytes -= sumOfBytes(rows);
  return rows;
}

/** Deletes from the oldest on for as long as `goesOn` says so, counting them as dropped. */
async function removeOldest(events, totals, goesOn) {
  if (!goesOn()) return;
  let cursor = await settled(events.openCursor());
  while (cursor && goesOn()) {
    totals.events -= 1;
    totals.bytes -= cursor.value.bytes;
    totals.dropped += 1;
    cursor.delete();
    const { request } = cursor;
    const next = settled(request);
    cursor.continue();
    cursor = await next;
  }
}

/** @template T @param {IDBRequest<T>} request @returns {Promise<T>} */
function settled(request) {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

/** @param {IDBTransaction} transaction @returns {Promise<void>} when it is on disk */
function completed(transaction) {
  return new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve();
    transaction.onabort = () => reject(transaction.error);
  });
}
