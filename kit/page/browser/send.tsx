import { useState } from 'preact/hooks';
import type { SampleView, View } from '../view';
import { Command, Marked } from './command';
import { type MessageOptions, NO_OPTIONS, Options } from './options';
import { act, sendFile } from './server';
import { news } from './state';
import { sluice } from './words';

interface Sent {
  readonly name: string;
  readonly warnings: readonly string[];
}

/** Sends a sample, or a file of one's own with the options of a job message. */
export function Send({ view: { about } }: { view: View }) {
  const [file, setFile] = useState<File>();
  const [over, setOver] = useState(false);
  const [options, setOptions] = useState(NO_OPTIONS);
  const [said, setSaid] = useState<{ readonly text: string; readonly bad: boolean }>();
  const [sample, setSample] = useState<SampleView | undefined>(about.samples[0]);
  const { id, dataset, format, delimiter, encoding, path, force } = options;
  const set = (more: Partial<MessageOptions>) => setOptions({ ...options, ...more });
  const ids = id
    .split(',')
    .map((name) => name.trim())
    .filter(Boolean);
  const message = {
    ...(ids.length > 0 && { id: ids }),
    ...(dataset && { dataset }),
    ...(format && { format }),
    ...(delimiter && { delimiter: delimiter === 'tab' ? '\t' : delimiter }),
    ...(encoding && { encoding }),
    ...(path && { path }),
    ...(force && { force }),
  };
  const send = async (work: () => Promise<Sent>) => {
    setSaid({ text: 'Sending…', bad: false });
    try {
      const { name, warnings } = await work();
      news.value = `${name} was sent to the jobs queue.`;
      setSaid({ text: [`${name} was sent.`, ...warnings].join(' '), bad: warnings.length > 0 });
    } catch (error) {
      setSaid({ text: (error as Error).message, bad: true });
    }
  };
  const choose = (chosen: File | undefined) => {
    if (!chosen) return;
    setFile(chosen);
    setSample(undefined);
  };
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    choose(event.dataTransfer?.files[0]);
  };
  return (
    <section aria-labelledby="send-title">
      <h2 id="send-title">Send</h2>
      <div class="samples">
        {about.samples.map((one) => (
          <button
            key={one.key}
            type="button"
            onClick={() => {
              setSample(one);
              void send(() => act<Sent>('sample', { key: one.key, force }));
            }}
          >
            {one.key}
          </button>
        ))}
      </div>
      <label
        class={`drop ${over ? 'over' : ''}`}
        onDragOver={(event) => {
          event.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={drop}
      >
        <input type="file" onChange={(event) => choose(event.currentTarget.files?.[0])} />
        {file ? (
          <b>{file.name}</b>
        ) : (
          <span>
            Drop your own file here, or <u>choose one</u>
          </span>
        )}
      </label>
      <Options options={options} formats={about.formats} onSet={set} />
      <label class="check">
        <input type="checkbox" checked={force} onChange={(e) => set({ force: e.currentTarget.checked })} />{' '}
        again, even if it was done before
      </label>
      {file && (
        <button
          type="button"
          class="main"
          onClick={() => {
            setSample(undefined);
            void send(() => sendFile<Sent>(file, { key: file.name, ...message }));
          }}
        >
          Send {file.name}
        </button>
      )}
      {said && (
        <p class={said.bad ? 'trouble' : 'soft'} role="status">
          <Marked text={said.text} />
        </p>
      )}
      <Command
        text={
          sample
            ? sluice('send', [`seed/${sample.key}`], {
                ...{ id: sample.id?.join(','), dataset: sample.dataset, force },
              })
            : sluice('send', [file?.name ?? ''], {
                ...{ id: ids.join(','), dataset, format, delimiter, encoding, 'json-path': path, force },
              })
        }
      />
    </section>
  );
}
