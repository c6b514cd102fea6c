/** The local chat's own interface: what the README documents, and nothing else. */
import { session } from "./session.js";

const who = () => ({ chat_id: session.chatId, user_id: session.userId, language: session.language });

async function json(response) {
  const body = await response.json().catch(() => ({}));
  if (!response.ok) throw new Error(body.error ?? `${response.status} ${response.statusText}`);
  return body;
}

export async function getInfo() {
  return json(await fetch(`/chat/info?${new URLSearchParams(who())}`));
}

/** Answers at once when something is new, or the bot does something else than `typing`; else after `wait` seconds. */
export async function getMessages({ after, sinceEdit, typing, wait, signal }) {
  const query = new URLSearchParams({ ...who(), after, since_edit: sinceEdit, typing: typing ?? "", wait });
  return json(await fetch(`/chat/messages?${query}`, { signal }));
}

export async function pressButton(messageId, data) {
  const body = JSON.stringify({ ...who(), user_name: session.userName, message_id: messageId, data });
  const headers = { "Content-Type": "application/json" };
  return json(await fetch("/chat/buttons", { method: "POST", headers, body }));
}

export async function getFile(url, name) {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${response.status} ${response.statusText}`);
  const blob = await response.blob();
  return new File([blob], name, { type: blob.type });
}

/** Resolves to the ids. XMLHttpRequest, because fetch tells no upload progress. */
export function postMessage({ text, files = [], as, replyTo }, onProgress) {
  const form = new FormData();
  const fields = { ...who(), user_name: session.userName, as, reply_to: replyTo, [files.length ? "caption" : "text"]: text };
  for (const [name, value] of Object.entries(fields)) if (value != null && value !== "") form.append(name, value);
  for (const file of files) form.append("files", file, file.name);
  const request = new XMLHttpRequest();
  const ids = new Promise((resolve, reject) => {
    request.upload.onprogress = ({ loaded, total }) => onProgress(loaded / total);
    request.onload = () => (request.status < 300 ? resolve(request.response.ids) : reject(new Error(request.response?.error)));
    request.onerror = () => reject(new Error());
    request.onabort = () => reject(new DOMException("", "AbortError"));
  });
  request.responseType = "json";
  request.open("POST", "/chat/messages");
  request.send(form);
  return { ids, cancel: () => request.abort() };
}
