import type { Benchmark } from '../figure';
import { coldStart } from './cold-start';
import { cpu } from './cpu';
import { growth } from './growth';
import { livePage } from './live-page';
import { loop } from './loop';
import { memory } from './memory';
import { peers } from './peers';
import { throughput } from './throughput';

/** Every benchmark, in the order of the page. */
export const benchmarks: readonly Benchmark[] = [
  throughput,
  peers,
  cpu,
  memory,
  growth,
  coldStart,
  livePage,
  loop,
];
