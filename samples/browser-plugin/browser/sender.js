/**
 * Gathers what a report says about its sender. Asks the browser anew each time: people sign in and out.
 *
 * @param {typeof chrome} browser
 * @param {string} installId
 * @param {import('../configuration/settings.js').Settings} settings
 * @returns {Promise<import('../report/envelope.js').Sender>}
 */
export async function senderFor(browser, installId, settings) {
  return {
    installId,
    plugin: { version: browser.runtime.getManifest().version, extension_id: word(browser.runtime.id) },
    browser: await browserFacts(browser),
    subject: settings.scopesOnly ? { source: 'none' } : await subject(browser, settings),
    device: device(settings),
    incognitoAllowed: await browser.extension.isAllowedIncognitoAccess(),
  };
}

/** A kind of browser and machine, not an identity. */
async function browserFacts(browser) {
  const platform = await browser.runtime.getPlatformInfo();
  const { name, version } = await product(browser);
  const facts = { name, version, os: platform.os, arch: platform.arch };
  return Object.fromEntries(Object.entries(facts).map(([key, text]) => [key, bounded(text)]));
}

/** Firefox names itself; Chromium browsers do by client hints (Client Hints: a brand list with a made-up entry). */
async function product(browser) {
  if (browser.runtime.getBrowserInfo) return browser.runtime.getBrowserInfo();
  const hints = await navigator.userAgentData?.getHighEntropyValues(['fullVersionList']);
  const brands = (hints?.fullVersionList ?? []).filter((brand) => !/not.?a.?brand/i.test(brand.brand));
  const own = brands.find((brand) => brand.brand !== 'Chromium') ?? brands[0];
  return { name: own?.brand ?? 'unknown', version: own?.version ?? 'unknown' };
}

function device({ scopesOnly, deviceId }) {
  return deviceId && !scopesOnly ? { id: deviceId, source: 'policy' } : { source: 'none' };
}

/** The profile's user is not always the account that granted; the report says where the address is from. */
async function subject(browser, settings) {
  if (settings.subjectEmail) return { email: settings.subjectEmail, source: 'policy' };
  // SYNC, the default, is empty for a profile that is signed in and does not sync.
  const info = await browser.identity?.getProfileUserInfo?.({ accountStatus: 'ANY' });
  return info?.email ? { email: info.email, source: 'profile' } : { source: 'none' };
}

/** Firefox's ids look like mail addresses, which a report may not hold. */
function word(text) {
  return text.replace(/[^0-9A-Za-z _.:/+-]/g, '.').slice(0, 32);
}

function bounded(text) {
  return String(text).slice(0, 64) || 'unknown';
}
