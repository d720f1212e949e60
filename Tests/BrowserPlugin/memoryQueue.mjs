/**
 * The memory twin of the plugin's queue, for tests outside a browser. queueContract.mjs holds both to the same word.
 */
export class MemoryQueue {
  rows = [];
  dropped = 0;
  aside = [];

  constructor(most = { events: 5000, bytes: 4 * 1024 * 1024 }) {
    this.most = most;
  }

  async add(events) {
    for (const event of events) {
      if (this.rows.some((row) => row.event.event_id === event.event_id)) continue;
      this.rows.push({ bytes: JSON.stringify(event).length, event });
    }
    while (this.rows.length > this.most.events || this.#bytes > this.most.bytes) {
      this.rows.shift();
      this.dropped += 1;
    }
  }

  async batch(most, bytes) {
    let sum = 0;
    const rows = this.rows.slice(0, most);
    return rows.filter((row, index) => (sum += row.bytes) <= bytes || index === 0).map((row) => row.event);
  }

  async remove(ids, toldDropped = 0) {
    this.rows = this.rows.filter((row) => !ids.includes(row.event.event_id));
    this.dropped = Math.max(0, this.dropped - toldDropped);
  }

  async quarantine(id) {
    this.aside.push(...this.rows.filter((row) => row.event.event_id === id).map((row) => row.event));
    await this.remove([id]);
  }

  async totals() {
    return { events: this.rows.length, bytes: this.#bytes, dropped: this.dropped };
  }

  async countDropped(count) {
    this.dropped += count;
  }

  async clear() {
    Object.assign(this, { rows: [], dropped: 0, aside: [] });
  }

  get #bytes() {
    return this.rows.reduce((sum, row) => sum + row.bytes, 0);
  }
}
