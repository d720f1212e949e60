const canary = 'CANARY';
const html = (body) => `<!doctype html><title>${canary} title</title><link rel="icon" href="data:,"><body>${body}`;
const attribute = (text) => String(text).replaceAll('&', '&amp;').replaceAll('"', '&quot;');
const script = (text) => html(`<p>${canary} text</p><button id="approve">Approve</button><button id="deny">Deny</button>
  <script>${text}</script>`);
const decision = (sid) => `const decide = () => fetch('/decide', { method: 'POST',
  body: new URLSearchParams({ sid: '${sid}', by: 'script' }) });`;

/** The pages of the OAuth world, by name. Those of the client take `to`, an authorization address. */
export const pages = {
  plain: html(`<p>${canary} text</p>`),

  consent: (sid) => html(`<form method="post" action="/decide"><input type="hidden" name="sid" value="${sid}">
    <button id="approve" name="decision" value="approve">Approve</button>
    <button id="deny" name="decision" value="deny">Deny</button></form>`),

  login: (to) => html(`<a id="continue" href="${attribute(to)}">Continue</a>`),

  script: (sid, address) => script(`${decision(sid)}
    document.querySelector('#approve').onclick = async () => {
      await decide(); location.href = ${JSON.stringify(address)}; };`),

  message: (sid) => script(`${decision(sid)}
    document.querySelector('#approve').onclick = async () => {
      await decide(); opener?.postMessage('${canary}-code', '*'); window.close(); };
    document.querySelector('#deny').onclick = () => window.close();`),

  formPost: (to, fields) => html(`<form method="post" action="${attribute(to)}">${Object.entries(fields).map(
    ([name, value]) => `<input type="hidden" name="${name}" value="${attribute(value)}">`).join('')}</form>
    <script>document.forms[0].submit();</script>`),

  popup: (to) => html(`<button id="open">Open</button><script>document.querySelector('#open').onclick =
    () => window.open(${JSON.stringify(to)}, '_blank', 'popup,width=400,height=400');</script>`),

  blank: (to) => html(`<a id="open" target="_blank" rel="noopener" href="${attribute(to)}">Open</a>`),

  /** One frame for each `to`, one after the other. */
  frames: (to, parameters) => html(`<script>const next = (list) => {
    if (list.length === 0) { document.title = 'done'; return; }
    const frame = document.createElement('iframe'); frame.onload = () => next(list.slice(1)); frame.src = list[0];
    document.body.append(frame); }; next(${JSON.stringify(parameters.getAll('to'))});</script>`),

  /** Many forged requests in frames, twenty at a time. */
  flood: (to, parameters) => html(`<script>let left = ${Number(parameters.get('count'))};
    const next = (frame) => {
      if (left === 0) { frame.remove(); if (!document.querySelector('iframe')) document.title = 'done'; return; }
      left -= 1; frame.src = ${JSON.stringify(to)}.replace('forged', 'forged' + left).replace('state=',
        'state=' + left); };
    for (let index = 0; index < 20; index += 1) { const frame = document.createElement('iframe');
      document.body.append(frame); frame.onload = () => next(frame); next(frame); }</script>`),

  /** A page with some parts, as ordinary ones have. */
  ordinary: () => html(`<p>${'text '.repeat(2000)}</p><iframe src="/home"></iframe><iframe src="/home?2"></iframe>
    <script>for (let index = 0; index < 10; index += 1) fetch('/home?' + index);</script>`),

  fetch: (to) => html(`<script>fetch(${JSON.stringify(to)}, { mode: 'no-cors' })
    .finally(() => { document.title = 'done'; });</script>`),

  push: () => html(`<script>history.pushState(null, '', '/authorize?client_id=case37-push&response_type=code');
    location.hash = 'access_token=${canary}'; document.title = 'done';</script>`),
};
