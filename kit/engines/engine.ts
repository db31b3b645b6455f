import path from 'node:path';
import type { Problem } from '../errors';

/** Says one line of progress. Lines have no newline and no colour. */
export type Report = (line: string) => void;

export interface Running {
  /** Such as `http://127.0.0.1:4566`; no slash at the end. */
  endpoint: string;
  version: string;
  /** Absent when the engine is a container. */
  pid?: number;
}

/** The process or the container of an engine, whether it answers or not. */
export interface Present {
  port: number;
  /** Absent when the engine is a container. */
  pid?: number;
}

/** What runs a function, at work or idle: a process of this machine, or a container. */
export interface Worker {
  /** The process's id, or the container's. */
  id: string;
  /** Absent for a container. */
  pid?: number;
  /** Ends the function by SIGKILL; false when it has ended already. A container stays. */
  kill(): Promise<boolean>;
}

/** Which checkout an engine belongs to, and where it listens. */
export interface Place {
  /** The project's root: what an engine makes at run time is in `<root>/.sluice`. */
  root: string;
  /** For engines that are started from now on; a running engine keeps the port that it has. */
  port: number;
  env: NodeJS.ProcessEnv;
}

/**
 * An AWS emulator that belongs to one checkout. Every method throws KitError for what the reader can
 * put right, and leaves alone engines that this checkout did not start.
 */
export interface Engine {
  readonly name: string;
  /** Whether functions run on the Node.js of this machine, and not on one of a container. */
  readonly runsOnThisNode?: boolean;
  /** What is missing on this machine; empty when the engine can be installed and started. Under a second, changes nothing. */
  problems(): Promise<Problem[]>;
  /**
   * What `install` has to download first, by name, where that is too much to download unasked: ENGINE=auto then picks
   * another engine. Absent where it is little.
   */
  missing?(): Promise<string[]>;
  /** Brings what the engine needs, under `.sluice/` or into Docker. Nothing to do the second time. */
  install(report: Report): Promise<void>;
  /** Resolves when the engine answers, also when it was running already. What a failed start began is stopped. Call `install` before. */
  start(report: Report): Promise<Running>;
  /** Undefined when this checkout's engine is not running, or does not answer. */
  running(): Promise<Running | undefined>;
  /** Undefined when this checkout's engine is not there. One that is there and not running is starting, or hangs. */
  present(): Promise<Present | undefined>;
  /** Ends the engine and all its workers, half-started or orphaned ones as well. Harmless when stopped. */
  stop(report: Report): Promise<void>;
  /** Stops, and removes all that the engine keeps: installed packages, data, logs, volumes. Not Docker images. */
  clean(report: Report): Promise<void>;
  /** What runs a function, by the function's whole name. Absent when it cannot be reached from here. */
  workers?(functionName: string): Promise<Worker[]>;
  /** The last lines of the engine's log; empty when there is none. */
  tail(lines: number): Promise<string[]>;
}

/** The git-ignored folder that holds everything made at run time. */
export function sluiceFolder(place: Place): string {
  return path.join(place.root, '.sluice');
}
