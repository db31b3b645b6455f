/** What the form says about a file's message; nothing where a text is empty. */
export const NO_OPTIONS = {
  ...{ id: '', dataset: '', format: '', delimiter: '', encoding: '', path: '' },
  force: false,
};
export type MessageOptions = typeof NO_OPTIONS;

interface OptionsProps {
  options: MessageOptions;
  formats: readonly string[];
  onSet: (more: Partial<MessageOptions>) => void;
}

/** The options of a job message. */
export function Options({ options, formats, onSet }: OptionsProps) {
  const field = (name: Exclude<keyof MessageOptions, 'force'>, label: string, placeholder: string) => (
    <label>
      {label}{' '}
      <input
        value={options[name]}
        placeholder={placeholder}
        onInput={(e) => onSet({ [name]: e.currentTarget.value })}
      />
    </label>
  );
  const set = Object.values(options).filter((value) => typeof value === 'string' && value).length;
  return (
    <details>
      <summary>Options of the message{set > 0 && ` (${set} set)`}</summary>
      <div class="options">
        {field('id', 'id columns', 'station, day')}
        {field('dataset', 'dataset', 'the file’s name')}
        <label>
          format
          <select value={options.format} onChange={(e) => onSet({ format: e.currentTarget.value })}>
            <option value="">automatic</option>
            {formats.map((name) => (
              <option key={name} value={name}>
                {name}
              </option>
            ))}
          </select>
        </label>
        {field('delimiter', 'delimiter', '; or tab or auto')}
        {field('encoding', 'encoding', 'utf-8')}
        {field('path', 'path to the array', '/data/items')}
      </div>
    </details>
  );
}
