import { type RouteFault } from "./address.ts";
import { Notice } from "../parts/notice.tsx";
import { linkTo, route } from "./route.ts";
import { strings } from "../texts/frame.ts";

/** Says what is wrong with the address, and offers a way back. */
export function WrongAddress({ fault }: { readonly fault: RouteFault }) {
  const text = strings.wrongAddress;
  const { view, ledger } = route.value;
  return (
    <>
      <h1>{text.title}</h1>
      <Notice>{text.faults[fault]}</Notice>
      <div class="actions">
        <a class="button primary" href={linkTo(view)}>
          {text.back(strings.views[view], ledger)}
        </a>
      </div>
    </>
  );
}
