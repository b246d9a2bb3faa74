// The look of the HTML page: light and dark by the reader's wish, always light on paper. Better and worse carry a
// sign beside their colour, so that nobody needs to tell colours apart to read a verdict.
#pragma once

#include <string_view>

namespace reqbench::report {

inline constexpr std::string_view page_style = R"css(
:root { --paper: #fff; --ink: #16202c; --muted: #5a6675; --grid: #e3e8ee; --band: #f4f6f9; --better: #00695c;
  --worse: #8a3b00; --alarm: #b3261e; --link: #1767b5; }
@media screen and (prefers-color-scheme: dark) {
  :root { --paper: #14181d; --ink: #e8edf3; --muted: #9aa7b5; --grid: #2b323b; --band: #1d232a; --better: #8ee6d3;
    --worse: #ffa04d; --alarm: #ff8a80; --link: #6db1ff; }
}
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 92rem; padding: 1.5rem; background: var(--paper); color: var(--ink);
  font: 15px/1.5 system-ui, sans-serif; }
header { border-bottom: 1px solid var(--grid); margin-bottom: 1.25rem; }
header p { color: var(--muted); margin: 0 0 .75rem; }
nav { display: flex; flex-wrap: wrap; gap: .25rem 1.25rem; margin: 0 0 .75rem; }
h1 { font-size: 1.05rem; margin: 0; }
h2 { font-size: 1.3rem; margin: 2.25rem 0 .5rem; }
a { color: var(--link); }
code { font: .92em ui-monospace, monospace; background: var(--band); border-radius: 3px; padding: 0 .25em; }
.verdict { font-size: 1.5rem; line-height: 1.35; margin: 0 0 1rem; max-width: 60rem; text-wrap: pretty; }
main > ul { margin: 0 0 1rem; padding-left: 1.2rem; max-width: 60rem; }
li { margin: .25rem 0; overflow-wrap: anywhere; }
.absent { color: var(--alarm); }
.trust { border-left: 4px solid var(--grid); padding: .25rem .75rem; margin: 0 0 1.5rem; max-width: 60rem; }
.scroll { overflow-x: auto; margin: 0 0 1.75rem; max-width: 100%; }
table { border-collapse: separate; border-spacing: 0; font-variant-numeric: tabular-nums; }
caption { text-align: left; font-weight: 600; padding: .25rem 0; }
caption span { position: sticky; left: 0; display: inline-block; max-width: calc(100vw - 3rem); }
caption small { display: block; font-weight: 400; color: var(--muted); }
th, td { padding: .35rem .6rem; text-align: left; vertical-align: top; border-bottom: 1px solid var(--grid);
  white-space: nowrap; }
thead th { color: var(--muted); font-weight: 600; border-bottom: 2px solid var(--grid); white-space: normal;
  vertical-align: bottom; }
tbody th { font-weight: 600; }
tbody th, thead th:first-child { position: sticky; left: 0; background: var(--paper); z-index: 1; }
tbody tr:hover > * { background: var(--band); }
.number { text-align: right; } td:not(.number) { white-space: normal; }
.mark { color: var(--muted); font-weight: 400; border: 1px solid var(--grid); border-radius: 3px; padding: 0 .3em; }
.better { color: var(--better); } .better::before { content: "\2713\00A0"; }
.worse { color: var(--worse); } .worse::before { content: "\2717\00A0"; }
.tie::before { content: "=\00A0"; }
.open { color: var(--muted); } .open::before { content: "?\00A0"; }
.invalid { color: var(--alarm); } .warning { color: var(--worse); } .note { color: var(--muted); }
dl { display: grid; grid-template-columns: minmax(9rem, max-content) 1fr; gap: .3rem 1.25rem; margin: 0; }
dt { color: var(--muted); overflow-wrap: anywhere; } dd { margin: 0; max-width: 56rem; overflow-wrap: anywhere; }
@media (max-width: 40rem) {
  body { padding: 1rem; } .verdict { font-size: 1.2rem; } dl { display: block; } dd { margin: 0 0 .5rem; }
  th, td { padding: .35rem .5rem; } tbody th { white-space: normal; overflow-wrap: anywhere; min-width: 9rem; }
  tbody th, thead th:first-child { border-right: 1px solid var(--grid); }
}
@media print {
  body { max-width: none; padding: 0; font-size: 10pt; } .scroll { overflow: visible; } th, td { padding: .2rem .4rem; }
  tr, .verdict { break-inside: avoid; } h2, caption { break-after: avoid; }
}
)css";

} // namespace reqbench::report
