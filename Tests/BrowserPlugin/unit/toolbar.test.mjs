import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { plugin, pluginFolder } from '../plugin.mjs';

const { sentence, stateLines } = await plugin('toolbar/words.js');
const text = (file) => fs.readFileSync(path.join(pluginFolder, file), 'utf8');
const catalogue = JSON.parse(text('_locales/en/messages.json'));

/** As the browser does it: a placeholder's content `$1` is the first value. */
function say(name, ...values) {
  const { message, placeholders = {} } = catalogue[name];
  return message.replace(/\$(\w+)\$/g, (_, placeholder) => {
    return String(values[Number(placeholders[placeholder.toLowerCase()].content.slice(1)) - 1]);
  });
}

const on = { phase: 'on', collector: 'https://gnomon.test', organisationName: 'Example', trouble: 'unreachable' };
const states = [
  [{ phase: 'off', reason: 'none' }, 'Off', /no settings.*Nothing is watched/],
  [{ phase: 'off', reason: 'removed' }, 'Off', /removed its settings.*Nothing is watched.*deleted/],
  [{ phase: 'off', reason: 'faulty' }, 'Off', /cannot be used.*Nothing is watched/],
  [{ phase: 'waiting' }, 'Waiting for your organisation\'s settings', /in memory, for five minutes at most/],
  [{ ...on, queue: { events: 0, dropped: 0 } }, 'On, for Example', /^Reports go to https:\/\/gnomon\.test\.$/],
  [{ ...on, queue: { events: 2, dropped: 3 } }, 'On, for Example', /sent: 2\n.*waited: 3\n.*failed \(unreachable\)/],
];
for (const [status, heading, expected] of states) {
  test(`${status.phase} ${status.reason ?? status.queue?.events ?? ''} is told as ${heading}`, () => {
    const words = stateLines(status, say);

    assert.equal(words.heading, heading);
    assert.match(words.lines.join('\n'), expected);
  });
}

const sent = {
  at: '2026-11-26T12:00:00.000Z', kind: 'authorization', outcome: 'granted', provider: 'https://accounts.test',
  client: 'client-1', redirect: 'https://app.test/cb', scopes: ['mail.read', 'files.write'], count: 3,
};
const sentences = [
  [sent, 'app.test was given access at accounts.test', ['client-1', 'Permissions: mail.read, files.write', '3 times']],
  [{ ...sent, outcome: 'denied', redirect: null, scopes: null, count: 1 },
    'client-1 was refused access at accounts.test', []],
  [{ ...sent, outcome: 'unknown', redirect: null, scopes: [], count: 1 },
    'client-1 asked for access at accounts.test; how it ended is not known', []],
  [{ ...sent, kind: 'device_page', client: null, redirect: null, scopes: null, count: 1 },
    'A device code page was opened at accounts.test', []],
];
for (const [event, expected, details] of sentences) {
  test(`a report is told as: ${expected}`, () => {
    const words = sentence(event, say);

    assert.equal(words.main, expected);
    assert.deepEqual(words.details.slice(1), details);
  });
}

test('every outcome of the report format has its words', () => {
  const schema = JSON.parse(fs.readFileSync(path.join(pluginFolder, '../../schemas/grant-report.v1.json'), 'utf8'));
  const { enum: outcomes } = schema.$defs.event.properties.outcome;

  for (const outcome of outcomes) assert.match(sentence({ ...sent, outcome }, say).main, /app\.test.*accounts\.test/);
});

test('the pages name messages of the catalogue, and the catalogue holds no other', () => {
  const files = ['manifest.json', 'toolbar/page.html', 'toolbar/page.js', 'toolbar/words.js', 'coaching/page.html',
    'coaching/page.js', 'browser/badge.js'];
  const all = files.map(text).join('\n');
  const named = Object.keys(catalogue).filter((name) => !name.startsWith('outcome_'));

  for (const [, name] of all.matchAll(/data-message="(\w+)"/g)) assert.ok(catalogue[name], name);
  for (const [, name] of all.matchAll(/\bsay\('(\w+)'/g)) assert.ok(catalogue[name], name);
  for (const name of named) assert.match(all, new RegExp(`['"]${name}['"]|__MSG_${name}__`), name);
});
