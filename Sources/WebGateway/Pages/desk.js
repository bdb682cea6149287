// SPDX-License-Identifier: Apache-2.0
// The agent's desk. It shows the agent's document as the broker has it, and asks for it again after each event and each
// gap: so nothing that was missed stays missed. The stream of events being open is what says that the desk is open.
"use strict";

const at = (id) => document.getElementById(id);
let agent = null;
let isIn = false; // the broker knows the agent
let stream = null;
let callers = new Map(); // a connected contact's caller: only its event tells
let talks = new Map(); // documents of the contacts in conversation, of this site
let latest = 0;
let soon = 0; // the timer that looks again while a colleague is asked
let again = 0; // the timer that opens a lost stream again

async function ask(operation, body) {
  const answer = await fetch("/req/" + operation.replace(".", "/"), {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body),
  });
  const document = await answer.json();
  if (document.error) throw Object.assign(new Error(document.error.message), { code: document.error.code });
  return document;
}

const pause = (milliseconds) => new Promise((done) => setTimeout(done, milliseconds));

// Not now, but later: a node or a server is about to come back, or many desks ask at once.
const mayPass = (error) => ["unavailable", "full"].includes(error.code) || error instanceof TypeError;

// Does what a button says, and shows how things stand then. A request is named, so that a repetition does nothing more.
async function deed(operation, body) {
  const request = { ...body, requestId: crypto.randomUUID() };
  let isDone = false;
  for (let attempt = 0; ; attempt++) {
    try {
      await ask(operation, request);
      tell("");
      isDone = true;
      break;
    } catch (error) {
      if (attempt === 5 || !mayPass(error)) { tell(error.message); break; }
      await pause(300 + 400 * Math.random());
    }
  }
  await look();
  return isDone;
}

async function look() {
  if (!isIn) return;
  try {
    const state = await ask("agent.get", { agent });
    const known = await Promise.all(state.contacts.map((id) => ask("contact.get", { id }).catch(() => null)));
    if (state.agent !== agent) return;
    talks = new Map(known.filter(Boolean).map((contact) => [contact.id, contact]));
    show(state);
    // What becomes of a question is told in the contact's events, which are not the agent's.
    clearTimeout(soon);
    if (known.some((contact) => contact?.consult)) soon = setTimeout(look, 1000);
  } catch (error) { tell(error.message); }
}

const tell = (text) => { at("error").textContent = text; };

function element(tag, text, attributes = {}) {
  const made = Object.assign(document.createElement(tag), attributes);
  made.textContent = text;
  return made;
}

// What is shown already stays: a button must not be another when it is let go of than when it was pressed.
function put(place, cards) {
  const keys = cards.map((card) => card.key).join();
  if (place.dataset.keys === keys) return;
  place.dataset.keys = keys;
  place.replaceChildren(...cards.map(({ kind, lines, buttons }) => card(kind, lines, buttons)));
}

function card(kind, lines, buttons) {
  const made = element("article", "", { className: kind });
  for (const line of lines) if (line) made.append(element("p", line));
  for (const [label, press] of buttons) made.append(element("button", label, { type: "button", onclick: press }), " ");
  return made;
}

function show(state) {
  if (state.agent !== agent || state.version < latest) return;
  latest = state.version;
  at("agent").textContent = state.agent;
  at("site").textContent = state.site;
  at("activity").textContent = state.intent === "available" ? state.activity : state.activity + ", " + state.intent;
  const offers = state.offers ?? [];
  put(at("offers"), offers.map((offer) => ({
    kind: "offer",
    key: offer.offer,
    lines: [
      `${offer.topic}, claim ${offer.claim}`,
      offer.caller && `caller ${offer.caller}`,
      `has waited ${Math.round((offer.waitedMs ?? 0) / 1000)} s`,
    ],
    buttons: [
      ["Accept", () => deed("offer.accept", { offer: offer.offer, agent })],
      ["Reject", () => deed("offer.reject", { offer: offer.offer, agent })],
    ],
  })));
  put(at("work"), [
    ...state.contacts.map((contact) => talk(contact)),
    ...(state.wrapping ?? []).map((contact) => work(contact, "wrap-up of ",
      [["Done", () => deed("agent.wrapup", { agent, contact })]])),
  ]);
  document.title = offers.length ? "● offer – Centralino" : "Centralino";
}

const work = (contact, what, buttons, more = "") => ({
  kind: "talk",
  key: [contact, what, callers.get(contact), more, ...buttons.map(([label]) => label)].join(),
  lines: [what + contact, callers.has(contact) && "caller " + callers.get(contact), more],
  buttons,
});

// A conversation, and the colleague who is asked about it.
function talk(id) {
  const contact = talks.get(id);
  const end = ["End the conversation", () => deed("contact.end", { id, reason: "the agent ended it" })];
  if (contact?.consultOf) return work(id, `a colleague asks about ${contact.consultOf}: `, [end]);
  if (!contact?.consult) {
    // A contact of another site is its own site's.
    return work(id, "in conversation: ", contact ? [end, ["Ask a colleague", () => consult(id)]] : [end]);
  }
  const colleague = contact.participants?.find((each) => each.role !== "agent");
  const buttons = [end, ["End the question", () => deed("contact.end", { id: contact.consult })]];
  if (colleague?.role === "consulted") buttons.push(["Conference", () => deed("contact.conference", { id })]);
  if (colleague) buttons.push(["Hand over", () => deed("contact.handover", { id })]);
  const who = !colleague ? "a colleague is asked" : colleague.agent + (colleague.role === "conference"
    ? " speaks with the caller, too" : " has answered");
  return work(id, "in conversation: ", buttons, who);
}

function consult(id) {
  const whom = prompt("Ask whom? A topic, or @ and an agent's name; nothing for this topic.", "");
  if (whom === null) return;
  const name = whom.trim();
  const one = name.startsWith("@") ? { agent: name.slice(1) } : name ? { topic: name } : {};
  deed("contact.consult", { id, consult: crypto.randomUUID(), ...one });
}

async function showLines() {
  const stats = await ask("stats.get", {});
  at("lines").replaceChildren(...Object.keys(stats.topics ?? {}).sort().map((topic) => {
    const line = stats.topics[topic];
    const row = element("tr", "");
    for (const text of [topic, line.waiting, Math.round(line.longestWaitMs / 1000) + " s", line.agentsAvailable]) {
      row.append(element("td", String(text)));
    }
    return row;
  }));
}

// A repeated login keeps what was said before, and ends what an earlier gap has made of the agent.
async function login(topics, mine) {
  while (stream === mine && mine.readyState === EventSource.OPEN) {
    try {
      const state = await ask("agent.login", topics ? { agent, topics } : { agent });
      if (stream !== mine) return;
      isIn = true;
      show(state);
      tell("");
      return;
    } catch (error) {
      tell(error.message);
      if (!mayPass(error)) return leave();
      await pause(500 + 1000 * Math.random());
    }
  }
}

function open(topics) {
  const mine = new EventSource("/desk/" + encodeURIComponent(agent));
  stream = mine;
  stream.onopen = () => {
    at("link").textContent = "connected";
    login(topics, mine);
  };
  stream.onerror = () => {
    at("link").textContent = "no connection; trying again";
    // An answer that is no stream is not tried again by the browser itself.
    if (mine.readyState === EventSource.CLOSED && stream === mine) again = setTimeout(() => open(topics), 2000);
  };
  stream.addEventListener("ping", async () => {
    if (!isIn) return;
    try {
      const heard = await ask("agent.heartbeat", { agent });
      if (heard.unknown?.includes(agent)) return login(topics, mine);
      await Promise.all([look(), showLines()]);
    } catch { /* the next ping comes */ }
  });
  stream.onmessage = (message) => {
    const event = JSON.parse(message.data);
    if (event.event === "connected" && event.caller) callers.set(event.contact, event.caller);
    if (event.event === "ended") callers.delete(event.contact);
    look();
  };
}

function leave() {
  clearTimeout(again);
  clearTimeout(soon);
  stream?.close();
  [stream, agent, isIn, latest, callers, talks] = [null, null, false, 0, new Map(), new Map()];
  sessionStorage.clear();
  at("desk").hidden = true;
  at("login").hidden = false;
  at("link").textContent = "not logged in";
  document.title = "Centralino";
}

function enter(name, topics) {
  agent = name;
  const names = topics.split(",").map((topic) => topic.trim()).filter(Boolean);
  at("login").hidden = true;
  at("desk").hidden = false;
  open(names.length ? Object.fromEntries(names.map((topic) => [topic, 1])) : null);
}

at("login").onsubmit = (submit) => {
  submit.preventDefault();
  // A page that is loaded anew is the same desk; another tab is not.
  sessionStorage.name = at("name").value.trim();
  sessionStorage.topics = at("topics").value;
  enter(sessionStorage.name, sessionStorage.topics);
};
if (sessionStorage.name) enter(sessionStorage.name, sessionStorage.topics ?? "");
at("available").onclick = () => deed("agent.state", { agent, intent: "available" });
at("break").onclick = () => deed("agent.state", { agent, intent: "break" });
at("leave").onclick = async () => {
  if (await deed("agent.state", { agent, intent: "offline" })) leave();
};
