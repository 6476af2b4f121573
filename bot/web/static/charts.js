/* Draws each <figure data-spec="…"> in its place and folds its table up. The specification (Vega-Lite's) comes with
   the page; nothing is fetched. Expressions are interpreted: the page's policy forbids to make code of text. */
"use strict";
const config = JSON.parse(document.currentScript.dataset.config);
for (const figure of document.querySelectorAll("figure[data-spec]")) {
  const drawing = figure.querySelector(".drawing");
  const { spec } = vegaLite.compile(JSON.parse(figure.dataset.spec), { config });
  const view = new vega.View(vega.parse(spec, null, { ast: true }), {
    container: drawing,
    expr: vega.expressionInterpreter,
    renderer: "svg",
  });
  view.runAsync().then(
    () => figure.querySelector("details").removeAttribute("open"),
    () => drawing.replaceChildren(),
  );
}
