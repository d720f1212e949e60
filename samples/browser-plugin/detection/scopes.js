import { limits } from '../limits.js';
import { looksSecret } from './secrets.js';

const space = /[\u0000-\u0020]+/;
const control = /[\u007f-\u009f]/;

/**
 * Splits the values of `scope` into scopes, in the order they came, each once.
 *
 * White space separates (RFC 6749 §3.3). A comma does where a value has no white space: Slack, GitHub and others write
 * commas, and no published scope holds one.
 *
 * @param {string[]} values
 * @returns {{scopes: string[], truncated: number}} at most `limits.scopes`; truncated counts what was cut off:
 *   over-long scopes, those beyond the limit, and what has the shape of a credential
 */
export function readScopes(values) {
  const scopes = new Set();
  let truncated = 0;
  for (const value of values) {
    const text = value.trim();
    for (const piece of text.split(space.test(text) ? space : ',')) {
      const scope = piece.replace(/^,+|,+$/g, '');
      if (scope === '' || scopes.has(scope)) continue;
      if (scopes.size < limits.scopes && isFit(scope)) scopes.add(scope);
      else truncated += 1;
    }
  }
  return { scopes: [...scopes], truncated };
}

/** @param {string} scope */
function isFit(scope) {
  return scope.length <= limits.scopeLength && !control.test(scope) && !looksSecret(scope);
}
