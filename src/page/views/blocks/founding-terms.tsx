import { jwkFault, thumbprintOf } from "../../../chain/sealed/public-key.ts";
import type { AuthorPolicy, PublicJwk } from "../../../chain/sealed/entry.ts";
import { hasCryptography } from "../../cryptography.ts";
import { Hash } from "../../parts/hash.tsx";
import { JsonText } from "../../parts/isolated.tsx";
import { useAnswer } from "../../use-answer.ts";
import { vouchingStrings } from "../../texts/vouching.ts";

/**
 * What was fixed when the ledger was created, so that nobody can change it later: by genesis about signatures and names, and
 * by a signed note whether it is a sandbox.
 */
export function FoundingTerms({
  founding,
  isSandbox = false,
}: {
  readonly founding: AuthorPolicy;
  /** Absent where the terms are those that genesis holds. */
  readonly isSandbox?: boolean;
}) {
  const text = vouchingStrings.founding;
  // The ledger may serve values of any type.
  const { signatures, registrar, successor }: Readonly<Record<keyof AuthorPolicy, unknown>> = {
    signatures: undefined,
    registrar: undefined,
    successor: undefined,
    ...founding,
  };
  return (
    <dl class="facts founding-terms">
      {isSandbox && (
        <>
          <dt>{text.sandbox}</dt>
          <dd>{text.deletable}</dd>
        </>
      )}
      <dt>{text.signatures}</dt>
      <dd>{signatures === "required" ? text.required : text.optional}</dd>
      <dt>{text.registrar}</dt>
      <dd>{registrar === undefined ? text.noRegistrar : <FixedKey value={registrar} />}</dd>
      {successor !== undefined && (
        <>
          <dt>{text.successor}</dt>
          <dd>
            <FixedKey value={successor} />
          </dd>
        </>
      )}
    </dl>
  );
}

/** The thumbprint of a key, to compare with one that is known; the key itself where the browser cannot compute it. */
function FixedKey({ value }: { readonly value: unknown }) {
  const isKey = hasCryptography && jwkFault(value) === undefined;
  const { value: thumbprint } = useAnswer(
    async () => (isKey ? thumbprintOf(value as PublicJwk) : undefined),
    [JSON.stringify(value)],
  );
  if (!isKey) return <JsonText text={JSON.stringify(value)} />;
  return thumbprint === undefined ? null : <Hash value={thumbprint} isWork={false} />;
}
