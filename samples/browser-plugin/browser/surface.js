/**
 * @param {typeof chrome} browser
 * @param {{tabId: number, frameId: number}} place
 * @returns {Promise<'tab' | 'popup' | 'iframe' | 'extension'>}
 */
export async function surfaceOf(browser, { tabId, frameId }) {
  if (frameId !== 0) return 'iframe';
  if (tabId === -1) return 'extension';
  try {
    const tab = await browser.tabs.get(tabId);
    const window = await browser.windows.get(tab.windowId);
    return window.type === 'popup' ? 'popup' : 'tab';
  } catch {
    // The tab is gone already.
    return 'tab';
  }
}
