import path from 'node:path';
import type { Problem } from '../errors';

/** Reports one line of progress, without newline or colour. */
export type Report = (line: string) => void;

export interface Running {
  /** The address, such as `http://127.0.0.1:4566`, without a final slash. */
  endpoint: string;
  version: string;
  /** Absent when the engine is a container. */
  pid?: number;
}

/** The process or container of an engine, which may not answer. */
export interface Present {
  port: number;
  /** Absent when the engine is a container. */
  pid?: number;
}

/** What runs a function, busy or idle: a process of this machine, or a container. */
export interface Worker {
  /** The id of the process or the container. */
  id: string;
  /** Absent for a container. */
  pid?: number;
  /** Ends the function with SIGKILL. Returns false when the function has already ended. A container stays. */
  kill(): Promise<boolean>;
}

/** The checkout that an engine belongs to, and where the engine listens. */
export interface Place {
  /** The project's root: run-time files of an engine are in `<root>/.sluice`. */
  root: string;
  /** The port for engines that are started from now on; a running engine keeps its port. */
  port: number;
  env: NodeJS.ProcessEnv;
}

/**
 * An AWS emulator that belongs to one checkout. Every method throws KitError for problems that the reader can solve,
 * and never touches engines that this checkout did not start.
 */
export interface Engine {
  readonly name: string;
  /** Whether functions run on this machine's Node.js rather than in a container. */
  readonly runsOnThisNode?: boolean;
  /**
   * Returns what this machine lacks; nothing when the engine can be installed and started. Takes under a second and
   * changes nothing.
   */
  problems(): Promise<Problem[]>;
  /**
   * Returns the names of downloads that are too large to start unasked; ENGINE=auto then chooses another engine. Absent
   * for an engine whose downloads are small.
   */
  missing?(): Promise<string[]>;
  /** Whether `install` has nothing left to do. */
  installed(): Promise<boolean>;
  /** Installs what the engine needs, under `.sluice/` or into Docker. Does nothing the second time. */
  install(report: Report): Promise<void>;
  /**
   * Starts the engine unless it runs, and resolves when it answers. A failed start leaves nothing running. Call
   * `install` first.
   */
  start(report: Report): Promise<Running>;
  /** Returns this checkout's running engine; undefined when none runs or answers. */
  running(): Promise<Running | undefined>;
  /**
   * Returns this checkout's engine; undefined when it is not present. An engine that is present but not running is
   * starting, or hangs.
   */
  present(): Promise<Present | undefined>;
  /**
   * Ends the engine and all its workers, including half-started and orphaned ones. Harmless when the engine is stopped.
   */
  stop(report: Report): Promise<void>;
  /**
   * Stops the engine and removes everything that it keeps: installed packages, data, logs and volumes, but not Docker
   * images.
   */
  clean(report: Report): Promise<void>;
  /** Returns what runs a function, by the function's full name. Absent when workers cannot be reached from here. */
  workers?(functionName: string): Promise<Worker[]>;
  /** Returns the last lines of the engine's log; nothing when there is no log. */
  tail(lines: number): Promise<string[]>;
}

/** Returns the git-ignored folder that holds everything made at run time. */
export function sluiceFolder(place: Place): string {
  return path.join(place.root, '.sluice');
}
