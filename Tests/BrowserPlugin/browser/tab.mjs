import { until } from './until.mjs';

/** One page or worker that is attached to. */
export class Tab {
  #devTools;
  #session;

  static async attach(browser, targetId) {
    const { sessionId } = await browser.devTools.send('Target.attachToTarget', { targetId, flatten: true });
    const tab = new Tab();
    tab.targetId = targetId;
    tab.#devTools = browser.devTools;
    tab.#session = sessionId;
    await tab.send('Runtime.enable').catch(() => {});
    return tab;
  }

  send(method, params) {
    return this.#devTools.send(method, params, this.#session);
  }

  /** Begins to load an address; where it leads to, and whether there is anything, is not waited for. */
  goto(url) {
    // Resolves only when the response begins, and rejects for other programs' schemes.
    this.send('Page.navigate', { url }).catch(() => {});
  }

  reload() {
    return this.send('Page.reload');
  }

  /** Clicks as a person would: popups may open. Waits until there is something that can be clicked. */
  async click(selector) {
    const press = `(() => { const found = document.querySelector(${JSON.stringify(selector)});
      if (!found || found.disabled || document.readyState === 'loading') return false;
      setTimeout(() => found.click());
      return true; })()`;
    await until(`something to click: ${selector}`, () => this.evaluate(press).catch(() => false));
  }

  /** Waits for a page at an address that begins so. */
  at(prefix) {
    const isThere = `location.href.startsWith(${JSON.stringify(prefix)}) && document.readyState === 'complete'`;
    return until(`the page ${prefix}`, () => this.evaluate(isThere).catch(() => false));
  }

  /** @param {string} expression @returns {Promise<any>} its value; a promise's value is waited for */
  async evaluate(expression) {
    const { result, exceptionDetails } = await this.send('Runtime.evaluate', {
      expression, awaitPromise: true, returnByValue: true, userGesture: true,
    });
    if (exceptionDetails) throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
    return result.value;
  }

  /** @param {number} steps back when negative */
  async goInHistory(steps) {
    const { currentIndex, entries } = await this.send('Page.getNavigationHistory');
    await this.send('Page.navigateToHistoryEntry', { entryId: entries[currentIndex + steps].id });
  }

  detach() {
    return this.#devTools.send('Target.detachFromTarget', { sessionId: this.#session });
  }

  close() {
    return this.#devTools.send('Target.closeTarget', { targetId: this.targetId });
  }
}
