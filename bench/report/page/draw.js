// The charts of the page, drawn by the library from specs made in C++; the chosen servers stand out in them.
"use strict";
(() => {
  const { all, by, parsed, unpacked, chosen } = globalThis.reqbenchPage;
  let specs = null;
  const drawn = new Map();
  const config = {
    aria: false, background: null, font: "system-ui, sans-serif", view: { stroke: null },
    autosize: { type: "fit-x", contains: "padding" },
    axis: { labelColor: "var(--ink)", titleColor: "var(--muted)", gridColor: "var(--grid)", domainColor: "var(--grid)",
      tickColor: "var(--grid)", labelFontSize: 12, titleFontSize: 12, titleFontWeight: "normal", labelLimit: 170,
      labelSeparation: 8 },
    mark: { aria: false }, text: { fontSize: 12 },
  };

  const box = document.createElement("div");
  box.id = "tip";
  box.hidden = true;
  document.body.append(box);

  function tip(handler, event, item, value) {
    if (value == null || value === "") { box.hidden = true; return; }
    box.textContent = Object.entries(value).map(([name, text]) => `${name}: ${text}`).join("\n");
    box.hidden = false;
    const { width, height } = box.getBoundingClientRect();
    box.style.left = Math.max(4, Math.min(event.clientX + 14, innerWidth - width - 8)) + "px";
    box.style.top = (event.clientY + 18 + height > innerHeight ? event.clientY - height - 10 : event.clientY + 18) + "px";
  }

  const isNarrow = (place) => place.clientWidth < 480;

  function fitted(spec, narrow) {
    // Names at the ends of lines take their room from the picture; a narrow one has none to give.
    const whole = (part) => part.data ? { ...part, data: { values: unpacked(part.data.values) } } : part;
    const layer = spec.layer.filter((one) => !narrow || one.name !== "ends").map(whole);
    return { ...whole(spec), layer, config, padding: { left: 2, top: 6, bottom: 2, right: 10 } };
  }

  // The library is read with the first chart, when the page can already be used.
  function library() {
    if (!globalThis.reqbenchCharts) {
      const script = document.createElement("script");
      script.textContent = by("chart-library").textContent;
      document.head.append(script);
    }
    return globalThis.reqbenchCharts;
  }

  function draw(place) {
    if (drawn.has(place) || !place.clientWidth) return;
    const { compile, parse, View, expressionInterpreter } = library();
    specs ??= parsed("specs");
    const spec = fitted(specs[place.dataset.chart], isNarrow(place));
    const view = new View(parse(compile(spec).spec, undefined, { ast: true }), {
      expr: expressionInterpreter, renderer: "svg", container: place, hover: true, tooltip: tip });
    view.signal("chosen", [...chosen.servers]).run();
    place.firstElementChild?.setAttribute("aria-hidden", "true"); // the picture's own label and table speak for it
    drawn.set(place, { view, narrow: isNarrow(place) });
  }

  // One chart at a time, those near the window first, and only while the reader does nothing.
  const pictures = all(".picture"), awaited = new Set();
  const soon = globalThis.requestIdleCallback
    ? (work) => requestIdleCallback(work, { timeout: 1000 }) : (work) => setTimeout(work, 20);
  let drawing = false;
  function drawNext() {
    const isDue = (place) => !drawn.has(place) && place.clientWidth;
    const next = [...awaited].find(isDue) || pictures.find(isDue);
    drawing = Boolean(next);
    if (!next) { document.documentElement.dataset.ready = "yes"; return; }
    if (!globalThis.reqbenchCharts) library(); else { awaited.delete(next); draw(next); }
    soon(drawNext);
  }
  const near = new IntersectionObserver((seen) => {
    seen.forEach((one) => one.isIntersecting ? awaited.add(one.target) : awaited.delete(one.target));
    if (awaited.size && !drawing) { drawing = true; soon(drawNext); }
  }, { rootMargin: "300px" });

  addEventListener("beforeprint", () => pictures.forEach(draw)); // also those that nobody has scrolled to
  // Vega follows the width by itself; what stands at the ends of lines comes and goes.
  addEventListener("resize", () => drawn.forEach(({ view, narrow }, place) => {
    if (!place.clientWidth || isNarrow(place) === narrow) return;
    view.finalize();
    place.replaceChildren();
    drawn.delete(place);
    draw(place);
  }));

  globalThis.reqbenchPage.highlight = () =>
    drawn.forEach(({ view }) => view.signal("chosen", [...chosen.servers]).run());

  // First what can be clicked, then what is looked at: a reader who is busy is not interrupted.
  const calm = 200, busy = ["pointerdown", "keydown"];
  let rest = 0;
  function beginDrawing() {
    busy.forEach((kind) => removeEventListener(kind, wait));
    pictures.forEach((place) => near.observe(place));
    drawing = true;
    soon(drawNext);
  }
  function wait() {
    clearTimeout(rest);
    rest = setTimeout(beginDrawing, calm);
  }
  addEventListener("load", () => requestAnimationFrame(() => {
    busy.forEach((kind) => addEventListener(kind, wait));
    wait();
  }));
})();
