// What htmx does not do by itself: no line twice, no line lost, drawers that close, tabs that tell of news. Everything works without.
(() => {
  "use strict";
  document.documentElement.classList.add("script");
  const number = (id) => Number(String(id).split("-").pop());
  let heard = 0;

  const refresh = (pane) => {
    const key = pane.dataset.pane;
    htmx.ajax("GET", `/demo/pane?pane=${encodeURIComponent(key)}`, { source: pane, target: `#pane-${key}`, swap: "outerHTML" });
  };

  document.addEventListener("htmx:sse:after:connection", () => document.documentElement.classList.add("live"));

  document.addEventListener("htmx:sse:before:message", (event) => {
    if (event.detail.message.event) return;
    const id = event.detail.message.id;
    const line = document.getElementById(`e-${number(id)}`);
    if (line) event.detail.cancelled = true; // a pane drawn meanwhile has it already
    heard = Math.max(heard, number(id) || 0);
  });

  document.addEventListener("htmx:sse:after:message", (event) => {
    const [line, ...again] = document.querySelectorAll(`#e-${number(event.detail.message.id) || 0}`);
    if (!line) return;
    for (const one of again) one.remove();
    line.classList.add("fresh");
    const pane = line.closest(".pane");
    const rect = pane.getBoundingClientRect();
    const wall = document.getElementById("wall");
    if (document.querySelector(".tour-go [disabled]") && wall.scrollWidth > wall.clientWidth) {
      pane.scrollIntoView({ inline: "nearest", block: "nearest" }); // the tour leads the eye
      return;
    }
    if (rect.left < -rect.width / 2 || rect.left > window.innerWidth - rect.width / 2) {
      document.querySelector(`[data-tab="${pane.dataset.pane}"]`)?.classList.add("news");
    }
  });

  // A pane drawn before the latest event, and put in after it: draw it again. Not by an event of htmx: those are fired on what was replaced.
  const look = () => {
    for (const pane of document.querySelectorAll(".pane:not([data-looked])")) {
      pane.dataset.looked = "1";
      if (number(pane.dataset.cursor) < heard) refresh(pane);
    }
  };
  look();
  new MutationObserver(look).observe(document.body, { childList: true, subtree: true });

  document.addEventListener("startover", () => window.location.reload());

  document.addEventListener("htmx:after:request", (event) => {
    const form = event.target.closest?.("form.say");
    const ctx = event.detail.ctx;
    const status = ctx?.response?.status;
    if (form && status === 204) {
      const text = form.querySelector("input.text");
      text.value = "";
      text.focus();
    }
    if (status === 204) {
      document.getElementById("toast").replaceChildren();
      event.target.closest?.("details.menu")?.removeAttribute("open");
      if (event.target.closest?.("form.quote")) document.getElementById("drawer").replaceChildren();
    }
  });

  document.addEventListener("click", (event) => {
    const close = event.target.closest("[data-close]");
    if (close) {
      event.preventDefault();
      document.getElementById(close.dataset.close).replaceChildren();
      return;
    }
    for (const menu of document.querySelectorAll("details.menu[open]")) {
      if (!menu.contains(event.target)) menu.removeAttribute("open");
    }
    const tab = event.target.closest("[data-tab]");
    if (tab) tab.classList.remove("news");
  });

  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    document.getElementById("drawer").replaceChildren();
    for (const menu of document.querySelectorAll("details.menu[open]")) menu.removeAttribute("open");
  });
})();
