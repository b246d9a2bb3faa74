// What a page of reqbench needs of Vega: Vega-Lite's compiler, Vega's parser and view, and the interpreter that spares
// the page `eval`.
import { parse, View } from "vega";
import { expressionInterpreter } from "vega-interpreter";
import { compile } from "vega-lite";

globalThis.reqbenchCharts = { compile, parse, View, expressionInterpreter };
