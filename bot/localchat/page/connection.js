/** The long poll: all history first, then what is new; a lost server is waited for and read anew. */
import { getMessages } from "./api.js";
import { history } from "./history.js";

const WAIT = 25;
const WAIT_WHILE_TYPING = 4;
const FIRST_PAUSE = 500;
const LONGEST_PAUSE = 8000;

class Connection extends EventTarget {
  #controller = new AbortController();

  restart() {
    this.#controller.abort();
    this.#controller = new AbortController();
    this.#run(this.#controller.signal);
  }

  async #run(signal) {
    let pause = FIRST_PAUSE;
    let whole = true;
    let typing = null;
    this.#tell("status", "connecting");
    while (!signal.aborted) {
      try {
        const page = await this.#page(whole, typing, signal);
        if (signal.aborted) return;
        const restarted = !whole && page.edits < history.edits;
        if (!restarted) history.take(page, whole);
        whole = restarted;
        typing = page.typing;
        pause = FIRST_PAUSE;
        this.#tell("status", "online");
        this.#tell("typing", typing);
      } catch {
        if (signal.aborted) return;
        whole = true;
        this.#tell("typing", null);
        this.#tell("status", "connecting");
        await resting(pause);
        pause = Math.min(pause * 2, LONGEST_PAUSE);
      }
    }
  }

  async #page(whole, typing, signal) {
    if (whole) return getMessages({ after: 0, sinceEdit: 0, wait: 0, signal });
    const wait = typing ? WAIT_WHILE_TYPING : WAIT;
    const started = performance.now();
    const page = await getMessages({ after: history.last, sinceEdit: history.edits, typing, wait, signal });
    // A server that answers at once with nothing must not be asked in a tight loop.
    if (!page.messages.length && performance.now() - started < 50) await resting(250);
    return page;
  }

  #tell(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }
}

/** Until the time is over, or the network or the person is back. */
function resting(milliseconds) {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      window.removeEventListener("online", done);
      document.removeEventListener("visibilitychange", done);
      resolve();
    };
    const timer = setTimeout(done, milliseconds);
    window.addEventListener("online", done);
    document.addEventListener("visibilitychange", done);
  });
}

export const connection = new Connection();
