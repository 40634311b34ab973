import { linkTo, route } from "../address/route.ts";
import type { View } from "../address/address.ts";
import { Isolated } from "../parts/isolated.tsx";
import { place } from "./place.ts";
import { StartAgain } from "./start-again.tsx";
import { studentStrings } from "../texts/student.ts";

/** The views that show another ledger when one is chosen; from the others, its blocks are shown. */
const KEPT: ReadonlySet<View> = new Set(["blocks", "mine", "verify"]);

/** Shows students their place in the class, below the header. */
export function ClassStrip() {
  const text = studentStrings.strip;
  const { value } = place;
  if (!value) return null;
  const { ledger, view } = route.value;
  const to = KEPT.has(view) ? view : "blocks";
  return (
    <aside class="class-strip" aria-label={text.label}>
      <p>
        <strong>{text.student(value.number, value.class)}</strong>
        {value.name !== undefined && (
          <>
            {" "}
            <Isolated text={value.name} />
          </>
        )}{" "}
        <span class="hint">{text.until(value.ends)}</span>
      </p>
      <nav class="class-ledgers" aria-label={text.ledgers}>
        {(["sandbox", "class"] as const).map((which) => (
          <a
            key={which}
            href={linkTo(to, undefined, value[which])}
            aria-current={ledger === value[which] ? "true" : undefined}
          >
            {text[which]}
          </a>
        ))}
      </nav>
      {ledger === value.sandbox && view !== "lab" && <StartAgain place={value} />}
    </aside>
  );
}
