import { miningStrings } from "../../../../texts/mining.ts";

/** How many digits are shown. Those after the first that differs decide nothing. */
const SHOWN = 24;

/** A target and a hash, digit by digit from the left: the first digit that differs decides which is smaller. */
export function ComparedDigits({ target, hash }: { readonly target: string; readonly hash: string }) {
  const text = miningStrings.target.line;
  const decides = Array.from(target).findIndex((digit, place) => digit !== hash[place]);
  return (
    <div class="tour-digits">
      <dl dir="ltr">
        {(
          [
            [text.target, target],
            [text.smallest, hash],
          ] as const
        ).map(([name, digits]) => (
          <div key={name}>
            <dt dir="auto">{name}</dt>
            <dd class="mono">
              {digits.slice(0, decides)}
              <mark>{digits.slice(decides, decides + 1)}</mark>
              <span class="digits-after">{digits.slice(decides + 1, SHOWN)}…</span>
            </dd>
          </div>
        ))}
      </dl>
      <p class="hint">{text.compared}</p>
    </div>
  );
}
