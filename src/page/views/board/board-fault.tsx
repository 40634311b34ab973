import { Refusal, Unreachable } from "../../../client/client.ts";
import { ErrorNotice, Notice } from "../../parts/notice.tsx";
import { boardStrings } from "../../texts/board.ts";

/** Says why the class cannot be read, and what to do. */
export function BoardFault({ name, error }: { readonly name: string; readonly error: Error }) {
  const text = boardStrings.fault;
  if (error instanceof Unreachable) return <Notice tone="bad">{text.unreachable}</Notice>;
  if (!(error instanceof Refusal)) return <ErrorNotice error={error} />;
  if (error.status === 404) return <Notice tone="bad">{text.notFound(name)}</Notice>;
  return (
    <>
      <ErrorNotice error={error} />
      {error.status === 403 && <p>{text.notAllowed}</p>}
    </>
  );
}
