/**
 * Shows on the toolbar whether the plugin works.
 *
 * @param {typeof chrome} browser
 * @param {import('../configuration/phase.js').Phase} phase
 */
export async function showPhase(browser, { name }) {
  const isOn = name === 'on';
  const set = isOn ? 'on' : 'off';
  const path = Object.fromEntries([16, 32, 48].map((size) => [size, `/icons/${set}-${size}.png`]));
  const title = browser.i18n.getMessage(isOn ? 'titleOn' : 'titleOff');
  await Promise.all([browser.action.setIcon({ path }), browser.action.setTitle({ title })]);
}
