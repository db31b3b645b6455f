import { useMemo, useState } from 'preact/hooks';

/** The command that does the same, to copy. */
export function Command({ text }: { text: string }) {
  const [copied, setCopied] = useState(false);
  // A browser would also break the line within --option.
  const words = useMemo(
    () => text.split(' ').flatMap((word, i) => [<span key={i}>{word}</span>, ' ']),
    [text],
  );
  const copy = async () => {
    await navigator.clipboard.writeText(text);
    setCopied(true);
    setTimeout(() => setCopied(false), 1500);
  };
  return (
    <span class="command">
      <code>{words}</code>
      <button type="button" aria-label={`Copy ${text}`} onClick={copy}>
        {copied ? 'copied' : 'copy'}
      </button>
    </span>
  );
}

/** Why something could not be done. */
export function Trouble({ text }: { text: string }) {
  if (!text) return null;
  return (
    <p class="trouble" role="alert">
      <Marked text={text} />
    </p>
  );
}

/** Text in which backticks mark code. */
export function Marked({ text }: { text: string }) {
  return <>{text.split('`').map((piece, i) => (i % 2 === 1 ? <code key={i}>{piece}</code> : piece))}</>;
}
