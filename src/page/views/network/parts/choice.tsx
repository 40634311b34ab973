interface Option<Value> {
  readonly value: Value;
  readonly label: string;
}

interface RadiosProps<Value> {
  readonly legend: string;
  readonly options: readonly Option<Value>[];
  readonly value: Value | undefined;
  readonly onChange: (value: Value) => void;
}

/** One of a few options, all of which are in sight. */
export function Radios<Value extends string | number>({ legend, options, value, onChange }: RadiosProps<Value>) {
  return (
    <fieldset>
      <legend>{legend}</legend>
      <div class="actions">
        {options.map((option) => (
          <label key={option.value} class="choice">
            <input
              type="radio"
              name={legend}
              checked={option.value === value}
              onChange={() => onChange(option.value)}
            />
            <span>{option.label}</span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}

interface NodeSelectProps {
  readonly label: string;
  /** The label for screen readers, if the visible one says too little without what is around it. */
  readonly fullLabel?: string;
  readonly nodes: readonly string[];
  readonly value: string | undefined;
  readonly onChange: (node: string) => void;
}

/** One of the nodes. */
export function NodeSelect({ label, fullLabel, nodes, value, onChange }: NodeSelectProps) {
  return (
    <label class="net-inline">
      <span>{label}</span>
      <select value={value} aria-label={fullLabel} onChange={({ currentTarget }) => onChange(currentTarget.value)}>
        {nodes.map((node) => (
          <option key={node} value={node}>
            {node}
          </option>
        ))}
      </select>
    </label>
  );
}
