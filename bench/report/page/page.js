// What the page can do beyond being read: draw its charts, filter by server, workload, load and words, sort a table, show
// every launch. What is chosen stands in the address behind the section (#latency?server=go_nethttp), so a link keeps it.
// All numbers and words come from the page; nothing foreign is ever read as markup or as code.
"use strict";
(() => {
  const all = (selector, inside = document) => [...inside.querySelectorAll(selector)];
  const by = (id) => document.getElementById(id);
  const parsed = (id) => JSON.parse(by(id).textContent);
  // Rows as objects again, of columns in which each text stands once.
  const unpacked = ({ rows, columns }) => Array.from({ length: rows }, (_, i) => Object.fromEntries(
    Object.entries(columns).map(([key, { values, words }]) => [key, words ? words[values[i]] : values[i]])));
  const tools = by("tools");
  const chosen = { servers: new Set(), workload: "", load: "", find: "", sort: "" };

  // ---- charts ----
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

  function tip(handler, event, item, value) {
    const box = by("tip");
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

  // On paper nothing can be opened: what is worth reading is, and charts that nobody has scrolled to are drawn.
  const opened = new Set();
  addEventListener("beforeprint", () => {
    all("details.told:not([open]), details.rest:not([open])").forEach((part) => { part.open = true; opened.add(part); });
    pictures.forEach(draw);
  });
  addEventListener("afterprint", () => {
    opened.forEach((part) => { part.open = false; });
    opened.clear();
  });
  // Vega follows the width by itself; what stands at the ends of lines comes and goes.
  addEventListener("resize", () => drawn.forEach(({ view, narrow }, place) => {
    if (!place.clientWidth || isNarrow(place) === narrow) return;
    view.finalize();
    place.replaceChildren();
    drawn.delete(place);
    draw(place);
  }));

  // ---- tables ----
  function sortBy(table, column, descending) {
    const value = (row) => {
      const cell = row.cells[column], number = cell.dataset.v;
      return cell.classList.contains("number") ? (number === undefined ? null : Number(number)) : cell.textContent;
    };
    const sign = descending ? -1 : 1;
    const rows = [...table.tBodies[0].rows].map((row) => [value(row), row]);
    rows.sort(([a], [b]) => {
      if (a === null || b === null) return (a === null) - (b === null); // what has no figure stands last
      return sign * (typeof a === "number" ? a - b : a.localeCompare(b, "en", { numeric: true }));
    });
    table.tBodies[0].append(...rows.map(([, row]) => row));
    [...table.tHead.rows[0].cells].forEach((head, i) =>
      i === column ? head.setAttribute("aria-sort", descending ? "descending" : "ascending") : head.removeAttribute("aria-sort"));
  }

  function makeSortable(table) {
    [...table.tHead.rows[0].cells].forEach((head, column) => {
      if (!head.textContent) return; // a button needs a name
      const button = document.createElement("button");
      button.type = "button";
      button.className = "sort";
      button.append(...head.childNodes);
      button.addEventListener("click", () => {
        const descending = head.getAttribute("aria-sort") === "ascending";
        sortBy(table, column, descending);
        if (table.classList.contains("whole")) {
          chosen.sort = (descending ? "-" : "") + (head.dataset.key || "server");
          remember();
        }
      });
      head.append(button);
    });
  }

  const headOf = (table, key) =>
    [...table.tHead.rows[0].cells].findIndex((head) => (head.dataset.key || "server") === key);

  // ---- every launch ----
  let trials = null, launches = null;
  const wanted = (server, workload, load, text) =>
    (!chosen.servers.size || !server || chosen.servers.has(server)) &&
    (!chosen.workload || !workload || workload === chosen.workload) &&
    (!chosen.load || !load || load === "–" || load === chosen.load) &&
    (!chosen.find || text.toLowerCase().includes(chosen.find.toLowerCase()));

  function showLaunches() {
    const place = by("launches-table");
    if (!place) return;
    trials ??= parsed("trials");
    const table = document.createElement("table"), named = new Set();
    table.className = "launches";
    const head = table.createTHead().insertRow();
    trials.columns.forEach((title) => {
      const cell = document.createElement("th");
      cell.scope = "col";
      cell.textContent = title;
      head.append(cell);
    });
    const body = table.createTBody();
    launches ??= unpacked(trials.rows).map((row) => Object.values(row));
    for (const texts of launches) {
      if (!wanted(texts[2], texts[3], texts[4], texts.join(" "))) continue;
      const row = body.insertRow();
      if (!named.has(texts[0])) { row.id = "trial-" + texts[0]; row.tabIndex = -1; named.add(texts[0]); }
      texts.forEach((text) => { row.insertCell().textContent = text; });
    }
    const box = document.createElement("div");
    box.className = "scroll";
    box.tabIndex = 0;
    box.setAttribute("role", "region");
    box.setAttribute("aria-label", "Every launch");
    box.append(table);
    place.replaceChildren(box);
  }
  const launchesSeen = new IntersectionObserver((seen) => {
    if (!seen.some((one) => one.isIntersecting)) return;
    launchesSeen.disconnect();
    if (!by("launches-table").firstChild) showLaunches();
  }, { rootMargin: "600px" });

  // ---- what is chosen ----
  function show() {
    all("[data-server]", tools).forEach((chip) => chip.setAttribute("aria-pressed", chosen.servers.has(chip.dataset.server)));
    for (const id of ["workload", "load", "find"]) if (by(id)) by(id).value = chosen[id];
    all("figure[data-workload], section[data-workload]").forEach((part) => {
      part.hidden = Boolean(chosen.workload) && part.dataset.workload !== chosen.workload;
    });
    const filters = chosen.servers.size > 0 || Boolean(chosen.workload || chosen.load || chosen.find);
    if (filters || filtered) filterRows();
    filtered = filters;
    drawn.forEach(({ view }) => view.signal("chosen", [...chosen.servers]).run());
    if (by("launches-table")?.firstChild) showLaunches();
  }

  let filtered = false; // rows are looked at only when something is hidden
  function filterRows() {
    let rows = 0, shown = 0;
    all("tr[data-server]").forEach((row) => {
      const whole = row.closest("table").classList.contains("whole");
      const { server, workload, load } = row.dataset;
      row.hidden = whole ? !wanted(server, workload, load, row.textContent) : chosen.servers.size > 0 && !chosen.servers.has(server);
      if (whole) { rows += 1; shown += row.hidden ? 0 : 1; }
    });
    by("shown").textContent = shown < rows ? `${shown} of ${rows} rows of “All figures” shown` : "";
  }

  let section = "";
  function fragment() {
    const words = new URLSearchParams();
    chosen.servers.forEach((server) => words.append("server", server));
    for (const key of ["workload", "load", "find", "sort"]) if (chosen[key]) words.set(key, chosen[key]);
    const text = words.toString();
    return section + (text ? "?" + text : "");
  }
  function remember() {
    const text = fragment();
    history.replaceState(null, "", text ? "#" + text : location.pathname);
  }

  function recall() {
    const [id, text = ""] = location.hash.slice(1).split(/\?(.*)/s);
    const words = new URLSearchParams(text);
    if (text || !id) {
      const known = new Set(all("[data-server]", tools).map((chip) => chip.dataset.server));
      chosen.servers = new Set(words.getAll("server").filter((server) => known.has(server)));
      for (const key of ["workload", "load", "find", "sort"]) chosen[key] = words.get(key) || "";
      for (const key of ["workload", "load"])
        if (!by(key) || ![...by(key).options].some((option) => option.value === chosen[key])) chosen[key] = "";
      const table = document.querySelector("table.whole");
      const column = table && chosen.sort ? headOf(table, chosen.sort.replace(/^-/, "")) : -1;
      if (column >= 0) sortBy(table, column, chosen.sort.startsWith("-")); else chosen.sort = "";
    }
    section = id;
    show();
    go(id);
  }

  function go(id) {
    if (/^trial-\d+$/.test(id)) {
      by("launches-table")?.closest("details")?.setAttribute("open", "");
      showLaunches();
      if (!by(id)) { Object.assign(chosen, { servers: new Set(), workload: "", load: "", find: "" }); show(); showLaunches(); }
      all("tr.found").forEach((row) => row.classList.remove("found"));
      by(id)?.classList.add("found");
      by(id)?.focus({ preventScroll: true });
    }
    if (id) by(id)?.scrollIntoView();
  }

  document.addEventListener("toggle", ({ target }) => all(".trials", target).forEach((place) => {
    if (place.firstElementChild) return;
    place.replaceChildren(...place.textContent.split(", ").flatMap((number, i) => {
      const link = document.createElement("a");
      link.href = "#trial-" + number;
      link.textContent = number;
      return i ? [", ", link] : [link];
    }));
  }), true);

  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[href^='#']");
    if (!link) return;
    event.preventDefault();
    section = link.getAttribute("href").slice(1);
    history.pushState(null, "", "#" + fragment());
    go(section);
  });
  addEventListener("popstate", () => tools ? recall() : go(location.hash.slice(1)));

  // ---- begin ----
  const box = document.createElement("div");
  box.id = "tip";
  box.hidden = true;
  document.body.append(box);
  all("table.whole, table.figures").forEach(makeSortable);
  if (tools) {
    tools.hidden = false;
    new ResizeObserver(() => document.documentElement.style.setProperty("--tools-height", tools.offsetHeight + 8 + "px"))
      .observe(tools);
    tools.addEventListener("submit", (event) => event.preventDefault());
    all("[data-server]", tools).forEach((chip) => chip.addEventListener("click", () => {
      const { server } = chip.dataset;
      if (!chosen.servers.delete(server)) chosen.servers.add(server);
      show();
      remember();
    }));
    for (const id of ["workload", "load", "find"])
      by(id)?.addEventListener("input", () => { chosen[id] = by(id).value; show(); remember(); });
    by("reset").addEventListener("click", () => {
      Object.assign(chosen, { servers: new Set(), workload: "", load: "", find: "" });
      show();
      remember();
    });
    recall();
  }
  if (by("launches-table")) launchesSeen.observe(by("launches-table"));
  pictures.forEach((place) => near.observe(place));
  drawing = true;
  requestAnimationFrame(() => setTimeout(() => soon(drawNext), 150)); // first what can be clicked, then what is looked at
})();
