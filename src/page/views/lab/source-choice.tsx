import { useSignal } from "@preact/signals";
import { route } from "../../address/route.ts";
import { session } from "../../session/session.ts";
import { chain } from "../../watched-chain.ts";
import { bench, make, making, type Source } from "./bench.ts";
import { labStrings } from "../../texts/lab.ts";

/** How many of the ledger's newest blocks are copied by default. */
export const DEFAULT_COPY = 6;
const COPY_LIMITS = { min: 2, max: 12 } as const;

/** The default difficulty of a sandbox. A browser mines it while the user watches. */
const DEFAULT_DIFFICULTY = 12;
const DIFFICULTY_LIMITS = { min: 8, max: 16 } as const;

type Choice = "ledger" | "squares" | "block-hash";

/** Lets the user choose where the lab's chain comes from. */
export function SourceChoice() {
  const text = labStrings.source;
  const choice = useSignal<Choice | undefined>(undefined);
  const length = useSignal(DEFAULT_COPY);
  const difficulty = useSignal(DEFAULT_DIFFICULTY);
  const isSealed = Boolean(session.value && chain.value?.isSealed);
  const hasLedger = Boolean(session.value && chain.value && chain.value.length.value > 0) && !isSealed;
  const chosen = choice.value ?? choiceOf(bench.value?.source);
  const submit = (event: Event) => {
    event.preventDefault();
    void make(sourceOf(chosen, length.value, difficulty.value));
  };
  return (
    <form class="panel lab-source" onSubmit={submit}>
      <fieldset>
        <legend>{text.legend}</legend>
        {(["ledger", "squares", "block-hash"] as const).map((name) => (
          <label key={name} class="choice">
            <input
              type="radio"
              name="source"
              checked={chosen === name}
              disabled={name === "ledger" && !hasLedger}
              onChange={() => (choice.value = name)}
            />
            <span>
              {name !== "ledger"
                ? text[name]
                : isSealed
                  ? text.sealed(route.value.ledger)
                  : text.ledger(route.value.ledger, hasLedger, session.value !== undefined)}
            </span>
          </label>
        ))}
      </fieldset>
      {chosen === "ledger" && hasLedger && <NumberField label={text.length} value={length} limits={COPY_LIMITS} />}
      {chosen === "block-hash" && <NumberField label={text.difficulty} value={difficulty} limits={DIFFICULTY_LIMITS} />}
      <button type="submit" disabled={making.value !== undefined}>
        {chosen === "ledger" ? text.copy : text.create}
      </button>
      <p role="status" class="hint">
        {making.value !== undefined && text.making(making.value)}
      </p>
    </form>
  );
}

interface NumberFieldProps {
  readonly label: string;
  readonly value: { value: number };
  readonly limits: { readonly min: number; readonly max: number };
}

function NumberField({ label, value, limits }: NumberFieldProps) {
  return (
    <label class="field">
      <span>{label}</span>
      <input
        type="number"
        required
        {...limits}
        value={value.value}
        onInput={({ currentTarget }) => (value.value = currentTarget.valueAsNumber)}
      />
    </label>
  );
}

function choiceOf(source: Source | undefined): Choice {
  if (!source) return "squares";
  return source.from === "ledger" ? "ledger" : source.puzzle.puzzle;
}

function sourceOf(choice: Choice, length: number, difficulty: number): Source {
  if (choice === "ledger") return { from: "ledger", length };
  return {
    from: "sandbox",
    puzzle: choice === "squares" ? { puzzle: "squares" } : { puzzle: "block-hash", difficulty },
  };
}
