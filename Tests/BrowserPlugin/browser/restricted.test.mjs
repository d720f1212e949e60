import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { pluginFolder, root } from '../plugin.mjs';
import { eventsOf, playAll } from './campaign.mjs';
import { cases, inWords } from './cases.mjs';
import { copyOfPlugin } from './stage.mjs';
import { provider, upstream } from './world.mjs';

// GNOMON_WRITE_TABLE=1 writes the table into the page in place of comparing it.

const file = path.join(root, 'Sources/gnomon/gnomon.docc/BrowserPlugin.md');
const [begin, end] = ['<!-- restricted -->\n', '<!-- /restricted -->'];

let stage;
before(async () => {
  const manifest = JSON.parse(fs.readFileSync(path.join(pluginFolder, 'manifest.json'), 'utf8'));
  manifest.host_permissions = [`${provider}/*`, `${upstream}/*`, 'http://127.0.0.1/*'];
  ({ stage } = await playAll(copyOfPlugin({ 'manifest.json': JSON.stringify(manifest) })));
}, { timeout: 150_000 });
after(async () => {
  await stage.browser.kill();
  await stage.stop();
});

test('the page says what the restricted build sees otherwise than the standard one', () => {
  const told = (words) => (words.length > 0 ? [...words].sort().map((one) => one.replace(/ \[.*/,
    '')).join('; ') : 'nothing');
  const rows = cases.flatMap((one) => {
    const [standard, restricted] = [one.events, eventsOf(one, stage.front.events).map(inWords)].map(told);
    return standard === restricted ? [] : [`| ${Number(one.id)} | ${one.name} | ${standard} | ${restricted} |\n`];
  });
  const head = '| Case | Flow | Standard build | Restricted build |\n|---|---|---|---|\n';
  const table = rows.length > 0 ? head + rows.join('') : 'None.\n';
  const page = fs.readFileSync(file, 'utf8');
  const [before, rest] = page.split(begin);
  const [present, after] = rest.split(end);
  if (process.env.GNOMON_WRITE_TABLE) fs.writeFileSync(file, `${before}${begin}${table}${end}${after}`);
  else assert.equal(present, table);
});
