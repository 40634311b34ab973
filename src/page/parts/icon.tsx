import type { ComponentChildren } from "preact";

/**
 * SVG paths on a grid of 24, in the colour of the surrounding text. Always use an icon next to text of the same
 * meaning.
 */
const PATHS = {
  check: "M4 12.5 10 18 20 6",
  cross: "M6 6 18 18M18 6 6 18",
  link: "M9 12h6M10 8H7a4 4 0 0 0 0 8h3M14 8h3a4 4 0 0 1 0 8h-3",
  broken: "M10 8H7a4 4 0 0 0 0 8h3M14 8h3a4 4 0 0 1 0 8h-3M12 3v3M12 18v3",
  pick: "M4 20 14 10M8 5c5-2 10 1 11 11M11 7l6 6",
  search: "M10.5 17a6.5 6.5 0 1 0 0-13 6.5 6.5 0 0 0 0 13M15.5 15.5 20 20",
  sun: "M12 8a4 4 0 1 0 0 8 4 4 0 0 0 0-8M12 2v2M12 20v2M2 12h2M20 12h2M5 5l1.4 1.4M17.6 17.6 19 19M19 5l-1.4 1.4M6.4 17.6 5 19",
  moon: "M20 14.5A8 8 0 1 1 9.5 4 6.5 6.5 0 0 0 20 14.5",
  download: "M12 4v11M7 11l5 5 5-5M5 20h14",
  undo: "M8 5 4 9l4 4M4 9h10a6 6 0 0 1 0 12h-3",
  back: "M14 6l-6 6 6 6",
  next: "M10 6l6 6-6 6",
  eye: "M2 12s3.5-6 10-6 10 6 10 6-3.5 6-10 6-10-6-10-6M12 9.5a2.5 2.5 0 1 0 0 5 2.5 2.5 0 0 0 0-5",
  shield: "M12 3l8 3v6c0 5-3.5 8-8 9-4.5-1-8-4-8-9V6z",
  warning: "M12 4 22 20H2zM12 10v4M12 17v.5",
} satisfies Record<string, string>;

export type IconName = keyof typeof PATHS;

/** The icons that point where reading begins or goes on. Where it goes from right to left, they are mirrored. */
const DIRECTED: ReadonlySet<IconName> = new Set(["back", "next", "undo"]);

/** An icon that is hidden from screen readers. */
export function Icon({ name }: { readonly name: IconName }) {
  return (
    <svg class={DIRECTED.has(name) ? "icon icon-directed" : "icon"} viewBox="0 0 24 24" aria-hidden="true">
      <path d={PATHS[name]} />
    </svg>
  );
}

/** A short verdict: an icon and text, in green, red or a neutral colour. */
export function Badge({
  tone,
  children,
}: {
  readonly tone: "good" | "bad" | "plain";
  readonly children: ComponentChildren;
}) {
  return (
    <span class={`badge badge-${tone}`}>
      {tone !== "plain" && <Icon name={tone === "good" ? "check" : "cross"} />}
      <span>{children}</span>
    </span>
  );
}
