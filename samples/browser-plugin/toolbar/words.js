/**
 * The plugin's state in plain words.
 *
 * @param {object} status from the worker
 * @param {(name: string, ...values: (string | number)[]) => string} say message of the catalogue
 * @returns {{heading: string, lines: string[]}}
 */
export function stateLines(status, say) {
  if (status.phase === 'waiting') return { heading: say('headingWaiting'), lines: [say('waitingText')] };
  if (status.phase === 'off') {
    const reasons = { removed: 'offRemoved', faulty: 'offFaulty' };
    return { heading: say('headingOff'), lines: [say(reasons[status.reason] ?? 'offNone')] };
  }
  const lines = [say('destination', status.collector)];
  if (status.queue.events > 0) lines.push(say('queued', status.queue.events));
  if (status.queue.dropped > 0) lines.push(say('lost', status.queue.dropped));
  if (status.queue.events > 0 && status.trouble) lines.push(say('trouble', status.trouble));
  return { heading: say('headingOn', status.organisationName ?? say('yourOrganisation')), lines };
}

/**
 * One event that was sent, in plain words.
 *
 * @param {import('../browser/history.js').SentEvent} event
 * @param {(name: string, ...values: (string | number)[]) => string} say
 * @returns {{main: string, details: string[]}}
 */
export function sentence(event, say) {
  const provider = hostOf(event.provider);
  const client = (event.redirect && hostOf(event.redirect)) || event.client;
  const isDevicePage = event.kind === 'device_page';
  const main = isDevicePage ? say('devicePage', provider) : say(`outcome_${event.outcome}`, client, provider);
  const details = [new Date(event.at).toLocaleString()];
  if (event.client && event.client !== client) details.push(event.client);
  if (event.scopes?.length > 0) details.push(say('permissions', event.scopes.join(', ')));
  if (event.count > 1) details.push(say('times', event.count));
  return { main, details };
}

/** @param {string} address */
function hostOf(address) {
  try {
    return new URL(address).hostname;
  } catch {
    return address;
  }
}
