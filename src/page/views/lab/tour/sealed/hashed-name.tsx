import { type Signal, useSignal } from "@preact/signals";
import { Hash } from "../../../../parts/hash.tsx";
import { Badge } from "../../../../parts/icon.tsx";
import { useAnswer } from "../../../../use-answer.ts";
import { COMMON_NAMES } from "./common-names.ts";
import { Guesses } from "./guesses.tsx";
import { type Guessing, guessName, unsaltedHash } from "./guessing.ts";
import { tourStrings } from "../../../../texts/tour.ts";

interface HashedNameProps {
  readonly name: Signal<string>;
  /** Called when the reader changes the name. */
  readonly onChange: () => void;
  /** Called when the name was guessed. */
  readonly onFound: () => void;
}

/** The hash of a name alone, which the reader guesses. */
export function HashedName({ name, onChange, onFound }: HashedNameProps) {
  const text = tourStrings.sealed.hashed;
  const guessing = useSignal<Guessing | undefined>(undefined);
  const { value: hash } = useAnswer(() => unsaltedHash(name.value), [name.value]);
  const guess = async () => {
    if (hash === undefined) return;
    const { value: guessed } = name;
    const result = await guessName(hash, unsaltedHash);
    // The reader may have typed on meanwhile.
    if (name.value !== guessed) return;
    guessing.value = result;
    if (result.found !== undefined) onFound();
  };
  const change = (typed: string) => {
    name.value = typed;
    guessing.value = undefined;
    onChange();
  };
  const { value: result } = guessing;
  return (
    <>
      <label class="field">
        <span>{text.name}</span>
        <input maxLength={100} value={name.value} onInput={({ currentTarget }) => change(currentTarget.value)} />
      </label>
      <div class="field">
        <span>{text.hash}</span>
        <p class="tour-hash">{hash !== undefined && <Hash value={hash} isWork={false} />}</p>
      </div>
      <div class="actions">
        <button type="button" class="primary" disabled={hash === undefined} onClick={() => void guess()}>
          {text.guess}
        </button>
      </div>
      <Guesses guessing={result}>
        {result && (
          <Badge tone={result.found === undefined ? "plain" : "bad"}>
            {result.found === undefined
              ? text.notFound(COMMON_NAMES.length)
              : text.found(result.found, result.tried, result.milliseconds)}
          </Badge>
        )}
      </Guesses>
    </>
  );
}
