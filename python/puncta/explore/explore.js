"use strict";
// Asks the server for a first look at every move, then for the whole treatment with more and more replicates. One
// question at a time: a look that is nearly there is waited for, so that pictures follow while one drags;
// everything else is given up for a newer move.
(() => {
  const patience = 400;  // ms that a look may take before a newer move gives it up
  const form = document.getElementById("knobs");
  const page = Array.from(crypto.getRandomValues(new Uint32Array(4)), (part) => part.toString(36)).join("");
  const controls = [...form.querySelectorAll("input, select")];
  const save = document.getElementById("save");
  let asking = null;  // { look, since, abort } of the question on its way
  let moved = false;  // since it was asked
  let began = performance.now();  // when the move was made that is not drawn yet

  const values = () => Object.fromEntries(
    controls.map((one) => [one.name, one.type === "range" ? one.valueAsNumber : one.value]));

  const tell = () => {
    for (const one of controls) {
      if (one.type !== "range") continue;
      const decimals = (one.step.split(".")[1] || "").length;
      const exact = String(Number(one.valueAsNumber.toFixed(6)));
      const rounded = one.valueAsNumber.toFixed(decimals);
      const text = `${Number(rounded) === Number(exact) ? rounded : exact} ${one.dataset.unit}`.trim();
      form.querySelector(`output[for="${one.id}"]`).textContent = text;
      one.setAttribute("aria-valuetext", text);
    }
  };

  const outdated = (yes) => document.body.classList.toggle("outdated", yes);
  const state = (text) => { document.getElementById("state").textContent = text; };
  const savable = (name) => {
    if (name) {
      save.href = `scenario/${name}`;
      save.removeAttribute("aria-disabled");
    } else {
      save.removeAttribute("href");
      save.setAttribute("aria-disabled", "true");
    }
  };
  const problem = (reasons) => {
    const lines = reasons.map((reason) => {
      const line = document.createElement("p");
      line.textContent = reason;
      return line;
    });
    document.getElementById("problem").replaceChildren(...lines);
  };

  const ask = async (kind, more) => {
    const mine = { look: kind === "look", since: performance.now(), began, abort: new AbortController() };
    asking = mine;
    let answer = { reasons: ["The program does not answer any more; start it again for a new page."] };
    try {
      const reply = await fetch(kind, {
        method: "POST",
        signal: mine.abort.signal,
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify({ page, ...more }),
      });
      answer = await reply.json();
    } catch {
      // Given up, or the program ended.
    }
    if (asking !== mine) return;  // a newer move took over
    asking = null;
    if (!answer.reasons) {
      draw(answer);
      if (mine.look) document.body.dataset.took = Math.round(performance.now() - mine.began);
    }
    if (moved) return look();
    if (answer.next) return ask("whole", { values: more.values, replicates: answer.next });
    if (answer.reasons) {
      problem(answer.reasons);
      outdated(true);
      state("Not computed; the pictures are those of before.");
    }
  };

  const draw = (answer) => {
    document.getElementById("pictures").innerHTML = answer.pictures;
    document.getElementById("summary").innerHTML = answer.summary;
    state(answer.state);
    savable(answer.export);
    problem([]);
    outdated(moved);
    document.body.dataset.drawn = Number(document.body.dataset.drawn || 0) + 1;
  };

  const look = () => {
    moved = false;
    return ask("look", { values: values() });
  };

  const move = () => {
    tell();
    savable(null);
    outdated(true);
    if (!moved) began = performance.now();
    moved = true;
    if (!asking || !asking.look) return giveUp();
    const mine = asking;
    setTimeout(() => { if (asking === mine && moved) giveUp(); },
      Math.max(0, patience - (performance.now() - mine.since)));
  };
  const giveUp = () => {
    if (asking) asking.abort.abort();
    look();
  };

  form.addEventListener("input", move);
  form.addEventListener("reset", () => setTimeout(move));
  form.addEventListener("submit", (event) => event.preventDefault());
  addEventListener("pagehide", () => navigator.sendBeacon("leave", JSON.stringify({ page })));
  tell();
  look();
})();
