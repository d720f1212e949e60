/**
 * Builds one event of a grant report (schemas/grant-report.v1.json). Each field is named here: nothing is copied whole,
 * so a new field of a flow never reaches a report by accident.
 *
 * @param {import('../detection/flow.js').Flow} flow
 * @param {import('../detection/flow.js').Ending} ending
 * @returns {object}
 */
export function eventOf(flow, ending) {
  const { fields } = flow;
  return {
    event_id: flow.id,
    kind: fields.kind,
    outcome: ending.outcome,
    confidence: ending.confidence,
    evidence: ending.evidence,
    started_at: timestamp(flow.startedAt),
    // The clock may have been set back in between; the collector refuses an end before its start.
    ended_at: timestamp(Math.max(flow.startedAt, ending.at)),
    interactive: flow.interactive,
    surface: flow.surface,
    provider: { origin: fields.provider.origin, path: fields.provider.path },
    ...(fields.client ? { client: clientOf(fields.client, ending.shown) } : {}),
    request: fields.request,
    scopes: fields.scopes,
    scopes_truncated: fields.scopes_truncated,
    resource: fields.resource,
    result: { kinds: [], state_match: null, ...ending.result },
    provider_posts: flow.posts,
    count: 1,
    ...(fields.login_hint ? { login_hint: fields.login_hint } : {}),
    ...(flow.coaching ? { coaching: flow.coaching } : {}),
  };
}

/** The client, its redirect endpoint taken from the answer when the request did not name one (rule R13). */
function clientOf(client, shown) {
  if (client.redirect_class !== 'unknown' || !shown) return client;
  return { ...client, redirect_class: shown.kind, ...(shown.shown ? { redirect_uri: shown.shown } : {}) };
}

/** @param {number} time milliseconds since 1970 @returns {string} RFC 3339 in UTC with milliseconds */
export function timestamp(time) {
  return new Date(time).toISOString();
}
