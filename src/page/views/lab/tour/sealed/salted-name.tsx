import { useSignal } from "@preact/signals";
import { Badge } from "../../../../parts/icon.tsx";
import { Isolated } from "../../../../parts/isolated.tsx";
import { Guesses } from "./guesses.tsx";
import { guessedDigest, type Guessing, guessName, yearsExponent } from "./guessing.ts";
import { tourStrings } from "../../../../texts/tour.ts";

interface SaltedNameProps {
  readonly name: string;
  /** The digest of the name with the salt. */
  readonly digest: string;
  /** Called when all names were tried in vain. */
  readonly onFailed: () => void;
}

/** The salted hash of a name, which nobody can guess. */
export function SaltedName({ name, digest, onFailed }: SaltedNameProps) {
  const text = tourStrings.sealed.salted;
  const guessing = useSignal<Guessing | undefined>(undefined);
  const guess = async () => {
    guessing.value = await guessName(digest, guessedDigest);
    if (guessing.value.found === undefined) onFailed();
  };
  const { value: result } = guessing;
  return (
    <>
      <div class="field">
        <span>{text.input}</span>
        <pre class="mono">
          [<span class="sealed-secret">{text.salt}</span>, "patient_name", "<Isolated text={name} />
          "]
        </pre>
      </div>
      <div class="field">
        <span>{text.digest}</span>
        <p class="tour-hash">
          <code class="hash">{digest}</code>
        </p>
      </div>
      <div class="actions">
        <button type="button" class="primary" onClick={() => void guess()}>
          {text.guess}
        </button>
      </div>
      <Guesses guessing={result}>
        {result && (
          <>
            <Badge tone="good">{text.failed(result.tried)}</Badge>
            <p>
              {text.years}
              <sup>{yearsExponent(result)}</sup>
              {text.yearsUnit}
            </p>
          </>
        )}
      </Guesses>
    </>
  );
}
