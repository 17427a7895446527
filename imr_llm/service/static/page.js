// What a script adds to a page that works without one: nothing here is stored, and nothing is fetched.
"use strict";

const $ = (id) => document.getElementById(id);
const form = $("letter");
const language = () => document.querySelector("[name=language]:checked").value;
const calm = matchMedia("(prefers-reduced-motion: reduce)");
const wide = matchMedia("(min-width: 64rem)");

// The language of the document and its title follow the choice that the style sheet shows.
function follow() {
  document.documentElement.lang = language();
  const title = document.querySelector("title");
  title.textContent = title.dataset[language()];
}
follow();

// The section in view stays in view when another language or size changes the height of what is above it. By the time
// that a choice is told of, the page has changed: so the place is noted while the reader scrolls.
let place = null;
function notePlace() {
  const one = visible("#summary section").find((section) => section.getBoundingClientRect().bottom > 100);
  const id = one?.getAttribute("aria-labelledby").slice(2);
  place = one && scrollY > 0 ? { id, top: one.getBoundingClientRect().top } : null;
}
function keepPlace() {
  follow();
  const now = place && $(language() + place.id)?.closest("section");
  if (now) scrollBy({ top: now.getBoundingClientRect().top - place.top, behavior: "instant" });
}
document.querySelectorAll("[name=language], #large").forEach((choice) => choice.addEventListener("change", keepPlace));
addEventListener("scroll", notePlace, { passive: true });

function visible(selector) {
  return [...document.querySelectorAll(selector)].filter((one) => one.getClientRects().length);
}

// --- The first page: drop a file, see that it is being read --------------------------------------------------------

const drop = $("drop");
if (drop) {
  const file = $("file");
  // Three ways in on the first screen of a phone.
  $("paste").open = wide.matches || $("text").value !== "";
  const over = (on) => (event) => {
    event.preventDefault();
    drop.classList.toggle("over", on);
  };
  document.addEventListener("dragover", over(true));
  document.addEventListener("dragleave", over(false));
  document.addEventListener("drop", (event) => {
    over(false)(event);
    if (event.dataTransfer.files.length) {
      file.files = event.dataTransfer.files;
      drop.querySelector("button").focus();
    }
  });

  const tell = (id) => $("status").replaceChildren(...[...$(id).childNodes].map((node) => node.cloneNode(true)));
  let sent = false;
  form.addEventListener("submit", (event) => {
    const way = event.submitter?.value;
    const large = way === "file" && [...file.files].some((one) => one.size > Number(form.dataset.largest));
    if (large) tell("too-large");
    if (large || sent) return event.preventDefault();
    sent = true;
    tell("reading");
    form.querySelectorAll("button").forEach((button) => button.setAttribute("aria-disabled", "true"));
  });
  // Back from the result: the page may come as it was left.
  addEventListener("pageshow", () => {
    sent = false;
    $("status").replaceChildren();
    form.querySelectorAll("button").forEach((button) => button.removeAttribute("aria-disabled"));
    follow();
  });
  $("error")?.focus();
}

// --- The result: sentences light up the words that they rest on ----------------------------------------------------

const letter = $("the-letter");
if (letter) {
  let held = null;
  let from = null;

  const places = (said) => said.dataset.places.split(" ").flatMap((n) => [...letter.querySelectorAll(`[data-place="${n}"]`)]);
  const light = (said) => {
    document.querySelectorAll(".lit").forEach((one) => one.classList.remove("lit"));
    if (!said) return;
    said.classList.add("lit");
    places(said).forEach((place) => place.classList.add("lit"));
  };
  // Beside the summary, the letter scrolls by itself; below it, nothing moves until a sentence is chosen.
  const reveal = (said) => {
    const [first] = places(said);
    if (!first || !wide.matches) return;
    const top = first.getBoundingClientRect().top - letter.getBoundingClientRect().top;
    if (top < 40 || top > letter.clientHeight - 80) letter.scrollTop += top - letter.clientHeight / 3;
  };
  const saidOf = (event) => event.target.closest?.(".said");
  const show = (event) => {
    const said = saidOf(event);
    if (said) { light(said); reveal(said); }
  };
  const rest = (event) => { if (saidOf(event)) light(held); };

  const summary = $("summary");
  summary.addEventListener("mouseover", show);
  summary.addEventListener("mouseout", rest);
  summary.addEventListener("focusin", show);
  summary.addEventListener("focusout", rest);
  summary.addEventListener("click", (event) => {
    const said = saidOf(event);
    if (!said) return;
    held = from = said;
    light(said);
    if (wide.matches) {
      event.preventDefault();
      reveal(said);
    }
  });
  letter.addEventListener("click", (event) => {
    if (!event.target.closest(".back") || !from) return;
    event.preventDefault();
    from.focus({ preventScroll: true });
    from.scrollIntoView({ block: "center", behavior: calm.matches ? "instant" : "smooth" });
  });
  addEventListener("keydown", (event) => {
    if (event.key === "Escape") light((held = null));
  });

  const print = $("print");
  print.hidden = false;
  print.addEventListener("click", () => window.print());
  another();
  aloud(summary);
}

// Words that were read travel no further than they must: to start anew, the result need not be sent.
function another() {
  form.addEventListener("submit", (event) => {
    if (event.submitter?.value !== "another") return;
    event.preventDefault();
    location.assign(`/?language=${language()}${$("large").checked ? "&print=large" : ""}`);
  });
}

// --- Reading aloud -------------------------------------------------------------------------------------------------

// Only with a voice of this machine: another one would send the words to somebody.
function voiceOf(lang) {
  return speechSynthesis.getVoices().find((voice) => voice.localService && voice.lang.toLowerCase().startsWith(lang));
}

function aloud(summary) {
  const button = $("aloud");
  if (!("speechSynthesis" in window)) return;
  const offer = () => { button.hidden = !voiceOf(language()); };
  const stop = () => {
    speechSynthesis.cancel();
    button.setAttribute("aria-pressed", "false");
    summary.querySelectorAll(".aloud").forEach((one) => one.classList.remove("aloud"));
  };
  button.addEventListener("click", () => (button.ariaPressed === "true" ? stop() : start()));
  speechSynthesis.addEventListener("voiceschanged", offer);
  document.querySelectorAll("[name=language]").forEach((choice) => choice.addEventListener("change", () => { stop(); offer(); }));
  addEventListener("pagehide", stop);
  offer();

  function start() {
    button.setAttribute("aria-pressed", "true");
    const blocks = visible("#summary article :is(h1, h2, h3, p, li, dt, dd)")
      .filter((one) => !one.closest("details:not([open])"));
    const parts = blocks.flatMap((block) => runs(block).map((run) => ({ block, ...run })));
    parts.forEach((part, index) => {
      const said = new SpeechSynthesisUtterance(part.words);
      said.lang = part.lang;
      said.voice = voiceOf(part.lang) ?? null;
      said.rate = 0.95;
      said.onstart = () => {
        summary.querySelectorAll(".aloud").forEach((one) => one.classList.remove("aloud"));
        part.block.classList.add("aloud");
        part.block.scrollIntoView({ block: "nearest", behavior: calm.matches ? "instant" : "smooth" });
      };
      if (index === parts.length - 1) said.onend = stop;
      speechSynthesis.speak(said);
    });
  }
}

// The words of a block, in runs of one language: the letter's own words are read as English.
function runs(block) {
  const found = [];
  const walker = document.createTreeWalker(block, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const lang = walker.currentNode.parentElement.closest("[lang]").lang;
    const last = found.at(-1);
    if (last?.lang === lang) last.words += walker.currentNode.data;
    else found.push({ lang, words: walker.currentNode.data });
  }
  return found.filter((run) => /\p{L}|\p{N}/u.test(run.words));
}
