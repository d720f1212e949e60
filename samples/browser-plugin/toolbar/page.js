import { sentence, stateLines } from './words.js';

const browser = globalThis.browser ?? globalThis.chrome;
const say = (name, ...values) => browser.i18n.getMessage(name, values.map(String));

/** @param {string} tag @param {string} text never markup: app names are written by strangers */
function element(tag, text) {
  const made = document.createElement(tag);
  made.textContent = text;
  return made;
}

function show(status) {
  const { heading, lines } = stateLines(status, say);
  document.querySelector('#heading').textContent = heading;
  document.querySelector('#state').replaceChildren(...lines.map((line) => element('p', line)));
  document.querySelector('#contact').textContent = status.contact ?? say('askNobody');
  const rows = status.sent.map((event) => {
    const { main, details } = sentence(event, say);
    const row = element('li', main);
    row.append(...details.map((line) => element('small', line)));
    return row;
  });
  document.querySelector('#sent').replaceChildren(...(rows.length > 0 ? rows : [element('li', say('sentNone'))]));
}

for (const place of document.querySelectorAll('[data-message]')) place.textContent = say(place.dataset.message);
const status = await browser.runtime.sendMessage({ ask: 'status' });
if (status) show(status);
