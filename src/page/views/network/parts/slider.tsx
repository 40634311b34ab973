import { useSignal } from "@preact/signals";

interface SliderProps {
  readonly label: string;
  readonly value: number;
  readonly least?: number;
  readonly most: number;
  readonly step?: number;
  /** A value in words. */
  readonly words: (value: number) => string;
  /** Called when the slider is released, and for each key. */
  readonly onChange: (value: number) => void;
}

/** A slider with its value in words. While it is dragged, only the words follow. */
export function Slider({ label, value, least = 0, most, step = 1, words, onChange }: SliderProps) {
  const dragged = useSignal<number | undefined>(undefined);
  const shown = words(dragged.value ?? value);
  return (
    <label class="net-slider">
      <span>{label}</span>
      <input
        type="range"
        min={least}
        max={most}
        step={step}
        value={dragged.value ?? value}
        aria-valuetext={shown}
        onInput={({ currentTarget }) => (dragged.value = Number(currentTarget.value))}
        onChange={({ currentTarget }) => {
          dragged.value = undefined;
          onChange(Number(currentTarget.value));
        }}
      />
      <output>{shown}</output>
    </label>
  );
}
