// A confusion matrix as a question: each field leads to its images; two runs can be held side by side.
import { checkbox, choice, element, fill, percent, roving, row, status } from "./controls.mjs";

export default async function show(figure) {
  const { words, data, panel } = figure;
  const { classes } = words;
  const shown = new Map(data.shown.map((index, place) => [index, place]));
  const state = {
    run: figure.recall("run", data.runs[0]),
    split: figure.recall("split", "validation"),
    numbers: figure.recall("numbers", "shares"),
    other: figure.recall("other", ""),
    field: figure.recall("field", ""), // label-answer
    side: figure.recall("side", ""), // "other" where the field is one of the run beside
    only: figure.recall("only", ""),
  };
  if (!data.runs.includes(state.run)) state.run = data.runs[0];
  if (!data.runs.includes(state.other)) state.other = "";

  const names = data.runs.map((run) => [run, run]);
  const splits = (run) => data.splits[run].map((split) => [split, words[split]]);
  const change = (key) => (value) => ((state[key] = value), draw().then(() => figure.remember(state)));
  let list = () => {};
  const runs = choice(words.run, names, state.run, change("run"));
  const split = choice(words.split, splits(state.run), state.split, change("split"));
  const numbers = choice(words.numbers, [["shares", words.shares], ["counts", words.counts]], state.numbers, change("numbers"));
  const others = choice(words.other, [["", words.none]], "", change("other"));
  const only = checkbox(words.only, state.only !== "", (value) => ((state.only = value ? "1" : ""), figure.remember(state), list()));
  const matrices = element("div", { className: "interactive-matrices" });
  const said = status();
  const tiles = element("ul", { className: "interactive-tiles", "aria-label": words.images });
  panel.append(row(runs, split, numbers, ...(names.length > 1 ? [others] : [])), matrices, said, only, tiles);

  async function draw() {
    if (!data.splits[state.run].includes(state.split)) state.split = data.splits[state.run][0];
    if (state.other === state.run) state.other = "";
    if (!state.other) state.side = state.only = "";
    split.put(splits(state.run));
    split.control.value = state.split;
    others.put([["", words.none], ...names.filter(([run]) => run !== state.run)]);
    others.control.value = state.other;
    only.control.checked = state.only !== "";
    const pair = [state.run, ...(state.other ? [state.other] : [])];
    const answers = new Map(await Promise.all(pair.map(async (run) => [run, await figure.part(run)])));
    const usable = pair.filter((run) => answers.get(run)[state.split]);
    matrices.replaceChildren(...usable.map((run) => matrix(run, answers.get(run)[state.split])));
    list = () => showImages(answers, pair);
    list();
  }

  function matrix(run, { labels, predicted }) {
    const counts = classes.map(() => classes.map(() => 0));
    labels.forEach((label, place) => (counts[label][predicted[place]] += 1));
    const buttons = [];
    const lines = counts.map((fields, label) => {
      const all = fields.reduce((sum, n) => sum + n, 0);
      const cells = fields.map((n, answer) => {
        const share = all ? n / all : 0;
        const text = state.numbers === "counts" ? String(n) : share.toFixed(2);
        const values = { label: classes[label], answer: classes[answer], n, of: all };
        const [name, side] = [`${label}-${answer}`, run === state.run ? "" : "other"];
        const field = element("button", { type: "button", title: fill(words.field, values), "aria-label": fill(words.field, values), "aria-pressed": String(state.field === name && state.side === side) }, text);
        // No shade in the middle, on which neither dark nor light numbers can be read.
        field.style.setProperty("--share", (share > 0.5 ? 0.5 + share / 2 : 0.7 * share).toFixed(2));
        field.classList.toggle("is-strong", share > 0.5);
        field.addEventListener("click", () => {
          panel.querySelectorAll(".interactive-matrix [aria-pressed=true]").forEach((one) => one.setAttribute("aria-pressed", "false"));
          field.setAttribute("aria-pressed", "true");
          Object.assign(state, { field: name, side });
          figure.remember(state);
          list();
        });
        buttons.push(field);
        return element("td", {}, field);
      });
      return element("tr", {}, element("th", { scope: "row" }, classes[label]), ...cells);
    });
    const heads = classes.map((name) => element("th", { scope: "col" }, name));
    roving(buttons, classes.length);
    return element(
      "table",
      { className: "interactive-matrix" },
      element("caption", {}, fill(words.matrix, { run, split: words[state.split], n: labels.length.toLocaleString("en") })),
      element("thead", {}, element("tr", {}, element("td", {}, words.corner), ...heads)),
      element("tbody", {}, ...lines),
    );
  }

  function showImages(answers, pair) {
    const [, label, answer] = /^(\d+)-(\d+)$/.exec(state.field) ?? [];
    const run = state.side && pair[1] ? pair[1] : pair[0];
    const found = answer < classes.length && label < classes.length ? answers.get(run)[state.split] : undefined;
    only.hidden = !found || pair.length < 2;
    if (!found) return (said.textContent = words.choose), fillTiles([]);
    const labelled = found.labels.flatMap((one, place) => (one === Number(label) ? [place] : []));
    const places = labelled.filter((place) => found.predicted[place] === Number(answer));
    const other = pair.find((name) => name !== run);
    const answered = other && byImage(answers.get(other));
    const of = (place) => answered?.get(found.indices[place]);
    const unlike = places.filter((place) => of(place) && of(place).answer !== found.predicted[place]);
    const here = places.filter((place) => shown.has(found.indices[place]));
    const values = { run, label: classes[label], answer: classes[answer], n: places.length, of: labelled.length };
    const text = [fill(places.length ? words.chosen : words.nobody, values)];
    if (here.length < places.length) text.push(fill(words.some, { shown: here.length }));
    const right = unlike.filter((place) => of(place).answer === found.labels[place]).length;
    if (other && places.length) text.push(...compared(other, places.map(of), unlike.length, right));
    said.textContent = text.join(words.space);
    fillTiles((other && state.only ? here.filter((place) => unlike.includes(place)) : here).map((place) => item(found, place, answered)));
  }

  function compared(run, theirs, n, right) {
    const [learned, unasked] = [theirs.filter((one) => one?.split === "train").length, theirs.filter((one) => !one).length];
    return [
      ...(unasked < theirs.length ? [fill(n === 0 ? words.alike : right === 0 ? words.wrongly : words.differs, { run, n, right })] : []),
      ...(learned ? [fill(words.learned, { run, k: learned })] : []),
      ...(unasked ? [fill(words.unknown, { run, m: unasked })] : []),
    ];
  }

  function fillTiles(items) {
    tiles.replaceChildren(...items);
    Object.assign(tiles, { hidden: !items.length, tabIndex: 0 }); // it may have to be scrolled
  }

  function item(found, place, answered) {
    const index = found.indices[place];
    const [label, answer] = [classes[found.labels[place]], classes[found.predicted[place]]];
    const share = percent(found.percent[place] / 100);
    const where = shown.get(index);
    const alone = fill(words.tile, { id: index, label, answer, share });
    const picture = figure.tile(`images-${Math.floor(where / data.a_sheet)}`, where % data.a_sheet, alone, 1.5);
    const lines = [`#${index}`, `${answer} ${share}`];
    if (answered) lines.push(answered.has(index) ? `↔ ${classes[answered.get(index).answer]}` : words.unasked);
    return element("li", {}, picture, ...lines.map((line) => element("span", {}, line)));
  }

  await draw();
}

/** What a run answers for an image, and in which of its splits the image is. */
function byImage(answers) {
  const found = new Map();
  for (const [split, { indices, predicted }] of Object.entries(answers)) {
    indices.forEach((index, place) => found.set(index, { split, answer: predicted[place] }));
  }
  return found;
}
