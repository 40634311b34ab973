import { markup } from "../../markup/html.ts";

/** The style of the help page, in light and dark colours. */
export const HELP_STYLE = markup`
:root { color-scheme: light dark; }
body {
  margin: 0; padding: 1.25rem; background: light-dark(#fff, #14191b); color: light-dark(#111, #eee);
  font: 1.05rem/1.5 system-ui, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif; overflow-wrap: anywhere;
}
main { max-width: 38rem; margin: 0 auto; }
h1 { margin: 0 0 0.6rem; font-size: 1.7rem; line-height: 1.2; }
h2 { margin: 1.8rem 0 0.5rem; font-size: 1.2rem; }
h3 { margin: 0; font-size: 1.05rem; }
p { margin: 0 0 0.7rem; }
a { color: light-dark(#0b5750, #7fd8c8); }
.go {
  display: inline-block; padding: 0.7rem 1rem; border-radius: 8px; background: light-dark(#14655c, #7fd8c8);
  color: light-dark(#fff, #06211d); font-size: 1.15rem; font-weight: 700;
}
section { margin: 0 0 0.7rem; padding: 0.7rem 1rem; border: 1px solid light-dark(#888, #999); border-radius: 8px; }
section p { margin: 0.2rem 0 0.4rem; }
details section { margin: 0.4rem 0 0.7rem; }
summary { padding: 0.35rem 0; font-weight: 600; cursor: pointer; }
ol, ul { margin: 0; padding-left: 1.4rem; }
li { margin-bottom: 0.4rem; }
code { font-family: ui-monospace, "DejaVu Sans Mono", Menlo, Consolas, monospace; font-size: 0.92em; }
`;
