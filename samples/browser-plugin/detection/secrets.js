/**
 * Shapes of credentials. The collector refuses an event that holds one; the plugin never lets one out.
 * Prefixes are those that the vendors publish for their own tokens; `eyJ` is the beginning of every JWT (RFC 7519).
 */
const shapes = [
  /(?:ya29\.|1\/\/0|4\/0A|gh[pousr]_|github_pat_|glpat-|xox[abeprs][-.]|xapp-|sk_live_|rk_live_|shpat_|gnm_)[\w.-]{6}/,
  /(?:sk-|SG\.|GOCSPX-)[\w.-]{12}/,
  /(?:AKIA|ASIA|AIza|eyJ)[\w.-]{16}/,
  /(?:npm_|pypi-|secret_|ntn_)[\w.-]{30}/,
  /Bearer [\w.-]{8}|-----BEGIN/,
  /(?:code|token|secret|password|state|nonce|assertion|verifier|challenge|samlresponse|samlrequest|_hint)=/i,
  /:\/\/[^/]*@/,
];
const longToken = /[\w-]{40}/;

/**
 * @param {string} text
 * @param {{allowsLongTokens?: boolean}} [options] true for client ids, which are long and opaque by nature
 */
export function looksSecret(text, { allowsLongTokens = false } = {}) {
  if (shapes.some((shape) => shape.test(text))) return true;
  return !allowsLongTokens && longToken.test(text) && hasLongMixedRun(text);
}

/** A run of 40 or more token characters with at least four digits and four letters, as the collector counts it. */
function hasLongMixedRun(text) {
  return text.split(/[^\w-]+/).some((run) => run.length >= 40 && count(run, /\d/g) >= 4 && count(run, /[a-z]/gi) >= 4);
}

function count(text, pattern) {
  return text.match(pattern)?.length ?? 0;
}
