/* A formula that is wider than its place, as on a telephone, can be scrolled with the keyboard: it is a stop of
   the Tab key as long as it is that wide. */
addEventListener("load", async () => {
  await window.MathJax?.startup?.promise;
  const fit = new ResizeObserver((changes) => {
    for (const { target } of changes) {
      if (target.scrollWidth > target.clientWidth) target.tabIndex = 0;
      else target.removeAttribute("tabindex");
    }
  });
  document.querySelectorAll('mjx-container[display="true"]').forEach((formula) => fit.observe(formula));
});
