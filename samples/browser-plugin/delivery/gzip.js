/**
 * @param {string} text
 * @returns {Promise<ArrayBuffer>} one gzip member (RFC 1952)
 */
export function gzip(text) {
  const compressed = new Blob([text]).stream().pipeThrough(new CompressionStream('gzip'));
  return new Response(compressed).arrayBuffer();
}
