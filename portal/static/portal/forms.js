// On pages with a form that is worth keeping: saving while typing, a warning before
// closing, the progress of an upload. Without JavaScript every button still works.
//
// <form data-guard>                      warns before leaving with unsaved changes
// <form data-autosave="/address/">       posts itself there, 800 ms after a change
//   <p class="saved" data-saved></p>     says "Đã lưu lúc 10:32"; texts in data-*
// <form data-upload>                     sends files when they are chosen, shows the
//   <progress hidden>                    progress, says when it did not work, and then
//   <p data-upload-failed="sentence">    offers the button again that is only for this
//   <button data-send-files>             and for pages without scripts

const WAIT = 800;
const RETRY = 5000;

function guard(form) {
  let changed = false;
  form.addEventListener("input", () => { changed = true; });
  form.addEventListener("autosaved", () => { changed = false; });
  form.addEventListener("submit", () => { changed = false; });
  addEventListener("beforeunload", (event) => { if (changed) event.preventDefault(); });
}

/** What is typed waits in the page; it is sent when the network is back. */
function autosave(form) {
  const place = form.querySelector("[data-saved]");
  let timer;
  let version = 0;

  const say = (state, text) => {
    if (!place) return;
    place.dataset.state = state;
    place.textContent = text;
  };
  const later = (wait) => {
    clearTimeout(timer);
    timer = setTimeout(save, wait);
  };
  const body = () => {
    const data = new FormData(form);
    for (const input of form.querySelectorAll("input[type=file]")) data.delete(input.name);
    return data;
  };
  const save = async () => {
    if (form.dataset.sent || !form.isConnected) return;
    const mine = version;
    const answer = await fetch(form.dataset.autosave, {
      method: "POST", body: body(), redirect: "manual", headers: { "X-Autosave": "1" },
    }).catch(() => null);
    if (!answer?.ok) {
      say("failed", place?.dataset.failed ?? "");
      later(RETRY);
      return;
    }
    const time = new Date().toLocaleTimeString("vi-VN", { hour: "2-digit", minute: "2-digit" });
    say("saved", `${place?.dataset.done ?? ""} ${time}`);
    if (mine === version) form.dispatchEvent(new Event("autosaved"));
  };

  const change = () => { version += 1; later(WAIT); };
  form.addEventListener("input", change);
  form.addEventListener("change", change);
  addEventListener("online", () => { if (version) later(0); });
}

const tooBigIn = (form) => [...form.querySelectorAll("input[type=file]")].find((input) => input.validity.customError);

/** Tells at once about a file that the server would refuse, and does not send it. */
function checkFiles(form) {
  for (const input of form.querySelectorAll("input[type=file][data-max-bytes]")) {
    input.addEventListener("change", () => {
      const limit = Number(input.dataset.maxBytes);
      const tooBig = [...input.files].some((file) => file.size > limit);
      input.setCustomValidity(tooBig ? input.dataset.tooBig ?? "" : "");
      input.reportValidity();
    });
  }
  form.addEventListener("submit", (event) => {
    const wrong = tooBigIn(form);
    if (!wrong || event.submitter?.hasAttribute("formaction")) return;
    event.preventDefault();
    wrong.reportValidity();
  });
}

/** Another page is gone to; this page's own answer takes the place of its main part, and
 * the reader stays at the file input or is led to what was refused. */
function showAnswer(request, { at, pressed }) {
  if (request.responseURL !== location.href.split("#")[0]) {
    location.assign(request.responseURL);
    return;
  }
  const page = new DOMParser().parseFromString(request.responseText, "text/html");
  const main = page.querySelector("main");
  if (!main) { location.reload(); return; }
  document.title = page.title;
  document.querySelector("main").replaceWith(document.adoptNode(main));
  start(main);
  const summary = main.querySelector("[data-error-summary]");
  (summary ?? document.getElementById(at) ?? main).focus();
  if (pressed && !summary) main.querySelector(`form[data-upload] button[name="${pressed}"]`)?.click();
}

/** Files go as soon as they are chosen; a button pressed meanwhile waits for them. */
function upload(form) {
  const bar = form.querySelector("progress");
  const place = form.querySelector("[data-upload-failed]");
  const send = form.querySelector("[data-send-files]");
  if (!bar || !send) return;
  const reader = { at: "", pressed: "" };

  const failed = () => {
    bar.hidden = true;
    delete form.dataset.sent;
    place.textContent = place.dataset.uploadFailed;
    send.hidden = false;
  };
  send.hidden = true;
  form.addEventListener("change", (event) => {
    if (event.target.type !== "file" || !event.target.files.length || tooBigIn(form)) return;
    reader.at = event.target.id;
    form.requestSubmit(send);
  });
  form.addEventListener("submit", (event) => {
    if (event.defaultPrevented) return;
    event.preventDefault();
    if (form.dataset.sent) { reader.pressed = event.submitter?.name ?? ""; return; }
    form.dataset.sent = "yes";
    place.textContent = "";
    bar.hidden = false;
    const request = new XMLHttpRequest();
    request.upload.addEventListener("progress", (step) => {
      if (step.lengthComputable) { bar.max = step.total; bar.value = step.loaded; }
    });
    request.addEventListener("load", () => showAnswer(request, reader));
    request.addEventListener("error", failed);
    request.open("POST", event.submitter?.hasAttribute("formaction") ? event.submitter.formAction : form.action);
    request.send(new FormData(form, event.submitter));
  });
}

function start(root) {
  for (const form of root.querySelectorAll("form[data-guard]")) guard(form);
  for (const form of root.querySelectorAll("form[data-autosave]")) autosave(form);
  for (const form of root.querySelectorAll("form")) checkFiles(form);
  for (const form of root.querySelectorAll("form[data-upload]")) upload(form);
}

start(document);
