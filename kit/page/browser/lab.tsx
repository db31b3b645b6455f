import type { LabView } from '../view';
import { Command } from './command';

/** The question of the open lab, with the prediction beside the measurement. */
export function Lab({ lab }: { lab: LabView }) {
  const { number, title, question, answers, prediction, measured, seen, passed } = lab;
  return (
    <section aria-labelledby="lab-title" class="lab">
      <h2 id="lab-title">
        Lab {number}: {title}
      </h2>
      <p>{question}</p>
      <ul>
        {Object.entries(answers).map(([letter, text]) => (
          <li key={letter} class={letter === measured ? 'measured' : ''}>
            <b>{letter}</b> {text}
            {letter === prediction && <span class="tag"> you predicted this</span>}
            {letter === measured && <span class="tag"> measured</span>}
          </li>
        ))}
      </ul>
      {seen.map((line) => (
        <p key={line} class="soft">
          {line}
        </p>
      ))}
      <Command text={prediction === undefined ? 'make predict A=…' : passed ? 'make lab' : 'make check'} />
    </section>
  );
}
