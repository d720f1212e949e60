/**
 * Answers the plugin's own pages: the toolbar page and the coaching page. Nobody else can ask; there are no content
 * scripts and no external connections.
 */
export class Desk {
  #browser;
  #answers;

  /**
   * @param {typeof chrome} browser
   * @param {Record<string, (message: object) => Promise<unknown>>} answers by the message's `ask`
   */
  constructor(browser, answers) {
    this.#browser = browser;
    this.#answers = answers;
  }

  listen() {
    this.#browser.runtime.onMessage.addListener((message, sender, reply) => {
      const answer = Object.hasOwn(this.#answers, message?.ask) ? this.#answers[message.ask] : undefined;
      if (!answer || sender.id !== this.#browser.runtime.id || !this.#isOwnPage(sender.url)) return false;
      answer(message).then(reply, () => reply(null));
      return true;
    });
  }

  #isOwnPage(url) {
    return typeof url === 'string' && url.startsWith(this.#browser.runtime.getURL(''));
  }
}
