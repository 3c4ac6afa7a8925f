"use strict";
// Reading values off figures, by pointer or by keyboard, and saving figures. The page reads well without it.
(() => {
  document.documentElement.classList.add("scripted");
  const told = document.createElement("div");
  told.id = "told";
  told.setAttribute("role", "status");
  document.body.append(told);

  const show = (text, x, y) => {
    told.textContent = text;
    const box = told.getBoundingClientRect();
    told.style.left = `${Math.max(4, Math.min(x + 14, innerWidth - box.width - 8))}px`;
    told.style.top = `${y + 18 + box.height > innerHeight ? Math.max(4, y - box.height - 10) : y + 18}px`;
  };
  const hide = () => { told.textContent = ""; };

  const number = (value) => String(Number(value.toPrecision(3)));
  const named = (scale, value) =>
    `${scale.name} ${number(value)}${scale.unit === "%" || scale.unit === "°" ? "" : " "}${scale.unit}`.trim();
  const at = (scale, share) => {
    const [low, high] = scale.limits;
    return scale.log ? low * (high / low) ** share : low + (high - low) * share;
  };

  // Value under the pointer: of a map its cell, elsewhere what the axes say.
  const read = (axes, x, y) => {
    for (const one of axes) {
      const [left, top, right, bottom] = one.box;
      if (x < left || x > right || y < top || y > bottom) continue;
      const shares = [(x - left) / (right - left), (bottom - y) / (bottom - top)];
      const lines = ["x", "y"].map((name, i) => one[name] && named(one[name], at(one[name], shares[i])));
      if (one.cells) {
        const [x0, x1, y0, y1] = one.edges, [rows, columns] = one.shape;
        const column = Math.floor((at(one.x, shares[0]) - x0) / (x1 - x0) * columns);
        const row = Math.floor((at(one.y, shares[1]) - y0) / (y1 - y0) * rows);
        const inside = column >= 0 && column < columns && row >= 0 && row < rows;
        const value = inside ? one.cells[row * columns + column] : null;
        lines.unshift(value === null ? `${one.cell.name}: none here` : named(one.cell, value));
      }
      return lines.filter(Boolean).join("\n");
    }
    return "";
  };

  for (const paper of document.querySelectorAll(".paper")) {
    const svg = paper.querySelector("svg");
    const axes = paper.dataset.told ? JSON.parse(paper.dataset.told) : [];
    const marks = [...svg.querySelectorAll(".told")];
    const texts = new Map(marks.map((mark) => {
      const title = mark.querySelector("title");
      const text = title.textContent;
      title.remove();  // else the browser shows it a second time
      return [mark, text];
    }));
    let chosen = -1;
    const choose = (index) => {
      marks.forEach((mark, i) => mark.classList.toggle("chosen", i === index));
      chosen = index;
      if (index < 0) return hide();
      const box = marks[index].getBoundingClientRect();
      show(texts.get(marks[index]), box.right, box.top);
    };
    paper.addEventListener("pointermove", (event) => {
      const mark = event.target.closest && event.target.closest(".told");
      if (mark) return show(texts.get(mark), event.clientX, event.clientY);
      const box = svg.getBoundingClientRect(), view = svg.viewBox.baseVal;
      const x = (event.clientX - box.left) / box.width * view.width;
      const y = (event.clientY - box.top) / box.height * view.height;
      const text = read(axes, x, y);
      return text ? show(text, event.clientX, event.clientY) : hide();
    });
    paper.addEventListener("pointerleave", hide);
    paper.addEventListener("blur", () => choose(-1));
    paper.addEventListener("keydown", (event) => {
      const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
      if (event.key === "Escape") choose(-1);
      if (!step || !marks.length) return;
      event.preventDefault();
      choose((chosen < 0 && step < 0 ? 0 : chosen + step + marks.length) % marks.length);
    });
  }

  const download = (blob, name) => {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(blob);
    link.download = name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10000);
  };
  const source = (svg) => {
    const copy = svg.cloneNode(true);
    copy.querySelectorAll(".chosen").forEach((mark) => mark.classList.remove("chosen"));
    return new XMLSerializer().serializeToString(copy);
  };
  const picture = (svg, scale, done) => {
    const view = svg.viewBox.baseVal, image = new Image();
    image.onload = () => {
      const canvas = document.createElement("canvas");
      canvas.width = view.width * scale;
      canvas.height = view.height * scale;
      canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
      canvas.toBlob(done, "image/png");
    };
    image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(source(svg))}`;
  };
  for (const button of document.querySelectorAll("button[data-save]")) {
    button.addEventListener("click", () => {
      const figure = button.closest("figure"), svg = figure.querySelector("svg");
      if (button.dataset.save === "png") picture(svg, 3, (blob) => download(blob, `${figure.id}.png`));
      else download(new Blob([source(svg)], { type: "image/svg+xml" }), `${figure.id}.svg`);
    });
  }

  // Paper shows all of it.
  let opened = [];
  addEventListener("beforeprint", () => {
    opened = [...document.querySelectorAll("details:not([open])")];
    opened.forEach((one) => { one.open = true; });
  });
  addEventListener("afterprint", () => opened.forEach((one) => { one.open = false; }));
})();
