import { networkStrings } from "../../texts/network.ts";

/** Compares the network with this ledger, point by point. */
export function Contrast() {
  const text = networkStrings.contrast;
  return (
    <section class="panel net-contrast" aria-labelledby="net-contrast">
      <h2 id="net-contrast">{text.title}</h2>
      <p>{text.lead}</p>
      {text.points.map(({ question, network, ledger }) => (
        <div key={question}>
          <h3>{question}</h3>
          <dl>
            <div>
              <dt>{text.network}</dt>
              <dd>{network}</dd>
            </div>
            <div>
              <dt>{text.ledger}</dt>
              <dd>{ledger}</dd>
            </div>
          </dl>
        </div>
      ))}
    </section>
  );
}
