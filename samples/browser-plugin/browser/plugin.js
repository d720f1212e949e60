import { Collector } from '../delivery/collector.js';
import { Courier, freshCourier } from '../delivery/courier.js';
import { Credentials } from '../delivery/credentials.js';
import { EventQueue } from '../delivery/queue.js';
import { isSilent, Rollups } from '../detection/rollups.js';
import { FlowTracker } from '../detection/tracker.js';
import { showPhase } from './badge.js';
import { Coach } from './coach.js';
import { Desk } from './desk.js';
import { History } from './history.js';
import { Outbox } from './outbox.js';
import { Policy } from './policy.js';
import { Sensor } from './sensor.js';
import { Serial } from './serial.js';
import { slot } from './slot.js';
import { Timer } from './timer.js';
import { Watch } from './watch.js';

const newId = () => crypto.randomUUID();

/**
 * The plugin: puts the parts together, wakes them and keeps their state while the worker sleeps.
 */
export class Plugin {
  #browser;
  #clock;
  #serial = new Serial();
  #deliveries = new Serial();
  #tracker = new FlowTracker({ newId });
  #rollups = new Rollups();
  #saved = { tracker: 0, rollups: 0 };

  /**
   * @param {object} world
   * @param {typeof chrome} world.browser
   * @param {{now: () => number, random: () => number}} world.clock
   * @param {typeof fetch} world.fetch
   * @param {IDBFactory} world.indexedDB
   */
  constructor({ browser, clock, fetch, indexedDB }) {
    this.#browser = browser;
    this.#clock = clock;
    const { local, session } = browser.storage;
    const phase = () => this.policy.phase;
    const tracker = () => this.#tracker;

    this.slots = {
      open: slot(session, 'tracker', undefined),
      leftBehind: slot(local, 'openFlows', []),
      rollups: slot(local, 'rollups', []),
      waitingRollups: slot(session, 'rollups', []),
      courier: slot(local, 'courier', freshCourier),
      begun: slot(session, 'begun', false),
    };
    this.queue = new EventQueue(indexedDB);
    this.policy = new Policy(browser, clock);
    this.history = new History(browser);
    const collector = new Collector(fetch);
    const credentials = new Credentials(collector, slot(local, 'credential', {}), clock);
    const courier = new Courier({
      queue: this.queue, collector, credentials, memory: this.slots.courier, clock,
      onSent: (events) => this.history.add(events),
    });
    this.outbox = new Outbox({
      browser, clock, queue: this.queue, courier, phase, deliveries: this.#deliveries,
      onPlan: () => this.#inOrder(() => []),
    });
    this.coach = new Coach({ browser, clock, collector, credentials, phase, tracker });
    this.timer = new Timer(browser.alarms, clock, () => this.wake());
    const watch = new Watch({
      browser, phase, tracker,
      isIdle: () => this.#serial.isIdle,
      inOrder: (task) => this.#inOrder(task),
      onRequest: () => this.sensor.hearScripts(true),
      onFlow: (flow) => this.coach.consider(flow),
    });
    this.sensor = new Sensor(browser, clock, watch);
    this.desk = new Desk(browser, {
      status: () => this.#asked(() => this.status()),
      coaching: ({ id }) => this.#asked(() => this.coach.question(id)),
      choose: ({ id, choice, reason }) => this.#asked(() => this.coach.choose(id, choice, reason)),
    });
  }

  /** Registers every listener, synchronously, and takes up what an earlier life of the worker left. */
  start() {
    this.sensor.listen();
    this.timer.listen();
    this.desk.listen();
    this.policy.listen(() => this.wake());
    this.#serial.run(() => this.#takeUp());
    return this.wake();
  }

  /** Does everything that is due; may be called at any time and any number of times. */
  wake() {
    this.timer.passed();
    return this.#inOrder(async () => {
      await this.#refreshPolicy();
      const now = this.#clock.now();
      const { settings } = this.policy.phase;
      const late = this.#tracker.sweep(now);
      await this.outbox.take(this.#rollups.due(now, settings?.rollupTime));
      const next = this.outbox.nextDelivery;
      if (next !== null && next <= now) this.outbox.deliver();
      return late;
    });
  }

  /** What the toolbar page shows. */
  async status() {
    const { name, reason, faults, settings } = this.policy.phase;
    const { trouble, rejected, quarantined } = await this.slots.courier.read();
    return {
      phase: name,
      reason,
      faults,
      organisationName: settings?.organisationName ?? null,
      contact: settings?.contact ?? null,
      collector: settings ? new URL(settings.collectorUrl).origin : null,
      coaching: settings?.coaching ?? false,
      queue: await this.queue.totals(),
      open: this.#tracker.flows.length,
      failedTasks: this.#serial.faults + this.#deliveries.faults,
      trouble,
      rejected,
      quarantined,
      sent: await this.history.read(),
    };
  }

  /** Runs a task after those before it; the events it returns have ended. Then saves and plans. */
  #inOrder(task) {
    return this.#serial.run(async () => {
      await this.#takeEvents((await task()) ?? []);
      if (this.#serial.isLast) await this.#settle();
    });
  }

  /**
   * Runs a task for one of the plugin's pages. Tasks before it may have left saving and planning to it.
   *
   * @returns {Promise<unknown>} its answer
   */
  #asked(task) {
    return this.#serial.run(async () => {
      const answer = await task();
      await this.#settle();
      return answer;
    });
  }

  async #takeEvents(events) {
    const now = this.#clock.now();
    const time = this.policy.phase.settings?.rollupTime;
    const silent = events.filter(isSilent);
    const crowdedOut = silent.flatMap((event) => this.#rollups.add(event, now, time));
    await this.outbox.take([...events.filter((event) => !isSilent(event)), ...crowdedOut]);
  }

  /** Saves what has changed, and plans the next wake-up. Unrelated pages change nothing: then nothing is written. */
  async #settle() {
    const evicted = this.#tracker.takeEvicted();
    if (evicted > 0 && this.policy.phase.name === 'on') await this.queue.countDropped(evicted);
    if (this.#saved.tracker !== this.#tracker.version) {
      this.#saved.tracker = this.#tracker.version;
      await this.slots.open.write(this.#tracker.state);
      if (this.policy.phase.name === 'on') await this.slots.leftBehind.write(this.#tracker.flows.map(withoutDigests));
    }
    if (this.#saved.rollups !== this.#rollups.version) {
      this.#saved.rollups = this.#rollups.version;
      // Until a policy is known nothing is written to disk.
      const isKnown = this.policy.phase.name === 'on';
      await (isKnown ? this.slots.rollups : this.slots.waitingRollups).write(this.#rollups.entries);
    }
    this.sensor.hearScripts(this.#tracker.flows.length > 0);
    await this.timer.plan([
      this.#tracker.nextDeadline, this.#rollups.nextDue, this.outbox.nextDelivery, this.policy.phase.until,
      this.coach.nextFetch,
    ]);
  }

  /** The worker was stopped, or the browser was. */
  async #takeUp() {
    await this.policy.refresh();
    await this.#announcePhase();
    const kept = await this.slots.rollups.read();
    this.#rollups = new Rollups(kept.length > 0 ? kept : await this.slots.waitingRollups.read());
    this.#tracker = new FlowTracker({ newId, saved: await this.slots.open.read() });
    // What was just read is saved already, but what was kept in memory alone goes to disk now.
    const isOnDisk = kept.length > 0 || this.#rollups.entries.length === 0;
    this.#saved = { tracker: this.#tracker.version, rollups: isOnDisk ? this.#rollups.version : -1 };
    if (!(await this.slots.begun.read())) {
      await this.slots.begun.write(true);
      const events = FlowTracker.leftBehind(await this.slots.leftBehind.read(), this.#clock.now());
      await this.slots.leftBehind.forget();
      await this.#takeEvents(events);
    }
    await this.outbox.resume();
  }

  async #refreshPolicy() {
    if (await this.policy.refresh()) await this.#announcePhase();
    if (this.policy.phase.name === 'on') this.#deliveries.run(() => this.coach.refresh());
  }

  async #announcePhase() {
    const { phase } = this.policy;
    if (phase.name === 'off') await this.#forgetFlows();
    if (phase.reason === 'removed') await this.#forgetKept();
    this.#saved = { tracker: -1, rollups: -1 };
    await this.outbox.phaseChanged(this.policy.isNew);
    await this.coach.resume();
    await showPhase(this.#browser, phase);
  }

  /** Off: what was being followed is let go. */
  async #forgetFlows() {
    this.#tracker = new FlowTracker({ newId });
    this.#rollups = new Rollups();
    await Promise.all([this.slots.open.forget(), this.slots.waitingRollups.forget()]);
  }

  /**
   * The organisation took its policy away: queue, credential and everything else of it go, after a delivery that is
   * under way, which may write once more.
   */
  #forgetKept() {
    return this.#deliveries.run(async () => {
      await this.queue.clear();
      await this.#browser.storage.local.clear();
    });
  }
}

/** What may be on disk of a flow that is open: nothing to compare, only what would be reported. */
function withoutDigests({ key, state, endpoint, requestId, ...flow }) {
  return flow;
}
