import { useSignal } from "@preact/signals";
import { useId } from "preact/hooks";
import { createLedger, type Founding } from "../../client/routes/ledgers.ts";
import { draft, forgetDraft } from "../drafts.ts";
import { ErrorNotice } from "../parts/notice.tsx";
import { route } from "../address/route.ts";
import { address, allows, client } from "../session/session.ts";
import { reopen } from "../watched-chain.ts";
import { strings } from "../texts/frame.ts";

/** The difficulties that the page offers, in bits. Above the highest one, most deployments do not mine themselves. */
const DIFFICULTY_LIMITS = { min: 8, max: 24 } as const;

/** The difficulties that are suggested: a sealed ledger is for work, where nobody wants to wait for proofs. */
const SUGGESTED = { plain: 16, sealed: 8 } as const;

/** Creates the current ledger: asks for its kind, and for its puzzle or its rule on signatures, whichever it has a choice of. */
export function NewLedger() {
  const text = strings.ledger;
  const form = `new ledger ${route.value.ledger}`;
  const { records, mustSign, isSandbox, puzzle, difficulty } = draft(form, {
    records: useSignal<"plain" | "sealed">("plain"),
    mustSign: useSignal(false),
    isSandbox: useSignal(false),
    puzzle: useSignal<"squares" | "block-hash">("squares"),
    /** Nothing as long as the suggestion is to be used. */
    difficulty: useSignal<number | undefined>(undefined),
  });
  const hint = useId();
  const sandboxHint = useId();
  const isBusy = useSignal(false);
  const error = useSignal<Error | undefined>(undefined);
  const isSealed = records.value === "sealed";
  const bits = difficulty.value ?? SUGGESTED[records.value];
  const create = async (event: Event) => {
    event.preventDefault();
    isBusy.value = true;
    error.value = undefined;
    const created = address.peek();
    try {
      if (client.value) {
        const founding = isSealed ? sealedFounding(bits, mustSign.value) : puzzleOf(puzzle.value, bits);
        await createLedger(client.value, isSandbox.value ? { ...founding, sandbox: true } : founding);
      }
      forgetDraft(form);
      // Opening another chain again would lose what the user has begun there.
      if (address.peek() === created) reopen();
    } catch (fault) {
      error.value = fault as Error;
    }
    isBusy.value = false;
  };
  return (
    <form class="panel new-ledger" onSubmit={(event) => void create(event)}>
      <h2>{text.notFound(route.value.ledger)}</h2>
      <fieldset>
        <legend>{text.records}</legend>
        {(["plain", "sealed"] as const).map((kind) => (
          <label key={kind} class="choice">
            <input
              type="radio"
              name="records"
              checked={records.value === kind}
              onChange={() => (records.value = kind)}
            />
            <span>{text.recordsOf[kind]}</span>
          </label>
        ))}
      </fieldset>
      {isSealed ? (
        <>
          <label class="choice">
            <input
              type="checkbox"
              checked={mustSign.value}
              aria-describedby={hint}
              onChange={({ currentTarget }) => (mustSign.value = currentTarget.checked)}
            />
            <span>{text.mustSign}</span>
          </label>
          <p class="hint" id={hint}>
            {text.mustSignHint}
          </p>
          <p class="hint">{text.sealedPuzzle}</p>
        </>
      ) : (
        <fieldset>
          <legend>{text.puzzle}</legend>
          {(["squares", "block-hash"] as const).map((name) => (
            <label key={name} class="choice">
              <input
                type="radio"
                name="puzzle"
                checked={puzzle.value === name}
                onChange={() => (puzzle.value = name)}
              />
              <span>{text.puzzles[name]}</span>
            </label>
          ))}
        </fieldset>
      )}
      {(isSealed || puzzle.value === "block-hash") && (
        <label class="field">
          <span>{text.difficulty}</span>
          <input
            type="number"
            required
            {...DIFFICULTY_LIMITS}
            value={bits}
            onInput={({ currentTarget }) => (difficulty.value = currentTarget.valueAsNumber)}
          />
        </label>
      )}
      <label class="choice">
        <input
          type="checkbox"
          checked={isSandbox.value}
          aria-describedby={sandboxHint}
          onChange={({ currentTarget }) => (isSandbox.value = currentTarget.checked)}
        />
        <span>{text.asSandbox}</span>
      </label>
      <p class="hint" id={sandboxHint}>
        {text.sandboxHint}
      </p>
      {allows("ledger:create") ? (
        <button type="submit" class="primary" disabled={isBusy.value}>
          {isBusy.value ? text.creating : text.create}
        </button>
      ) : (
        <p>{strings.session.scopeMissing("ledger:create")}</p>
      )}
      <ErrorNotice error={error.value} />
    </form>
  );
}

function sealedFounding(difficulty: number, mustSign: boolean): Founding {
  const founding: Founding = { puzzle: "block-hash", difficulty, records: "sealed" };
  return mustSign ? { ...founding, signatures: "required" as const } : founding;
}

function puzzleOf(puzzle: "squares" | "block-hash", difficulty: number): Founding {
  return puzzle === "squares" ? { puzzle } : { puzzle, difficulty };
}
