/** A number with its unit. */
export interface Figure {
  readonly value: number;
  readonly unit: string;
}

/** The target of a figure. */
export type Target =
  /** At least this multiple of the peer's figure. */
  | { readonly kind: "times the peer"; readonly least: number }
  /** At most this much above the peer's figure. */
  | { readonly kind: "above the peer"; readonly most: number }
  | { readonly kind: "at least"; readonly least: number }
  | { readonly kind: "below"; readonly most: number };

/** One line of the report. */
export interface Measurement {
  readonly what: string;
  readonly here: Figure;
  /** The figure to compare with; undefined if there is none, or no Python to measure it. */
  readonly peer?: Figure & { readonly name: string };
  readonly targets: readonly Target[];
  /** How it was measured, if that is not obvious. */
  readonly note?: string;
}

/** A measurement with its verdict. */
export interface Judged extends Measurement {
  readonly ratio?: number;
  /** Whether every target is met; `null` if a target's peer is missing. */
  readonly met: boolean | null;
}

/** Judges a measurement by its peer and its targets. */
export function judge(measurement: Measurement): Judged {
  const { here, peer, targets } = measurement;
  const verdicts = targets.map((target) => isMet(target, here, peer));
  const met = verdicts.includes(false) ? false : verdicts.includes(null) ? null : true;
  return { ...measurement, ...(peer && { ratio: here.value / peer.value }), met };
}

function isMet(target: Target, { value }: Figure, peer: Figure | undefined): boolean | null {
  switch (target.kind) {
    case "at least":
      return value >= target.least;
    case "below":
      return value < target.most;
    case "times the peer":
      return peer ? value >= target.least * peer.value : null;
    case "above the peer":
      return peer ? value <= target.most + peer.value : null;
  }
}

/** The measurements as a table in Markdown, with the notes below it. */
export function markdown(measurements: readonly Judged[]): string {
  const lines = measurements.map(({ what, here, peer, ratio, targets, met }) =>
    [
      what,
      figureText(here),
      peer ? `${figureText(peer)}, ${peer.name}` : "–",
      ratio === undefined ? "–" : `${numberText(ratio)} ×`,
      targets.map((target) => targetText(target, here.unit)).join("; "),
      targets.length === 0 ? "" : met === null ? "not measured" : met ? "met" : "missed",
    ].join(" | "),
  );
  const notes = measurements.flatMap(({ what, note }) => (note === undefined ? [] : [`- ${what}: ${note}`]));
  const head = "| what | here | its peer | ratio | target | |\n| --- | --- | --- | --- | --- | --- |";
  const table = [head, ...lines.map((line) => `| ${line} |`)].join("\n");
  return notes.length === 0 ? table : `${table}\n\n${notes.join("\n")}`;
}

function targetText(target: Target, unit: string): string {
  switch (target.kind) {
    case "at least":
      return `at least ${figureText({ value: target.least, unit })}`;
    case "below":
      return `below ${figureText({ value: target.most, unit })}`;
    case "times the peer":
      return `at least ${numberText(target.least)} × the peer`;
    case "above the peer":
      return `at most ${figureText({ value: target.most, unit })} above the peer`;
  }
}

/** A figure in readable form. */
export function figureText({ value, unit }: Figure): string {
  return `${numberText(value)} ${unit}`;
}

/** Such measurements are no more precise than three digits. */
function numberText(value: number): string {
  return value.toLocaleString("en", value >= 100 ? { maximumFractionDigits: 0 } : { maximumSignificantDigits: 3 });
}
