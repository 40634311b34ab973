import type { ComponentChildren } from "preact";
import type { AuthoredEntry } from "../../client/signing/sign-entry.ts";
import { hasCryptography } from "../cryptography.ts";
import { linkTo } from "../address/route.ts";
import { IN_ENGLISH } from "../language/english.ts";
import { Isolated } from "../parts/isolated.tsx";
import { Badge } from "../parts/icon.tsx";
import { useAnswer } from "../use-answer.ts";
import { authorKeys, type ServedKey } from "./author-keys.ts";
import { isNotFound } from "./signing.ts";
import { myKey } from "./my-key.ts";
import { verifyVouching } from "./vouching.ts";
import { comma } from "../language/format.ts";
import { vouchingStrings } from "../texts/vouching.ts";

interface VouchedProps {
  readonly entry: AuthoredEntry;
  /** The index of the entry's block. */
  readonly block: number;
}

/** Who vouches for an entry, since when that key has been known, and whether the signature is that key's. */
export function Vouched({ entry, block }: VouchedProps) {
  const text = vouchingStrings.vouched;
  // The ledger may serve values of any type.
  const { author }: Readonly<Record<string, unknown>> = { ...entry };
  if (author === undefined) {
    return <p class="vouched hint">{entry.kind === "erasure" ? text.unsignedErasure : text.unsigned}</p>;
  }
  return <Signed entry={entry} author={typeof author === "string" ? author : ""} block={block} />;
}

function Signed({ entry, author, block }: VouchedProps & { readonly author: string }) {
  const text = vouchingStrings.vouched;
  const { value: key, error } = authorKeys.value?.view(author) ?? {};
  const disputedSince = key?.compromised_since;
  const isDisputed = disputedSince !== undefined && block >= disputedSince;
  return (
    <p class="vouched">
      {key && <SignatureCheck entry={entry} served={key} isDisputed={isDisputed} />}
      <span>
        {text.signedBy} <AuthorName author={author} served={key} />
        {error && (
          <>
            {comma} {isNotFound(error) ? text.notFound : <span {...IN_ENGLISH}>{error.message}</span>}
          </>
        )}
        {!key && !error && `: ${text.loading}`}
        {key && (
          <>
            {comma} {text.since} <Position {...key.enrolled} />.
          </>
        )}{" "}
        {isDisputed ? (
          <strong class="disputed">{text.disputed(disputedSince)}</strong>
        ) : (
          key?.revoked && text.revoked(key.revoked.block, key.revoked.at)
        )}
      </span>
    </p>
  );
}

interface AuthorNameProps {
  readonly author: string;
  readonly served: ServedKey | undefined;
}

/** A key's subject with whoever vouches for the name, or its short thumbprint; it leads to the key. */
function AuthorName({ author, served }: AuthorNameProps) {
  const text = vouchingStrings.vouched;
  const mine = myKey.value;
  const isMine = mine.at === "kept" && mine.key.thumbprint === author;
  const subject = served?.subject;
  const about = [
    ...(isMine ? [text.you] : []),
    ...(served && typeof subject === "string" ? [text[served.names]] : []),
    ...(subject === null ? [text.erased] : []),
  ];
  return (
    <>
      <KeyLink thumbprint={author}>
        {typeof subject === "string" ? <Isolated text={subject} /> : vouchingStrings.key(author)}
      </KeyLink>
      {about.length > 0 && ` (${about.join(`${comma} `)})`}
    </>
  );
}

/** A link to a key's page. */
export function KeyLink({
  thumbprint,
  children,
}: {
  readonly thumbprint: string;
  readonly children: ComponentChildren;
}) {
  return (
    <a href={linkTo("keys", thumbprint)} title={thumbprint}>
      {children}
    </a>
  );
}

/** A block with its date, as a link. */
export function Position({ block, at }: { readonly block: number; readonly at: string }) {
  return <a href={linkTo("blocks", block)}>{vouchingStrings.vouched.block(block, at)}</a>;
}

interface SignatureCheckProps {
  readonly entry: AuthoredEntry;
  readonly served: ServedKey;
  /** A signature that somebody else may have made is no good news, however right it is. */
  readonly isDisputed: boolean;
}

function SignatureCheck({ entry, served, isDisputed }: SignatureCheckProps) {
  const text = vouchingStrings.vouched;
  const genesis = authorKeys.value?.genesis;
  const ledger = genesis?.value?.ledger;
  const { value } = useAnswer(
    async () => (ledger === undefined ? undefined : verifyVouching(entry, served.public_key, ledger)),
    [entry, served.public_key, ledger],
  );
  if (value === undefined) {
    return <Badge tone="plain">{hasCryptography && !genesis?.error ? text.checking : text.unchecked}</Badge>;
  }
  const tone = value === "fails" ? "bad" : value === "holds" && !isDisputed ? "good" : "plain";
  return <Badge tone={tone}>{text[value]}</Badge>;
}
