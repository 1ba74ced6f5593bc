/* What a visit asks of a page. Runs before anything else on it. */
window.visit = (() => {
  const all = (selector) => [...document.querySelectorAll(selector)];
  const DETAILS = "article details > summary";
  const BUTTONS = ".admonition.toggle > .admonition-title > .toggle-button";

  // Names that are attributes, or titles of drawings: each value that one has from the moment when the page is
  // ready, for some stay only a while.
  const NAMING = /^(alt|placeholder|title)$|(title|label|tooltip|placeholder|description|hint|valuetext)$/;
  const names = new Map();
  function note(element, kind, text) {
    const lang = element.closest("[lang]")?.lang ?? "";
    if (text?.trim()) names.set(`${kind} ${lang} ${text}`, { when: "any time", kind, text, lang });
  }
  function read(element) {
    for (const { name, value } of element.attributes) if (NAMING.test(name)) note(element, name, value);
    if (element instanceof SVGTitleElement) note(element, "svg title", element.textContent);
  }
  const watch = new MutationObserver((changes) => {
    for (const { type, target, attributeName, addedNodes } of changes) {
      if (type === "attributes") {
        if (NAMING.test(attributeName)) note(target, attributeName, target.getAttribute(attributeName));
        continue;
      }
      for (const added of addedNodes) {
        if (!(added instanceof Element)) continue;
        read(added);
        added.querySelectorAll("*").forEach(read);
      }
    }
  });

  const folds = () => [...all(DETAILS), ...all(BUTTONS)];
  const isOpen = (fold) => fold.parentElement.open ?? fold.getAttribute("aria-expanded") === "true";

  const colorOf = ({ r, g, b, alpha }) => ({ r, g, b, alpha });

  const start = window.setTimeout;
  const held = [];

  return {
    // Whether the scripts have done what they do once a page has loaded.
    ready: () =>
      document.readyState === "complete" &&
      all("img").every((image) => image.complete) &&
      all(".admonition.dropdown, .admonition.toggle").every((box) => box.querySelector(".toggle-button")) &&
      all(".toggle:not(.admonition)").every((part) => part.closest("details")) &&
      (!all('script[src*="copybutton"]').length ||
        all("div.highlight pre").every((code) => code.parentElement.querySelector(".copybtn"))) &&
      (!all('script[src*="fontawesome"]').length ||
        document.documentElement.classList.contains("fontawesome-i2svg-complete")) &&
      all('table[id^="tab-sortable-"]').every((table) => table.querySelector(".sort-button")) &&
      (!all('script[src*="mathjax"]').length || Boolean(window.MathJax?.startup?.promise)),
    settled: async () => {
      await window.MathJax?.startup?.promise;
      await document.fonts.ready;
      // Nothing moves: the end of each transition comes at once, and can be waited for all the same.
      const quick = new CSSStyleSheet();
      quick.replaceSync("*, ::before, ::after { transition: none !important; animation-duration: 0s !important; }");
      document.adoptedStyleSheets = [quick];
      if (!names.size) {
        all("*").forEach(read);
        watch.observe(document, { attributes: true, childList: true, subtree: true });
      }
    },
    notedNames: () => [...names.values()],
    // A page without the theme has no modes.
    isDark: () => (document.documentElement.dataset.theme ?? "dark") === "dark",
    // Whether no transition of a colour, a dialog or a sidebar is under way.
    still: () =>
      document
        .getAnimations()
        .every(({ playState, effect }) => playState !== "running" || effect?.getComputedTiming().endTime === Infinity),

    // axe reads the same few colours again for each layer below each text, which takes half of its time.
    rememberColors: () => {
      const { prototype } = axe.commons.color.Color;
      const parse = prototype.parseString;
      const known = new Map();
      prototype.parseString = function (text) {
        if (!known.has(text)) known.set(text, colorOf(parse.call(this, text)));
        return Object.assign(this, known.get(text));
      };
    },

    look: () => ({
      lang: document.documentElement.lang,
      title: document.title,
      switches: all("a.language-switch").map((link) => [link.hreflang, link.href]),
      alternates: all("link[rel=alternate][hreflang]").map((link) => [link.hreflang, link.href]),
      figures: all("article figure img").map((image) => [image.alt, image.naturalWidth]),
      downloads: all(".dropdown-download-buttons a").map((link) => link.href),
      text: document.querySelector("main")?.innerText ?? "",
    }),

    // What the controls around the text are made of: pages alike in this behave alike.
    controls: () =>
      [document.documentElement, ...all(".bd-header-article *, dialog, dialog *, .search-button__button, .bd-search *")]
        .map((part) => part.cloneNode(false).outerHTML.replace(/ (href|action|id|aria-labelledby|data-(theme|mode|content_root))="[^"]*"/g, ""))
        .join(""),

    // Of each thing that unfolds: the hint that a reader sees, and whether what it hides can be seen.
    folds: () => [
      ...all("article details").map((box) => [
        box.querySelector("summary").innerText.trim(),
        [...box.children].slice(1).some((part) => part.checkVisibility()),
      ]),
      ...all(BUTTONS).map((button) => [
        button.dataset.toggleHint,
        [...button.closest(".admonition").children]
          .slice(1)
          .some((part) => part.checkVisibility({ checkVisibilityCSS: true })),
      ]),
    ],
    isOpen,
    unfold: (open) => folds().filter((fold) => isOpen(fold) !== open).forEach((fold) => fold.click()),
    allFolds: (open) => folds().every((fold) => isOpen(fold) === open),

    // A script that takes its words back after a while does so when they have been read.
    holdTimers: () => {
      window.setTimeout = (act, after, ...rest) =>
        after >= 1000 ? held.push(() => act(...rest)) : start(act, after, ...rest);
    },
    letTimersGo: () => {
      window.setTimeout = start;
      held.splice(0).forEach((act) => act());
    },
  };
})();
