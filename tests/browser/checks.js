/* What a browser is asked about a page that it shows. */
window.checks = {
  settled: () => [...document.querySelectorAll("figure[data-spec]")]
    .every((figure) => figure.querySelector(".drawing svg") || window.violations.length),

  undrawn: () => [...document.querySelectorAll("figure[data-spec]")]
    .filter((figure) => !figure.querySelector(".drawing svg path, .drawing svg line"))
    .map((figure) => figure.id),

  tableless: () => [...document.querySelectorAll("figure[data-spec]")]
    .filter((figure) => !figure.querySelector("details[open] tbody tr")?.checkVisibility())
    .map((figure) => figure.id),

  tooWide: () => document.documentElement.scrollWidth <= window.innerWidth ? [] :
    [...document.querySelectorAll("body *")]
      .filter((element) => element.getBoundingClientRect().right > window.innerWidth + 1)
      .map((element) => element.outerHTML.slice(0, 80)).slice(0, 3),

  tabbable: () => [...document.querySelectorAll(
    'a[href], button, input:not([type="hidden"]), select, textarea, summary, [tabindex="0"]',
  )].filter((element) => element.checkVisibility() && !element.disabled).length,

  /* Where the focus is: the how-manieth element that had it, whether one sees it, and its beginning. */
  focus: () => {
    const element = document.activeElement;
    if (!element || element === document.body) return null;
    window.order ??= new Map();
    if (!window.order.has(element)) window.order.set(element, window.order.size);
    const style = getComputedStyle(element);
    const outlined = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0;
    return [window.order.get(element), outlined || style.boxShadow !== "none", element.outerHTML.slice(0, 80)];
  },
};
