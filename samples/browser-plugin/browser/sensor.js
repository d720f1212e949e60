const frames = { urls: ['<all_urls>'], types: ['main_frame', 'sub_frame'] };
const scripts = { urls: ['<all_urls>'], types: ['xmlhttprequest'] };

/**
 * Listens to the browser and passes on what may concern an authorization. It observes: no header, no body, no cookie
 * and no page is read, nothing is held up.
 *
 * Listeners are registered synchronously when the worker starts, or the event that woke it would be lost.
 */
export class Sensor {
  #browser;
  #clock;
  #watch;
  #script;
  #hearsScripts = false;

  /**
   * @param {typeof chrome} browser
   * @param {{now: () => number}} clock
   * @param {import('./watch.js').Watch} watch
   */
  constructor(browser, clock, watch) {
    this.#browser = browser;
    this.#clock = clock;
    this.#watch = watch;
    this.#script = (details) => {
      if (details.method === 'POST') this.#pass('posted', details, { isNavigation: false });
    };
  }

  listen() {
    const { webRequest, webNavigation, tabs } = this.#browser;
    webRequest.onBeforeRequest.addListener((details) => this.#pass('requested', details), frames);
    webRequest.onBeforeRedirect.addListener((details) => this.#pass('redirected', details), frames);
    webRequest.onCompleted.addListener((details) => this.#pass('completed', details), frames);
    webNavigation.onErrorOccurred.addListener((details) => {
      if (!/^https?:/.test(details.url)) this.#pass('handedOver', details);
    });
    if (!this.#seesEverySite) {
      webNavigation.onBeforeNavigate.addListener((details) => this.#pass('navigated', details));
      webNavigation.onCommitted.addListener((details) => {
        if (details.transitionType === 'form_submit') this.#pass('submitted', details);
      });
    }
    tabs.onRemoved.addListener((tabId) => this.#watch.closed(tabId, this.#clock.now()));
    this.hearScripts(true);
  }

  /**
   * Requests by scripts matter only while a flow is open, or about to be. At the start of the worker they are always
   * heard, since they may be what woke it.
   *
   * @param {boolean} wanted
   */
  hearScripts(wanted) {
    if (wanted === this.#hearsScripts) return;
    this.#hearsScripts = wanted;
    const { onBeforeRequest } = this.#browser.webRequest;
    if (wanted) onBeforeRequest.addListener(this.#script, scripts);
    else onBeforeRequest.removeListener(this.#script);
  }

  /** The restricted build has permission for providers only; navigations it may see everywhere. */
  get #seesEverySite() {
    return this.#browser.runtime.getManifest().host_permissions.includes('<all_urls>');
  }

  /** A page that is loaded ahead of time is not seen by anyone yet (rule R16). */
  #pass(verb, details, extra = {}) {
    if (details.documentLifecycle === 'prerender') return;
    this.#watch[verb](details, { at: this.#clock.now(), ...extra });
  }
}
