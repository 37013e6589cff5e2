// On every page. Nothing here is needed to reach the end of a task; it only helps.

const all = (selector, root = document) => root.querySelectorAll(selector);

/** A form is sent once: a second press while it is under way does nothing. */
function sendOnce(event) {
  const form = event.target;
  if (event.defaultPrevented || form.method === "get" || form.target) return;
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = "yes";
  event.submitter?.setAttribute("aria-disabled", "true");
}

/** A page brought back by the back button may send its forms again. */
function allowSendingAgain() {
  for (const form of all("form[data-sent]")) {
    delete form.dataset.sent;
    for (const button of all("[aria-disabled]", form)) button.removeAttribute("aria-disabled");
  }
}

/** After a refused form, reading starts at the list of what to mend. */
function focusErrors() {
  const summary = document.querySelector("[data-error-summary]");
  summary?.focus();
}

/** The links of the summary lead to the field itself, ready to type. */
function followErrorLink(event) {
  const link = event.target.closest?.("[data-error-summary] a[href^='#']");
  const place = link && document.getElementById(decodeURIComponent(link.hash.slice(1)));
  if (!place) return;
  event.preventDefault();
  const inputs = "input:not([type=hidden]), select, textarea";
  const field = place.matches(inputs) ? place : place.querySelector(inputs) ?? place;
  (field.closest(".field") ?? place).scrollIntoView({ block: "start" });
  field.focus({ preventScroll: true });
}

/** Menus close at Escape and at a press elsewhere. */
function closeMenus(event) {
  for (const menu of all("details[data-menu][open]")) {
    if (event.type === "keydown" && event.key === "Escape") {
      menu.open = false;
      menu.querySelector("summary").focus();
    } else if (event.type === "click" && !menu.contains(event.target)) {
      menu.open = false;
    }
  }
}

function watchNetwork() {
  const banner = document.querySelector("[data-offline-banner]");
  if (!banner) return;
  const show = () => { banner.hidden = navigator.onLine; };
  addEventListener("online", show);
  addEventListener("offline", show);
  show();
}

/** Two minutes before the session ends the page offers to go on. */
function watchSession() {
  const banner = document.querySelector("[data-session-banner]");
  const seconds = Number(document.body.dataset.sessionSeconds);
  if (!banner || !seconds) return;
  let timer;
  const start = () => {
    banner.hidden = true;
    clearTimeout(timer);
    const wait = Math.max(seconds - 120, seconds / 2) * 1000;
    timer = setTimeout(() => { banner.hidden = false; }, Math.min(wait, 2 ** 31 - 1));
  };
  const extend = async () => {
    const answer = await fetch(location.href, { method: "HEAD" }).catch(() => null);
    if (answer?.ok && !answer.redirected) start();
  };
  banner.querySelector("[data-session-extend]").addEventListener("click", extend);
  document.addEventListener("htmx:after:request", start);
  start();
}

/** On paper nothing can be unfolded: print it open, then fold it again. */
function unfoldForPaper() {
  const folded = [...all("details.disclosure:not([open])")];
  for (const part of folded) part.open = true;
  addEventListener("afterprint", () => { for (const part of folded) part.open = false; }, { once: true });
}

function offerPrinting() {
  for (const button of all("[data-print]")) {
    button.hidden = false;
    button.addEventListener("click", () => print());
  }
}

document.addEventListener("submit", sendOnce);
document.addEventListener("click", followErrorLink);
document.addEventListener("click", closeMenus);
document.addEventListener("keydown", closeMenus);
addEventListener("pageshow", (event) => event.persisted && allowSendingAgain());
addEventListener("beforeprint", unfoldForPaper);
focusErrors();
watchNetwork();
watchSession();
offerPrinting();
