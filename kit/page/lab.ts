import { readLabs } from '../labs/labs';
import { LAB_STAGE } from '../labs/on-stage';
import { type Progress, readProgress } from '../labs/progress';
import { ROOT } from '../root';
import type { LabView } from './view';

/** Returns the lab that is open on the workshop's stage; undefined on other stages, or when no lab is open. */
export function openLab(
  stage: string,
  root = ROOT,
  progress: Progress = readProgress(root),
): LabView | undefined {
  const { open, phase, labs } = progress;
  if (stage !== LAB_STAGE || open === undefined) return undefined;
  const lab = readLabs(root).find(({ name }) => name === open);
  if (!lab) return undefined;
  const { prediction, measured, seen = [] } = labs[open] ?? {};
  return {
    ...{ number: lab.number, title: lab.title, question: lab.question, answers: lab.answers },
    ...{ passed: phase === 'passed', seen },
    ...(prediction && { prediction }),
    ...(measured && { measured }),
  };
}
