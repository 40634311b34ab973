import type { AppContext } from "../environment.ts";

/** A media range of an Accept header (RFC 9110, section 12.5.1). */
interface MediaRange {
  readonly type: string;
  readonly weight: number;
}

/**
 * Chooses the content type of the response (RFC 9110, section 12.5.1), and sets `Vary: Accept`.
 *
 * The type with the highest weight wins. At equal weights, the more specific match wins, then the one listed first. A
 * client that accepts none of the types gets the first one instead of a 406, as that section allows.
 *
 * @param types the types that the route can respond with, the default first
 */
export function negotiate<Type extends string>(c: AppContext, types: readonly [Type, ...Type[]]): Type {
  c.header("Vary", "Accept", { append: true });
  return preferredType(c.req.header("Accept"), types);
}

/** Like {@link negotiate}, for the value of an `Accept` header. */
export function preferredType<Type extends string>(
  accept: string | undefined,
  types: readonly [Type, ...Type[]],
): Type {
  const ranges = parseAccept(accept ?? "");
  let best: { type: Type; weight: number; exactness: number; place: number } | undefined;
  for (const type of types) {
    const match = matchOf(ranges, type);
    if (!match || match.weight === 0) continue;
    const isBetter =
      !best ||
      match.weight > best.weight ||
      (match.weight === best.weight &&
        (match.exactness > best.exactness || (match.exactness === best.exactness && match.place < best.place)));
    if (isBetter) best = { type, ...match };
  }
  return best?.type ?? types[0];
}

/** The most specific range that matches a type; only this one determines the type's weight. */
function matchOf(
  ranges: readonly MediaRange[],
  type: string,
): { weight: number; exactness: number; place: number } | undefined {
  const candidates = [type, `${type.split("/")[0]}/*`, "*/*"];
  for (const [generality, candidate] of candidates.entries()) {
    const place = ranges.findIndex((range) => range.type === candidate);
    const range = ranges[place];
    if (range) return { weight: range.weight, exactness: candidates.length - generality, place };
  }
  return undefined;
}

function parseAccept(header: string): MediaRange[] {
  return header.split(",").flatMap((element) => {
    const [type = "", ...parameters] = element.split(";").map((part) => part.trim().toLowerCase());
    if (!type) return [];
    const weight = parameters.find((parameter) => /^q\s*=/.test(parameter))?.replace(/^q\s*=\s*/, "");
    return [{ type: type === "*" ? "*/*" : type, weight: weightOf(weight) }];
  });
}

/** An invalid weight counts as if it were absent. */
function weightOf(text: string | undefined): number {
  return text !== undefined && /^(0(\.\d*)?|1(\.0*)?)$/.test(text) ? Number(text) : 1;
}
