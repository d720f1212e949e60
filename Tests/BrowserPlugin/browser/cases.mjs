import { app, canary, provider } from './world.mjs';

let serial = 0;
const scopes = 'openid mail.read files.write';

/**
 * An authorization address with every secret place filled.
 *
 * @param {string} client
 * @param {Record<string, string | undefined>} [more] parameters to set; undefined takes one away
 */
export function ask(client, more = {}, endpoint = `${provider}/authorize`) {
  const parameters = {
    client_id: client, response_type: 'code', redirect_uri: `${app}/cb`, scope: scopes,
      state: `${canary}-state-${serial++}`,
    nonce: `${canary}-nonce`, code_challenge: `${canary}-challenge`, code_challenge_method: 'S256',
    login_hint: `${canary}@example.com`, id_token_hint: `${canary}-hint`, ...more,
  };
  const set = Object.entries(parameters).filter(([, value]) => value !== undefined);
  return `${endpoint}?${new URLSearchParams(set)}`;
}

const go = (address) => `${app}/go?to=${encodeURIComponent(address)}`;
const page = (name, ...to) => `${app}/${name}?${to.map((address) => `to=${encodeURIComponent(address)}`).join('&')}`;
const custom = { redirect_uri: 'cursor://anysphere.cursor-mcp/oauth/callback' };
const jwt = (claims) => `eyJhbGciOiJSUzI1NiJ9.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.${canary}`;

/** A tab in which a client sends the person to the provider. */
async function start(stage, address) {
  const tab = await stage.browser.newTab();
  tab.goto(go(address));
  return tab;
}

/** The same, and a decision. */
async function decide(stage, address, button = '#approve', end = `${app}/cb`) {
  const tab = await start(stage, address);
  await tab.click(button);
  await tab.at(end);
  return tab;
}

const full = `[${scopes}]`;
const granted = (where, kind = 'web') => `granted high ${where} interactive ${kind} ${full}`;
const tabGranted = granted('redirect tab');
const closed = 'high tab_closed tab interactive web';

/**
 * The flow cases of the browser plugin's specification, section 11, that one browser can play. Each gives what it is
 * called there, what a person does, and the events it leads to: outcome, confidence, evidence, surface, whether a page
 * was shown, class of the redirect address, scopes. Client ids begin with `caseNN-`.
 *
 * @type {{id: string, name: string, play: (stage: object) => Promise<void>, events: string[]}[]}
 */
export const cases = [
  { id: '01', name: 'consent page, approve', events: [tabGranted], play: (s) => decide(s, ask('case01-')) },
  { id: '02', name: 'consent page, deny', events: [`denied high redirect tab interactive web ${full}`],
    play: (s) => decide(s, ask('case02-'), '#deny') },
  { id: '03', name: 'consent page, close tab', events: [`abandoned ${closed} ${full}`],
    play: async (s) => {
      const tab = await start(s, ask('case03-'));
      await tab.at(provider);
      await tab.close();
    } },
  { id: '04', name: 'consent page, go elsewhere, close', events: [`abandoned ${closed} ${full}`],
    play: async (s) => {
      const tab = await start(s, ask('case04-'));
      await tab.at(provider);
      tab.goto(`${app}/home`);
      await tab.at(`${app}/home`);
      await tab.close();
    } },
  { id: '06', name: 'redirects only, the callback redirects on',
    events: [`granted high redirect tab unattended web ${full}`],
    play: async (s) => {
      const tab = await start(s, ask('case06-', { ui: 'auto', redirect_uri: `${app}/cb-on` }));
      await tab.at(`${app}/home`);
    } },
  { id: '07', name: 'login host and back, approve', events: [tabGranted],
    play: async (s) => {
      const tab = await start(s, ask('case07-', { ui: 'login' }));
      await tab.click('#continue');
      await tab.click('#approve');
      await tab.at(`${app}/cb`);
    } },
  { id: '08', name: 'opaque consent address', events: [tabGranted],
    play: (s) => decide(s, ask('case08-', { ui: 'opaque' })) },
  { id: '09', name: 'form_post, approve', events: [`returned high form_post tab interactive web ${full}`],
    play: (s) => decide(s, ask('case09-', { response_mode: 'form_post' })) },
  { id: '10', name: 'form_post, deny', events: [`returned high form_post tab interactive web ${full}`],
    play: (s) => decide(s, ask('case10-', { response_mode: 'form_post' }), '#deny') },
  { id: '11', name: 'implicit after consent', events: [tabGranted],
    play: (s) => decide(s, ask('case11-', { response_type: 'token' })) },
  { id: '12', name: 'implicit by redirects only', events: [`granted high redirect tab unattended web ${full}`],
    play: async (s) => {
      const tab = await start(s, ask('case12-', { response_type: 'token', ui: 'auto' }));
      await tab.at(`${app}/cb`);
    } },
  { id: '13', name: 'consent by script', events: [granted('request tab')],
    play: (s) => decide(s, ask('case13-', { ui: 'script' })) },
  { id: '14', name: 'popup, approve', events: [granted('redirect popup')],
    play: async (s) => {
      const { popup } = await openFrom(s, 'popup', ask('case14-'));
      await popup.click('#approve');
      await popup.at(`${app}/cb`);
    } },
  { id: '15', name: 'noopener tab, deny', events: [`denied high redirect tab interactive web ${full}`],
    play: async (s) => {
      const { popup } = await openFrom(s, 'blank', ask('case15-'));
      await popup.click('#deny');
      await popup.at(`${app}/cb`);
    } },
  { id: '16', name: 'web_message popup, approve', events: [`unknown medium tab_closed popup interactive web ${full}`],
    play: async (s) => {
      const { popup } = await openFrom(s, 'popup', ask('case16-', { ui: 'message', response_mode: 'web_message' }));
      await popup.click('#approve');
    } },
  { id: '17', name: 'web_message popup, cancelled', events: [`abandoned high tab_closed popup interactive web ${full}`],
    play: async (s) => {
      const { popup } = await openFrom(s, 'popup', ask('case17-', { ui: 'message', response_mode: 'web_message' }));
      await popup.click('#deny');
    } },
  { id: '18', name: 'frame with prompt=none, success', events: [`granted high redirect iframe unattended web ${full}`],
    play: (s) => frames(s, [ask('case18-', { ui: 'auto', prompt: 'none' })]) },
  { id: '19', name: 'frame with prompt=none, login_required',
    events: [`error high redirect iframe unattended web ${full}`],
    play: (s) => frames(s, [ask('case19-', { ui: 'refuse', error: 'login_required', prompt: 'none' })]) },
  { id: '20', name: 'twenty silent renewals', events: [`granted high redirect iframe unattended web ${full} x20`],
    play: (s) => frames(s, Array.from({ length: 20 }, () => ask('case20-', { ui: 'auto', prompt: 'none' }))) },
  { id: '21', name: 'client on this machine, listening', events: [granted('redirect tab', 'loopback')],
    redirect: 'http://127.0.0.1/callback',
    play: (s) => {
      const end = `http://127.0.0.1:${s.world.loopbackPort}/callback`;
      return decide(s, ask('case21-', { redirect_uri: end }), '#approve', end);
    } },
  { id: '22', name: 'client on this machine, gone', events: [granted('redirect tab', 'loopback')],
    play: async (s) => {
      const tab = await start(s, ask('case22-', { redirect_uri: 'http://127.0.0.1:9/callback' }));
      await tab.click('#approve');
    } },
  { id: '23', name: 'custom scheme by redirect', events: [granted('redirect+scheme tab', 'custom_scheme')],
    play: async (s) => {
      const tab = await start(s, ask('case23-', custom));
      await tab.click('#approve');
    } },
  { id: '24', name: 'custom scheme by script', events: [granted('scheme tab', 'custom_scheme')],
    play: async (s) => {
      const tab = await start(s, ask('case24-', { ...custom, ui: 'script' }));
      await tab.click('#approve');
    } },
  { id: '25', name: 'reversed-domain scheme', events: [granted('redirect+scheme tab', 'custom_scheme')],
    redirect: 'com.example.app:/oauth2redirect',
    play: async (s) => {
      const tab = await start(s, ask('case25-', { redirect_uri: 'com.example.app:/oauth2redirect' }));
      await tab.click('#approve');
    } },
  { id: '26', name: 'pushed request, approve and deny',
    events: ['granted medium redirect tab interactive web null', 'denied medium redirect tab interactive web null'],
    play: async (s) => {
      for (const button of ['#approve', '#deny']) {
        const uri = s.world.push({ redirect_uri: `${app}/cb`, scope: scopes, state: `${canary}-pushed` });
        const client = `case26-${button.slice(1)}`;
        await decide(s, `${provider}/authorize?client_id=${client}&request_uri=${encodeURIComponent(uri)}`, button);
      }
    } },
  { id: '27', name: 'signed request object', events: [tabGranted], source: 'jar',
    play: (s) => {
      const claims = { scope: scopes, redirect_uri: `${app}/cb`, state: `${canary}-jar`, response_type: 'code' };
      return decide(s, `${provider}/authorize?client_id=case27-&request=${jwt(claims)}`);
    } },
  { id: '28', name: 'no state', events: [`granted medium redirect tab interactive web ${full}`],
    play: (s) => decide(s, ask('case28-', { state: undefined })) },
  { id: '29', name: 'forged callback with another state', events: [`abandoned ${closed} ${full}`],
    play: async (s) => {
      const tab = await start(s, ask('case29-'));
      await tab.at(provider);
      tab.goto(`${app}/cb?code=${canary}-forged&state=other`);
      await tab.at(`${app}/cb`);
      await tab.close();
    } },
  { id: '30', name: 'consent page reloaded twice', events: [tabGranted],
    play: async (s) => {
      const tab = await start(s, ask('case30-'));
      for (let round = 0; round < 2; round += 1) {
        await tab.at(provider);
        await tab.reload();
      }
      await tab.click('#approve');
      await tab.at(`${app}/cb`);
    } },
  { id: '31', name: 'back and forward after success', events: [tabGranted],
    play: async (s) => {
      const tab = await decide(s, ask('case31-'));
      await tab.goInHistory(-1);
      await tab.at(provider);
      await tab.goInHistory(1);
      await tab.at(`${app}/cb`);
      await tab.close();
    } },
  { id: '32', name: 'callback page reloaded', events: [tabGranted],
    play: async (s) => {
      const tab = await decide(s, ask('case32-'));
      await tab.reload();
      await tab.at(`${app}/cb`);
    } },
  { id: '33', name: 'two tabs at once',
    events: [`denied high redirect tab interactive web ${full}`, tabGranted],
    play: async (s) => {
      const one = await start(s, ask('case33-a'));
      const other = await start(s, ask('case33-b'));
      await one.at(provider);
      await other.at(provider);
      await one.click('#deny');
      await one.at(`${app}/cb`);
      await other.click('#approve');
      await other.at(`${app}/cb`);
    } },
  { id: '34', name: 'federated sign-in inside a flow',
    events: ['granted high redirect tab interactive web [openid]', tabGranted],
    play: (s) => decide(s, ask('case34-', { ui: 'federate' })) },
  { id: '35', name: 'another extension\'s sign-in, silent and interactive',
    events: [`granted high redirect extension unattended extension ${full}`,
      granted('redirect extension', 'extension')],
    play: async (s) => {
      const redirect = `https://${s.otherExtension}.chromiumapp.org/cb`;
      const begin = (client, interactive) => {
        const url = ask(client, { redirect_uri: redirect, ...(interactive ? {} : { ui: 'auto' }) });
        const options = JSON.stringify({ interactive, url });
        return s.other.evaluate(`void chrome.identity.launchWebAuthFlow(${options}).catch(() => {})`);
      };
      await begin('case35-silent', false);
      await begin('case35-window', true);
      const window = await s.browser.tabThat((target) => target.url.includes('case35-window'));
      await window.click('#approve');
    } },
  { id: '36', name: 'callback opened in another tab', events: [granted('request tab')],
    play: async (s) => {
      const address = ask('case36-');
      const tab = await start(s, address);
      await tab.at(provider);
      const other = await s.browser.newTab();
      other.goto(`${app}/cb?code=${canary}-code&state=${new URL(address).searchParams.get('state')}`);
      await other.at(`${app}/cb`);
    } },
  { id: '37', name: 'what is no flow', events: [],
    play: async (s) => {
      const tab = await s.browser.newTab();
      const addresses = [
        `${app}/home`, `${provider}/authorize?client_id=case37-only`, page('fetch', ask('case37-fetch')), `${app}/push`,
        `${app}/cb?code=${canary}&state=${canary}`,
      ];
      for (const address of addresses) {
        tab.goto(address);
        await tab.at(new URL(address).pathname === '/push' ? `${app}/authorize` : address.slice(0, 40));
      }
    } },
  { id: '38', name: 'the provider refuses with HTTP 400',
    events: [`error medium http_status tab unattended web ${full}`],
    play: async (s) => {
      const tab = await start(s, ask('case38-', { ui: 'bad' }));
      await tab.at(provider);
    } },
  { id: '39', name: 'device page', events: ['unknown low request tab interactive - null'],
    play: async (s) => {
      const tab = await start(s, `${provider}/device?user_code=${canary}-user`);
      await tab.at(`${provider}/device`);
      await tab.close();
    } },
  { id: '46', name: 'host-only and mixed-case redirect address', events: [tabGranted],
    play: (s) => decide(s, ask('case46-', { redirect_uri: 'HTTPS://App.Client.Test' }), '#approve', `${app}/`) },
];

async function openFrom(stage, name, address) {
  const opener = await stage.browser.newTab();
  opener.goto(page(name, address));
  await opener.click('#open');
  const client = new URL(address).searchParams.get('client_id');
  const isIt = ({ type, url }) => type === 'page' && url.startsWith(provider) && url.includes(client);
  return { opener, popup: await stage.browser.tabThat(isIt) };
}

async function frames(stage, addresses) {
  const tab = await stage.browser.newTab();
  tab.goto(page('frames', ...addresses));
  await tab.at(`${app}/frames`);
}

/** An event in the words of the table. */
export function inWords(event) {
  const { outcome, confidence, evidence, surface, interactive, client, scopes: asked, count } = event;
  const words = [
    outcome, confidence, [...evidence].sort().join('+'), surface, interactive ? 'interactive' : 'unattended',
    client?.redirect_class ?? '-', asked === null ? 'null' : `[${asked.join(' ')}]`,
      ...(count > 1 ? [`x${count}`] : []),
  ];
  return words.join(' ');
}
