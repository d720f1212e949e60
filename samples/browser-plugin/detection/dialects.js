/**
 * Authorization endpoints whose requests need no `response_type` (rule R1), and pages where a device code is entered
 * (rule R15). Hosts are exact or `*.domain`; paths are exact, a `*` segment being any one segment.
 *
 * Sources: the vendors' OAuth pages (GitHub "Authorizing OAuth apps", Slack "Installing with OAuth", Meta "Manually
 * build a login flow", Shopify "Authorization code grant", Trello "Authorizing with Trello's REST API", TikTok "Login
 * Kit for web", WeChat "Website app", Dropbox, Box) and their device flow pages.
 *
 * @typedef {{host: string, path: string, client?: string}} Dialect `client` is the name of its client parameter
 * @type {readonly Dialect[]}
 */
export const dialects = Object.freeze([
  { host: 'github.com', path: '/login/oauth/authorize' },
  { host: '*.ghe.com', path: '/login/oauth/authorize' },
  { host: 'slack.com', path: '/oauth/authorize' },
  { host: 'slack.com', path: '/oauth/v2/authorize' },
  { host: 'slack.com', path: '/oauth/v2_user/authorize' },
  { host: '*.slack.com', path: '/oauth/v2/authorize' },
  { host: '*.slack.com', path: '/oauth/v2_user/authorize' },
  { host: 'www.facebook.com', path: '/dialog/oauth' },
  { host: 'www.facebook.com', path: '/*/dialog/oauth' },
  { host: 'www.facebook.com', path: '/*/dialog/oauth', client: 'app_id' },
  { host: '*.myshopify.com', path: '/admin/oauth/authorize' },
  { host: 'trello.com', path: '/1/authorize', client: 'key' },
  { host: 'www.tiktok.com', path: '/v2/auth/authorize', client: 'client_key' },
  { host: 'open.weixin.qq.com', path: '/connect/qrconnect', client: 'appid' },
]);

/** @type {readonly Dialect[]} */
export const devicePages = Object.freeze([
  { host: 'login.microsoftonline.com', path: '/common/oauth2/deviceauth' },
  { host: 'microsoft.com', path: '/devicelogin' },
  { host: 'www.microsoft.com', path: '/link' },
  { host: 'www.google.com', path: '/device' },
  { host: 'accounts.google.com', path: '/o/oauth2/device/usercode' },
  { host: 'github.com', path: '/login/device' },
  { host: 'device.sso.*.amazonaws.com', path: '/' },
]);

/**
 * @param {URL} url
 * @param {readonly Dialect[]} rows
 * @returns {Dialect[]} the rows that speak of this address
 */
export function rowsFor(url, rows) {
  return rows.filter((row) => isHost(url.hostname, row.host) && isPath(url.pathname, row.path));
}

/** @param {string} host @param {string} pattern */
function isHost(host, pattern) {
  if (pattern.startsWith('*.')) return host.endsWith(pattern.slice(1));
  return equalParts(host.split('.'), pattern.split('.'));
}

/** @param {string} path @param {string} pattern */
function isPath(path, pattern) {
  const bare = path.length > 1 && path.endsWith('/') ? path.slice(0, -1) : path;
  return equalParts(bare.split('/'), pattern.split('/'));
}

/** @param {string[]} parts @param {string[]} pattern */
function equalParts(parts, pattern) {
  return parts.length === pattern.length && pattern.every((part, index) => part === '*' || part === parts[index]);
}
