/* Figures that answer: when one comes into view, its module is loaded and adds its controls below the picture.
   Without JavaScript, or where the files cannot be had (a page opened from the disk), the figure stays as it is. */
(() => {
  const root = document.documentElement.dataset.content_root;
  let moved = false; // the reader has gone on by herself
  for (const kind of ["wheel", "touchmove", "keydown", "pointerdown"]) {
    addEventListener(kind, () => (moved = true), { once: true, passive: true });
  }

  async function start(script) {
    const { figure: id, module, files, shared } = script.dataset;
    const figure = document.getElementById(id)?.closest("figure");
    if (!figure) return;
    try {
      const base = new URL(`${root}${shared}${files}`, location.href).href;
      const { Figure } = await import(new URL(`${root}_static/interactive/figure.mjs`, location.href).href);
      const { default: show } = await import(new URL(`${root}_static/interactive/${module}.mjs`, location.href).href);
      const shown = await Figure.load(figure, id.replace(/^fig-/, ""), base, JSON.parse(script.textContent));
      await show(shown);
      shown.appear();
      // What has opened above moves what a link has led to.
      if (!moved && location.hash) document.getElementById(decodeURIComponent(location.hash.slice(1)))?.scrollIntoView();
    } catch (error) {
      if (location.protocol !== "file:") console.error(error);
    }
  }

  function watch() {
    const scripts = [...document.querySelectorAll("script.interactive")];
    const waiting = new Map(scripts.map((script) => [document.getElementById(script.dataset.figure), script]));
    const near = new IntersectionObserver(
      (seen) => {
        for (const { target, isIntersecting } of seen) {
          if (!isIntersecting) continue;
          near.unobserve(target);
          start(waiting.get(target));
        }
      },
      { rootMargin: "400px" },
    );
    for (const figure of waiting.keys()) if (figure) near.observe(figure);
  }
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", watch);
  else watch();
})();
