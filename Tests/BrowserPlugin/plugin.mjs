import { webcrypto } from 'node:crypto';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

// Node 18, as Debian 12 has it, does not set it by itself.
globalThis.crypto ??= webcrypto;

/** The repository's root. */
export const root = fileURLToPath(new URL('../..', import.meta.url));

/** The plugin's folder. */
export const pluginFolder = path.join(root, 'samples/browser-plugin');

/** @param {string} file of the plugin @returns {Promise<any>} the module */
export function plugin(file) {
  return import(path.join(pluginFolder, file));
}
