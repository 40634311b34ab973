import { useSignal } from "@preact/signals";
import { useMemo } from "preact/hooks";
import { TOUR } from "../../address/address.ts";
import { Isolated } from "../../parts/isolated.tsx";
import { type Asked, CodeDialog } from "./code-dialog.tsx";
import { labelOfSeat } from "./labels.ts";
import { PresenceMark } from "./presence-mark.tsx";
import { inOrder, type Order, ORDERS, type Seat } from "./seats.ts";
import type { WatchedClass } from "./watched-class.ts";
import { boardStrings } from "../../texts/board.ts";
import { number } from "../../language/format.ts";

/** The order in which a column sorts the students: numbers upwards, the others downwards. */
const SORTED: Record<Order, "ascending" | "descending"> = {
  number: "ascending",
  blocks: "descending",
  progress: "descending",
};

/** The students, with what the teacher can do about each one's code. */
export function Students({ seats, group }: { readonly seats: readonly Seat[]; readonly group: WatchedClass }) {
  const text = boardStrings.students;
  const order = useSignal<Order>("number");
  const asked = useSignal<Asked | undefined>(undefined);
  const hasCodes = seats.some(({ hasCode }) => hasCode);
  const sorted = (by: Order) => (order.value === by ? SORTED[by] : undefined);
  return (
    <section class="panel board-students" aria-labelledby="board-students">
      <div class="board-students-head">
        <h2 id="board-students">{text.title}</h2>
        <label>
          <span>{text.order}</span>
          <select value={order.value} onChange={({ currentTarget }) => (order.value = orderIn(currentTarget.value))}>
            {ORDERS.map((each) => (
              <option key={each} value={each}>
                {text.orders[each]}
              </option>
            ))}
          </select>
        </label>
      </div>
      {/* The roles stay when a narrow screen shows the rows as cards. */}
      <table role="table" class="board-table">
        <thead role="rowgroup">
          <tr role="row">
            <th role="columnheader" scope="col" aria-sort={sorted("number")}>
              {text.columns.student}
            </th>
            <th role="columnheader" scope="col">
              {text.columns.presence}
            </th>
            <th role="columnheader" scope="col" aria-sort={sorted("progress")}>
              {text.columns.tour}
            </th>
            <th role="columnheader" scope="col" class="board-number">
              {text.columns.tries}
            </th>
            <th role="columnheader" scope="col" class="board-number" aria-sort={sorted("blocks")}>
              {text.columns.blocks}
            </th>
            <th role="columnheader" scope="col" class="board-number">
              {text.columns.reward}
            </th>
            <th role="columnheader" scope="col" class="board-number">
              {text.columns.rate}
            </th>
            {hasCodes && (
              <th role="columnheader" scope="col">
                {text.columns.code}
              </th>
            )}
          </tr>
        </thead>
        <tbody role="rowgroup">
          {inOrder(seats, order.value).map((seat) => (
            <StudentRow key={seat.number} seat={seat} hasCodes={hasCodes} onAsk={(each) => (asked.value = each)} />
          ))}
        </tbody>
      </table>
      <p class="hint">{text.hint}</p>
      {asked.value && <CodeDialog {...asked.value} group={group} onClose={() => (asked.value = undefined)} />}
    </section>
  );
}

interface StudentRowProps {
  readonly seat: Seat;
  readonly hasCodes: boolean;
  readonly onAsk: (asked: Asked) => void;
}

/** Draws a row again only if it changed: most of 99 students do nothing between two reports. */
function StudentRow(props: StudentRowProps) {
  const { number: student, name, presence, done, step, tries, blocks, rate } = props.seat;
  return useMemo(() => rowOf(props), [student, name, presence, done, step, tries, blocks, rate, props.hasCodes]);
}

function rowOf({ seat, hasCodes, onAsk }: StudentRowProps) {
  const text = boardStrings.students;
  const label = labelOfSeat(seat);
  return (
    <tr role="row">
      <th role="rowheader" scope="row">
        <span class="board-seat-number">{seat.number}</span>
        {seat.name !== undefined && <Isolated text={seat.name} />}
      </th>
      <td role="cell">
        <PresenceMark presence={seat.presence} />
      </td>
      <td role="cell" class="board-tour">
        <span class="board-steps" aria-hidden="true">
          <span style={{ transform: `scaleX(${Math.min(1, seat.done / TOUR.length)})` }} />
        </span>
        <span>
          {text.progress(seat.done, TOUR.length)}
          {seat.step !== undefined && <span class="hint"> {text.step(seat.step)}</span>}
        </span>
      </td>
      <td role="cell" class="board-number" data-name={text.columns.tries}>
        {seat.tries === undefined ? text.noTries : number(seat.tries)}
      </td>
      <td role="cell" class="board-number" data-name={text.columns.blocks}>
        {number(seat.blocks)}
      </td>
      <td role="cell" class="board-number" data-name={text.columns.reward}>
        {number(seat.blocks)}
      </td>
      <td role="cell" class="board-number" data-name={text.columns.rate}>
        {seat.rate === undefined ? text.noRate : text.rate(seat.rate)}
      </td>
      {hasCodes && (
        <td role="cell" class="board-code-actions">
          <button
            type="button"
            class="quiet"
            aria-haspopup="dialog"
            aria-label={boardStrings.code.renewOf(label)}
            onClick={() => onAsk({ what: "renew", student: seat.number, label })}
          >
            {boardStrings.code.renew}
          </button>
          {seat.presence !== "withdrawn" && (
            <button
              type="button"
              class="quiet"
              aria-haspopup="dialog"
              aria-label={boardStrings.code.withdrawOf(label)}
              onClick={() => onAsk({ what: "withdraw", student: seat.number, label })}
            >
              {boardStrings.code.withdraw}
            </button>
          )}
        </td>
      )}
    </tr>
  );
}

function orderIn(value: string): Order {
  return ORDERS.find((order) => order === value) ?? "number";
}
