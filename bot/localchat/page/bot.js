/** What the bot says of itself: its name, its commands, its sample. */
import { getInfo } from "./api.js";
import { setUsername } from "./links.js";

class Bot extends EventTarget {
  name = "Bot";
  username = "";
  commands = [];
  sample = [];

  async load() {
    const { bot, commands, sample } = await getInfo();
    Object.assign(this, { name: bot.name, username: bot.username, commands: commands ?? [], sample: sample ?? [] });
    setUsername(this.username);
    this.dispatchEvent(new Event("change"));
  }
}

export const bot = new Bot();
