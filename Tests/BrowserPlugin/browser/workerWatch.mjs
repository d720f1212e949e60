import { until } from './until.mjs';

/**
 * Knows whether an extension's worker runs, without keeping it awake, and stops it. The list of targets says less: a
 * worker leaves it before the browser takes it for stopped.
 */
export class WorkerWatch {
  #tab;
  #version;

  /** @param {import('./chromium.mjs').Chromium} browser @param {string} id of the extension */
  static async start(browser, id) {
    const watch = new WorkerWatch();
    browser.devTools.onEvent(({ method, params }) => {
      if (method !== 'ServiceWorker.workerVersionUpdated') return;
      const own = params.versions.findLast(({ scriptURL }) => scriptURL.startsWith(`chrome-extension://${id}/`));
      if (own) watch.#version = own;
    });
    watch.#tab = await browser.newTab();
    await watch.#tab.send('ServiceWorker.enable');
    await until('the worker\'s version', () => watch.#version);
    return watch;
  }

  get isStopped() {
    return this.#version.runningStatus === 'stopped';
  }

  /** Stops it, again and again when an event that was on its way starts it anew. */
  stop() {
    return until('the worker\'s end', async () => {
      if (!this.isStopped) await this.#tab.send('ServiceWorker.stopWorker', { versionId: this.#version.versionId });
      return this.isStopped;
    });
  }
}
