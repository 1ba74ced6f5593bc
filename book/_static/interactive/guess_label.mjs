// The reader labels images first and then sees the given labels, what networks answered, and what others see.
import { button, choice, element, fill, percent, roving, row, status } from "./controls.mjs";
import { wilson } from "./proportion.mjs";

const MOST_BUTTONS = 12;
const SIDE = 176; // pixels of the image to be labelled

export default async function show(figure) {
  const { words, data, panel } = figure;
  const { names } = words;
  const sets = data.order;
  const state = {
    set: figure.recall("set", sets[0]),
    round: Number(figure.recall("round", 0)),
    labels: figure.recall("labels", "").split(".").filter(Boolean).map(Number),
    shown: figure.recall("shown", "") === "yes",
  };
  if (!sets.includes(state.set)) state.set = sets[0];
  const rounds = () => Math.max(1, Math.floor(data.sets[state.set].length / data.round));
  if (!(state.round >= 0 && state.round < rounds() && Number.isInteger(state.round))) state.round = 0;
  const images = () => data.sets[state.set].slice(state.round * data.round, (state.round + 1) * data.round);
  if (state.labels.length > images().length || state.labels.some((label) => !(label >= 0 && label < names.length))) state.labels = [];

  const set = choice(words.set, sets.map((name) => [name, words[name]]), state.set, (name) => restart({ set: name, round: 0 }));
  const asked = element("p");
  const said = status();
  const face = element("div", { className: "guess-image" });
  const [control, first] = names.length > MOST_BUTTONS ? list() : buttons();
  const back = button(words.back, () => ((state.labels.pop()), draw(first)));
  const answers = button(words.show, () => ((state.shown = true), draw(said)));
  const again = button(words.again, () => restart({}));
  const others = button(words.others, () => restart({ round: (state.round + 1) % rounds() }));
  const result = element("div", { className: "guess-result" });
  const tiles = element("ul", { className: "interactive-tiles" });
  said.tabIndex = -1; // what is read next when the controls go
  panel.append(...(sets.length > 1 ? [row(set)] : []), asked, said, face, control, result, tiles, row(back, answers, again, others));
  panel.addEventListener("keydown", (event) => {
    const label = /^[1-9]$/.test(event.key) ? Number(event.key) - 1 : names.length;
    if (control.hidden || names.length > MOST_BUTTONS || label >= names.length || event.ctrlKey || event.altKey || event.metaKey) return;
    event.preventDefault();
    give(label);
  });

  function buttons() {
    const all = names.map((name, label) => button(name, () => give(label)));
    all.slice(0, 9).forEach((one, label) => {
      one.prepend(element("span", { className: "guess-key", "aria-hidden": "true" }, label + 1));
      one.setAttribute("aria-keyshortcuts", label + 1);
    });
    roving(all, 1);
    return [element("div", { className: "interactive-row", role: "group", "aria-label": words.classes }, ...all), all[0]];
  }

  function list() {
    const classes = choice(words.classes, names.map((name, label) => [label, name]), 0, () => {});
    return [row(classes, button(words.take, () => give(Number(classes.control.value)))), classes.control];
  }

  function give(label) {
    state.labels.push(label);
    draw(state.labels.length === images().length ? said : undefined);
  }

  function restart(changes) {
    Object.assign(state, { labels: [], shown: false }, changes);
    draw(first);
  }

  function draw(focused) {
    const all = images();
    const done = state.shown || state.labels.length === all.length;
    figure.remember({ set: state.set, round: state.round || "", labels: state.labels.join("."), shown: state.shown ? "yes" : "" });
    for (const one of [asked, face, control, answers]) one.hidden = done;
    back.hidden = done || !state.labels.length;
    for (const one of [result, tiles]) one.hidden = !done;
    again.hidden = !done;
    others.hidden = !done || rounds() < 2;
    if (done) conclude(all);
    else ask(all);
    focused?.focus();
  }

  function ask(all) {
    const k = state.labels.length;
    const where = fill(words.image, { k: k + 1, n: all.length });
    const keys = element("span", { className: "guess-keys" }, words.keys);
    asked.replaceChildren(all.length > 1 ? fill(words.start, { n: all.length }) : words.start_one, ...(names.length > MOST_BUTTONS ? [] : [keys]));
    said.textContent = where;
    const { width, height } = figure.sheets[state.set];
    const scale = Math.min(4, Math.max(1, Math.floor(SIDE / Math.max(width, height))));
    face.replaceChildren(figure.tile(state.set, state.round * data.round + k, where, scale));
  }

  function conclude(all) {
    const labelled = all.slice(0, state.labels.length).map((image, place) => ({ ...image, you: state.labels[place], answer: image.answers[0][0] }));
    const n = labelled.length;
    const agreed = (found, key, truth) => {
      const [k, n] = [found.filter((image) => image[key] === image[truth]).length, found.length];
      const interval = wilson(k, n).map((end) => percent(end).slice(0, -1)).join("–");
      return { k, n, share: percent(k / n), interval: `${interval}%` };
    };
    const kinds = ["label", "truth", "crowd"].map((kind) => [kind, labelled.filter((image) => image[kind] >= 0)]).filter(([, known]) => known.length);
    const isFew = (known) => known.length < data.few;
    const cell = (key) => ([kind, known]) => element("td", {}, key === kind ? "–" : fill(isFew(known) ? words.cell_few : words.cell, agreed(known, key, kind)));
    const lines = Object.entries({ you: "you", answer: "networks", ...(kinds.length > 1 && { label: "given" }) });
    const you = agreed(labelled, "you", "label");
    said.textContent = n ? fill(you.k ? words.result : words.result_none, you) : words.none;
    const table = element(
      "table",
      { className: "guess-agreement" },
      element("caption", {}, fill(kinds.every(([, known]) => isFew(known)) ? words.agreement_few : words.agreement, { n })),
      element("thead", {}, element("tr", {}, ...["who", ...kinds.map(([kind]) => kind)].map((head) => element("th", { scope: "col" }, words[head])))),
      element("tbody", {}, ...lines.map(([key, who]) => element("tr", {}, element("th", { scope: "row" }, words[who]), ...kinds.map(cell(key))))),
    );
    const more = [state.set === "doubtful" ? words.chosen : words.overall, words.differs].map((line) => element("p", {}, line));
    result.replaceChildren(...(n ? [table] : []), ...more);
    tiles.replaceChildren(...all.map(item));
  }

  function item(image, place) {
    const sign = (name) => (name < 0 || name === image.label ? "" : "≠ ");
    const listed = (found, of) => found.map(([name, value]) => `${of[name]} ${value}`).join(words.and);
    const lines = [fill(words.label_is, { name: names[image.label] })];
    const you = state.labels[place];
    if (you !== undefined) lines.push(sign(you) + fill(words.you_are, { name: names[you] }));
    lines.push(sign(image.answers[0][0]) + fill(words.networks_are, { answers: listed(image.answers, names) }));
    if (image.truth >= 0) lines.push(sign(image.truth) + fill(words.truth_is, { name: names[image.truth] }));
    if (image.votes) lines.push(sign(image.crowd) + fill(words.crowd_is, { answers: listed(image.votes, words.votes) }));
    const { width, height } = figure.sheets[state.set];
    const picture = figure.tile(state.set, state.round * data.round + place, fill(words.tile, image), Math.min(2, 96 / Math.max(width, height)));
    return element("li", {}, picture, ...lines.map((line) => element("span", {}, line)));
  }

  draw();
}
