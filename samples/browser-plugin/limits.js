/**
 * Every bound of the plugin, in one place. Sizes are characters unless the name says bytes; times are milliseconds.
 * Lengths of report fields are those of schemas/grant-report.v1.json.
 */
export const limits = Object.freeze({
  /** Longer addresses are not read. Providers refuse requests well below this (measured fields stop at 16 kB). */
  address: 128 * 1024,
  /** Longer values of a parameter count as absent, request objects apart. */
  parameter: 16 * 1024,
  /** A request object or a signed response (JWT) longer than this is not read. */
  requestObject: 64 * 1024,

  originLength: 256,
  pathLength: 256,
  clientIdLength: 512,
  redirectLength: 512,
  resourceLength: 512,
  resources: 10,
  wordLength: 64,
  scopeLength: 256,
  scopes: 100,
  posts: 99,
  reasonLength: 280,

  /** Flows that wait for an end, in one tab and in all. In a full tab its own oldest flow gives way. */
  openFlowsPerTab: 32,
  openFlows: 256,
  /** Flows that ended and answers that were read, remembered so that a reload ends nothing twice. */
  remembered: 256,
  rememberedTime: 60 * 60 * 1000,

  /** Silent renewals that are being counted. */
  rollups: 200,

  /** Events kept before any policy was seen, and for how long: longer than the three minutes that Chromium may take. */
  waitingEvents: 50,
  waitingTime: 5 * 60 * 1000,
  /** A policy that is absent this long was removed. */
  removalTime: 10 * 60 * 1000,

  queueEvents: 5000,
  queueBytes: 4 * 1024 * 1024,
  batchEvents: 100,
  batchInflatedBytes: 2 * 1024 * 1024,
  batchCompressedBytes: 256 * 1024,
  /** An answer of the collector is read no further. */
  answerBytes: 256 * 1024,

  requestTimeout: 15 * 1000,
  backoffFirst: 2 * 1000,
  backoffMost: 5 * 60 * 1000,
  /** After 401 and 403. */
  refusedPause: 15 * 60 * 1000,
  /** The longest pause that a Retry-After may ask for. */
  retryAfterMost: 60 * 60 * 1000,
  /** A credential that was revoked is replaced no more often. */
  enrolAgainAfter: 24 * 60 * 60 * 1000,

  sentShown: 50,
  /** Coaching: the list is fetched this often, and holds no more clients. */
  coachingListAge: 60 * 60 * 1000,
  coachingListBytes: 1024 * 1024,
  coachingClients: 5000,
});
