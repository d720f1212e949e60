import { limits } from '../limits.js';

/**
 * This install's credential, and what has to be remembered about it.
 *
 * @typedef {object} CredentialState
 * @property {string} [credential] the secret itself; it never leaves the profile but to the collector
 * @property {string} [collector] origin that gave it, the only one that it is sent to
 * @property {number} [issuedAt] milliseconds since 1970
 * @property {number | null} [expiresAt]
 * @property {boolean} [isLost] the collector took the last one away
 * @property {number} [replacedAt] when one that was lost was last asked for anew
 *
 * @typedef {{token?: string, reason?: string, answer?: import('./collector.js').Answer | null}} Pass
 */

/**
 * Gets and keeps the credential by which reports are posted. The enrolment token, which all browsers of the
 * organisation share, only begins this; afterwards the credential stands for this install alone.
 */
export class Credentials {
  #collector;
  #memory;
  #clock;

  /**
   * @param {import('./collector.js').Collector} collector
   * @param {{read: () => Promise<CredentialState>, write: (state: CredentialState) => Promise<void>}} memory
   * @param {{now: () => number}} clock
   */
  constructor(collector, memory, clock) {
    this.#collector = collector;
    this.#memory = memory;
    this.#clock = clock;
  }

  /**
   * @param {import('../configuration/settings.js').Settings} settings
   * @param {string} installId
   * @returns {Promise<Pass>} a token to post with, or the reason why there is none
   */
  async pass(settings, installId) {
    if (settings.postWithToken) return { token: settings.enrolToken };
    const state = await this.#memory.read();
    const now = this.#clock.now();
    if (isUsable(state, settings, now)) {
      if (isOld(state, now)) await this.#renew(settings, installId, state);
      return { token: (await this.#memory.read()).credential };
    }
    // A time in the future was noted before the clock was set back; then it does not count.
    const sinceReplaced = now - (state.replacedAt ?? -Infinity);
    if (state.isLost && sinceReplaced >= 0 && sinceReplaced < limits.enrolAgainAfter) {
      return { reason: 'credential_revoked' };
    }
    return this.#enrol(settings, installId, state);
  }

  /** The collector took the credential away. */
  async lose() {
    const { replacedAt } = await this.#memory.read();
    await this.#memory.write({ isLost: true, replacedAt });
  }

  /** @returns {Promise<Pass>} */
  async #enrol(settings, installId, state) {
    let last = null;
    for (const token of [settings.enrolToken, ...settings.tokens]) {
      last = await this.#ask(settings, 'enrolments', { token, installId });
      if (last && state.isLost) await this.#memory.write({ ...state, replacedAt: this.#clock.now() });
      if (last?.status === 201 && isCredential(last.body)) {
        await this.#keep(last.body, settings);
        return { token: last.body.credential };
      }
      // Another token may still be valid; a collector in trouble is in trouble for all of them.
      if (last?.status !== 401 && last?.status !== 403) break;
    }
    return { reason: last ? `enrolment_${last.status}` : 'unreachable', answer: last };
  }

  /** A credential past two thirds of its life is exchanged; when that fails the old one goes on. */
  async #renew(settings, installId, state) {
    const answer = await this.#ask(settings, 'enrolments/rotate', { token: state.credential, installId });
    if (answer?.status === 201 && isCredential(answer.body)) await this.#keep(answer.body, settings);
  }

  async #ask(settings, path, proof) {
    try {
      return await this.#collector.enrol(settings.collectorUrl, path, proof);
    } catch {
      return null;
    }
  }

  async #keep(body, settings) {
    const { replacedAt } = await this.#memory.read();
    const expiresAt = body.expires_at ? Date.parse(body.expires_at) : null;
    await this.#memory.write({
      credential: body.credential,
      collector: new URL(settings.collectorUrl).origin,
      issuedAt: this.#clock.now(),
      expiresAt: Number.isFinite(expiresAt) ? expiresAt : null,
      replacedAt,
    });
  }
}

/** @param {CredentialState} state */
function isUsable(state, settings, now) {
  if (!state.credential || state.collector !== new URL(settings.collectorUrl).origin) return false;
  return state.expiresAt == null || now < state.expiresAt;
}

/** @param {CredentialState} state */
function isOld(state, now) {
  return state.expiresAt != null && now - state.issuedAt > ((state.expiresAt - state.issuedAt) * 2) / 3;
}

/** @param {any} body */
function isCredential(body) {
  return typeof body?.credential === 'string' && body.credential.length > 0 && body.credential.length <= 4096;
}
