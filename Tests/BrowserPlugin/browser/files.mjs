import fs from 'node:fs';
import path from 'node:path';

/** @param {string} folder @returns {[string, Buffer][]} every file below it, by path */
export function filesUnder(folder) {
  if (!fs.existsSync(folder)) return [];
  return fs.readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const file = path.join(folder, entry.name);
    if (entry.isDirectory()) return filesUnder(file);
    return entry.isFile() ? [[file, fs.readFileSync(file)]] : [];
  });
}

/**
 * @param {string} profile of a browser
 * @param {string} id of an extension
 * @returns {[string, Buffer][]} what it has on disk
 */
export function storageOf(profile, id) {
  return filesUnder(path.join(profile, 'Default')).filter(([file]) => file.includes(id));
}

/** @param {Buffer} bytes @param {string} text @returns {boolean} whether it is there in one or two bytes a letter */
export function holds(bytes, text) {
  return bytes.includes(text) || bytes.includes(Buffer.from(text, 'utf16le'));
}
