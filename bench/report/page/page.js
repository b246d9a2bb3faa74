// What the page can do beyond being read: filter by server, workload, load and words, sort a table, show every launch.
// What is chosen stands in the address behind the section (#latency?server=go_nethttp), so a link keeps it.
// All numbers and words come from the page; nothing foreign is ever read as markup or as code. It stands right behind the
// tools, which work at once; what needs the whole page begins when that has been read.
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
  const page = globalThis.reqbenchPage = { all, by, parsed, unpacked, chosen }; // draw.js adds `highlight`

  // On paper nothing can be opened: what is worth reading is. A figure keeps its unit.
  const opened = new Set(), untorn = new Map();
  addEventListener("beforeprint", () => {
    all("td.number").forEach((cell) => {
      const text = (cell.firstElementChild || cell).firstChild;
      if (text) untorn.set(text, text.data);
    });
    untorn.forEach((data, text) => { text.data = data.replace(/(\d) (?!\()/g, "$1\u00a0"); });
    all("details.told:not([open]), details.rest:not([open])").forEach((part) => { part.open = true; opened.add(part); });
  });
  addEventListener("afterprint", () => {
    opened.forEach((part) => { part.open = false; });
    opened.clear();
    untorn.forEach((data, text) => { text.data = data; });
    untorn.clear();
  });

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
    page.highlight?.();
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

  function readAddress() {
    const [id, text = ""] = location.hash.slice(1).split(/\?(.*)/s);
    const words = new URLSearchParams(text);
    if (text || !id) {
      const known = new Set(all("[data-server]", tools).map((chip) => chip.dataset.server));
      chosen.servers = new Set(words.getAll("server").filter((server) => known.has(server)));
      for (const key of ["workload", "load", "find", "sort"]) chosen[key] = words.get(key) || "";
      for (const key of ["workload", "load"])
        if (!by(key) || ![...by(key).options].some((option) => option.value === chosen[key])) chosen[key] = "";
    }
    section = id;
  }

  function recall() {
    readAddress();
    const table = document.querySelector("table.whole");
    const column = table && chosen.sort ? headOf(table, chosen.sort.replace(/^-/, "")) : -1;
    if (column >= 0) sortBy(table, column, chosen.sort.startsWith("-")); else chosen.sort = "";
    show();
    go(section);
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
    readAddress();
    show();
  }
  addEventListener("DOMContentLoaded", () => {
    all("table.whole, table.figures").forEach(makeSortable);
    if (by("launches-table")) launchesSeen.observe(by("launches-table"));
    if (!document.querySelector(".picture")) document.documentElement.dataset.ready = "yes"; // nothing is drawn
    if (tools) recall(); // also what was chosen since, for that stands in the address
  });
})();
