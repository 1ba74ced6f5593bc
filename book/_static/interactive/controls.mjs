// Controls of interactive figures: native elements, so that keyboard and screen readers work as they do everywhere.

let labels = 0;

/** `element("p", {className: "x"}, "text", child)`; attributes with a hyphen are set as attributes. */
export function element(tag, properties = {}, ...children) {
  const made = document.createElement(tag);
  for (const [key, value] of Object.entries(properties)) {
    if (key.includes("-") || key === "role" || key === "for") made.setAttribute(key, value);
    else made[key] = value;
  }
  made.append(...children);
  return made;
}

/** `fill("{n} of {all}", {n: 2, all: 5})` is "2 of 5"; where Chinese meets a letter or digit of a value is a space. */
export function fill(text, values) {
  const pieces = text.split(/(\{\w+\})/).map((piece) => String(values[/^\{(\w+)\}$/.exec(piece)?.[1]] ?? piece));
  return pieces.reduce((before, after) => before + (MEET.test(before.slice(-1) + after.slice(0, 1)) ? " " : "") + after);
}

const MEET = /^([\u4e00-\u9fff][A-Za-z0-9]|[A-Za-z0-9][\u4e00-\u9fff])$/;

/** `n` of `all`, in the form that the number asks for: one of `none`, `one`, `some` and `all`. */
export function counted(forms, n, all) {
  const form = n === 0 ? "none" : n === all && all > 1 ? "all" : n === 1 ? "one" : "some";
  return fill(forms[form], { n, all });
}

export function percent(share, digits = 0) {
  return `${(100 * share).toFixed(digits)}%`;
}

/** A number with a true minus sign. */
export function decimal(value, digits = 2) {
  const text = value.toFixed(digits);
  return Number(text) === 0 ? text.replace("-", "") : text.replace("-", "−");
}

function labelled(label, control) {
  control.id = `interactive-control-${++labels}`;
  return element("div", { className: "interactive-control" }, element("label", { for: control.id }, label), control);
}

/** The name of a run or a network is read as English on Chinese pages too. */
function option(key, text) {
  return element("option", { value: key, ...(HAN.test(text) ? {} : { lang: "en" }) }, text);
}

const HAN = /\p{Script=Han}/u;

/** One of several: `options` are [value, text]; `changed` gets the value. `put` offers others. */
export function choice(label, options, value, changed) {
  const select = element("select", { className: "form-select" });
  const put = (offered) => select.replaceChildren(...offered.map(([key, text]) => option(key, text)));
  put(options);
  const known = options.some(([key]) => String(key) === String(value));
  if (known) select.value = value;
  select.addEventListener("change", () => changed(select.value));
  const box = labelled(label, select);
  return Object.assign(box, { control: select, put });
}

/** A number from `min` to `max`; `text` says what a value means, beside the slider and to screen readers. */
export function slider(label, { min, max, step = 1, value }, text, changed) {
  const input = element("input", { type: "range", className: "form-range", min, max, step });
  input.value = value;
  const said = element("output");
  const box = labelled(label, input);
  said.setAttribute("for", input.id);
  box.append(said);
  const tell = () => {
    said.textContent = text(Number(input.value));
    input.setAttribute("aria-valuetext", said.textContent);
  };
  input.addEventListener("input", () => (tell(), changed(Number(input.value))));
  tell();
  const set = (number, limit = input.max) => ((input.max = limit), (input.value = number), tell());
  return Object.assign(box, { control: input, set });
}

/** A whole number to type. What is none, or out of the limits, is not taken: `range` says why, and the last one comes back. */
export function wholeNumber(label, [min, max], range, changed) {
  const input = element("input", { type: "number", className: "form-control", min, max, step: 1 });
  const box = labelled(label, input);
  const hint = element("span", { className: "interactive-hint", role: "status" });
  box.append(hint);
  const usable = () => input.value !== "" && input.validity.valid;
  let last = min;
  input.addEventListener("input", () => {
    // Not later, when the box is left: what the hint moves down would escape the click that leaves it.
    hint.textContent = input.validity.valid ? "" : fill(range, { low: min, high: max.toLocaleString("en") });
    if (usable()) changed(Number(input.value));
  });
  input.addEventListener("change", () => usable() || (input.value = last));
  const put = (value) => {
    hint.textContent = "";
    last = value;
    if (Number(input.value) !== value) input.value = value; // not while "08" is typed for 8
  };
  return Object.assign(box, { control: input, put });
}

/** Yes or no. */
export function checkbox(label, value, changed) {
  const input = element("input", { type: "checkbox", className: "interactive-check", checked: value });
  input.addEventListener("change", () => changed(input.checked));
  return Object.assign(labelled(label, input), { control: input });
}

export function button(label, pressed, properties = {}) {
  const made = element("button", { type: "button", className: "interactive-button", ...properties }, label);
  made.addEventListener("click", pressed);
  return made;
}

/** A line that screen readers read out when it changes. */
export function status() {
  return element("p", { className: "interactive-status", role: "status" });
}

/** A row of controls. */
export function row(...controls) {
  return element("div", { className: "interactive-row" }, ...controls);
}

/** A box in which what is too wide scrolls, also by the keyboard; `label` is its name. */
export function scrolling(label, ...children) {
  return element("div", { className: "interactive-wide", tabIndex: 0, role: "region", "aria-label": label }, ...children);
}

/** Elements among which the arrow keys move, one of them a stop of the Tab key; `across` of them stand in a row. */
export function roving(elements, across) {
  elements.forEach((one, place) => {
    one.tabIndex = place ? -1 : 0;
    one.addEventListener("focus", () => elements.forEach((other) => (other.tabIndex = other === one ? 0 : -1)));
    one.addEventListener("keydown", (event) => {
      const step = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: across, ArrowUp: -across }[event.key];
      const next = step && elements[place + step];
      if (!next) return;
      event.preventDefault();
      next.focus();
    });
  });
}
