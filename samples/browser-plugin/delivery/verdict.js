/**
 * What an answer to a report means for the events in it.
 *
 * @typedef {object} Verdict
 * @property {'accepted' | 'later' | 'smaller' | 'refused' | 'revoked'} kind
 *   accepted: committed, forget them. later: trouble on the way, keep them. smaller: this body is not taken, try half.
 *   refused: this sender is not taken, keep them and ask rarely. revoked: this credential is at its end.
 * @property {number} [rejected] events of an accepted report that the collector did not want; they are not sent again
 * @property {string} [code] of the refusal
 */

/**
 * @param {import('./collector.js').Answer} answer
 * @returns {Verdict}
 */
export function verdictOn({ status, body }) {
  const code = typeof body?.code === 'string' ? body.code : undefined;
  // A captive portal answers 200 with a page: only the collector's own words delete an event.
  if (status >= 200 && status < 300) {
    if (!Number.isInteger(body?.accepted)) return { kind: 'later', code: 'no_collector' };
    return { kind: 'accepted', rejected: Array.isArray(body.rejected) ? body.rejected.length : 0 };
  }
  if (status === 400 || status === 413 || status === 422) return { kind: 'smaller', code };
  if (status === 401 && code === 'credential_revoked') return { kind: 'revoked', code };
  if (status === 403 && code === 'install_mismatch') return { kind: 'revoked', code };
  if (status === 401 || status === 403) return { kind: 'refused', code };
  return { kind: 'later', code };
}
