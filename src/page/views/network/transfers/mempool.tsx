import { networkStrings } from "../../../texts/network.ts";
import { transferFaultInWords } from "../run/fault-words.ts";
import { state } from "../run/run.ts";
import { opened } from "../run/selection.ts";
import type { Transfer } from "../../../../simulation/coins.ts";

/** How many of the newest refusals are shown. */
const SHOWN = 4;

/** The transfers that wait at the node whose block is open, and those that it refused. */
export function Mempool() {
  const text = networkStrings.mempool;
  const node = opened.value?.node;
  if (!node) return null;
  return (
    <section class="panel net-mempool" aria-labelledby="net-mempool">
      <h2 id="net-mempool">{text.title(node.id)}</h2>
      {node.mempool.length === 0 && <p class="hint">{text.empty}</p>}
      <ul>
        {node.mempool.map((transfer) => (
          <li key={transfer.id}>{inWords(transfer)}</li>
        ))}
      </ul>
      {node.refusedTransfers.length > 0 && (
        <>
          <h3>{text.refused}</h3>
          <ul>
            {node.refusedTransfers.slice(-SHOWN).map(({ transfer, fault, at }) => (
              <li key={`${transfer.id}/${at}`}>
                {inWords(transfer)}.{" "}
                <span class="net-fault">{transferFaultInWords(fault, transfer, state.value)}.</span>
              </li>
            ))}
          </ul>
        </>
      )}
    </section>
  );
}

function inWords({ id, amount, sender, receiver }: Transfer): string {
  return networkStrings.mempool.transfer(id, amount, sender, receiver);
}
