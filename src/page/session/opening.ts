import { linkTo, replaceFragment, route } from "../address/route.ts";
import { place } from "../class/place.ts";
import { lastStep, progress } from "../views/lab/tour/tour-progress.ts";
import { type Source, signIn } from "./session.ts";
import { ledgerPrefixes, namedLedgers, opens, type Session, studiesIn, teaches } from "./token.ts";

/**
 * Signs in, and goes to a ledger that the token opens.
 *
 * Students begin with the tour: in the first minute all are at the same step, which needs neither an explanation nor the
 * server, while the teacher helps those who cannot sign in. Whoever comes back continues where they left it. Teachers begin with
 * the board of their class.
 *
 * @param isFirst whether the page has shown nothing yet, so that it is free to choose where to begin
 * @param by as for {@link signIn}
 */
export function enter(next: Session, isFirst: boolean, by: Source = {}): void {
  signIn(next, by);
  if (!isFirst && opens(next, route.peek().ledger)) return;
  const sandbox = place.peek()?.sandbox ?? firstSandbox(next);
  const [first] = namedLedgers(next);
  if (sandbox !== undefined) replaceFragment(linkTo("lab", lastStep(progress.peek()) ?? 1, sandbox));
  else if (teaches(next)) replaceFragment(linkTo("board", undefined, next.className));
  else if (first !== undefined) replaceFragment(linkTo("blocks", undefined, first));
}

/**
 * The first sandbox of a token's student; `undefined` for other tokens. Whoever has started again is taken to the
 * present one when the ledger says that this one was deleted.
 */
function firstSandbox(session: Session): string | undefined {
  const [prefix] = studiesIn(session) === undefined ? [] : ledgerPrefixes(session);
  return prefix === undefined ? undefined : `${prefix}1`;
}
