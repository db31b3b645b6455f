/** What the form says about a file's message; nothing where a text is empty. */
export const NO_OPTIONS = {
  ...{ id: '', dataset: '', format: '', delimiter: '', encoding: '', path: '', force: false },
};
export type MessageOptions = typeof NO_OPTIONS;

interface OptionsProps {
  options: MessageOptions;
  formats: readonly string[];
  onSet: (more: Partial<MessageOptions>) => void;
}

/** The options of a job message. */
export function Options({
  options: { id, dataset, format, delimiter, encoding, path },
  formats,
  onSet,
}: OptionsProps) {
  return (
    <details>
      <summary>Options of the message</summary>
      <div class="options">
        <label>
          id columns{' '}
          <input
            value={id}
            placeholder="station, day"
            onInput={(e) => onSet({ id: e.currentTarget.value })}
          />
        </label>
        <label>
          dataset{' '}
          <input
            value={dataset}
            placeholder="the file’s name"
            onInput={(e) => onSet({ dataset: e.currentTarget.value })}
          />
        </label>
        <label>
          format
          <select value={format} onChange={(e) => onSet({ format: e.currentTarget.value })}>
            <option value="">by the extension</option>
            {formats.map((name) => (
              <option key={name} value={name}>
                {name}
              </option>
            ))}
          </select>
        </label>
        <label>
          delimiter{' '}
          <input
            value={delimiter}
            placeholder="; or tab or auto"
            onInput={(e) => onSet({ delimiter: e.currentTarget.value })}
          />
        </label>
        <label>
          encoding{' '}
          <input
            value={encoding}
            placeholder="utf-8"
            onInput={(e) => onSet({ encoding: e.currentTarget.value })}
          />
        </label>
        <label>
          path to the array{' '}
          <input
            value={path}
            placeholder="/data/items"
            onInput={(e) => onSet({ path: e.currentTarget.value })}
          />
        </label>
      </div>
    </details>
  );
}
