import { Plugin } from './browser/plugin.js';

new Plugin({
  // Firefox calls it `browser`; there `chrome` answers by callbacks.
  browser: globalThis.browser ?? globalThis.chrome,
  clock: { now: () => Date.now(), random: () => Math.random() },
  fetch: (address, request) => fetch(address, request),
  indexedDB,
}).start();
