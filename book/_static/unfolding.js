/* The button of a box that unfolds is called like the box, and by the hint that it shows: the script that adds
   the buttons (sphinx-togglebutton) gives them an English name on pages of every language. */
(() => {
  function nameButtons() {
    for (const button of document.querySelectorAll(".admonition-title > .toggle-button")) {
      const title = document.createElement("span");
      title.className = "toggle-title";
      title.id = `${button.id}-title`;
      title.append(...[...button.parentElement.childNodes].filter((node) => node !== button));
      button.before(title);
      button.setAttribute("aria-labelledby", `${title.id} ${button.id}`);
      button.removeAttribute("aria-label");
    }
  }
  // After that script, which stands before this one and adds its buttons at the same moment.
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", nameButtons);
  else nameButtons();
})();
