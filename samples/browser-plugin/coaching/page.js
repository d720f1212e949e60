const browser = globalThis.browser ?? globalThis.chrome;
const say = (name, ...values) => browser.i18n.getMessage(name, values);
const at = (selector) => document.querySelector(selector);
const id = location.hash.slice(1);

async function choose(choice) {
  await browser.runtime.sendMessage({ ask: 'choose', id, choice, reason: at('#because').value });
  window.close();
}

for (const place of document.querySelectorAll('[data-message]')) place.textContent = say(place.dataset.message);
const question = await browser.runtime.sendMessage({ ask: 'coaching', id });
if (question) {
  at('#word').textContent = say(question.state === 'blocked' ? 'coachBlocked' : 'coachUnreviewed', question.client);
  at('#reason').textContent = question.reason;
  at('#message').textContent = question.message;
  if (question.alternative) {
    const link = at('#alternative a');
    link.href = question.alternative.url;
    link.textContent = question.alternative.name;
    at('#alternative').hidden = false;
  }
  at('#leave').addEventListener('click', () => choose('left'));
  at('form').addEventListener('submit', (event) => {
    event.preventDefault();
    choose('continue');
  });
  // Not before somebody listens: an early click would be lost.
  for (const button of document.querySelectorAll('button')) button.disabled = false;
} else {
  // The authorization has ended before this window opened.
  window.close();
}
