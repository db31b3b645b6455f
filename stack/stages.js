/** The stages on an offline engine; every other stage is in AWS. */
const OFFLINE_STAGES = [
  'local',
  'local-2',
  'local-test',
  'local-faults',
  'local-catalogue',
  'local-alone',
  'local-calls',
  'local-bench',
  'local-deploy',
  'local-soak',
  'local-auto',
  'local-lab',
  'local-page',
];

/** The stage of the workshop: timeouts of seconds, so that each lab takes minutes, and batches of ten. */
const LAB = {
  ...{ extractTimeout: 10, loadTimeout: 8, visibilityTimeout: 15 },
  ...{ batchSize: 10, jobParts: 20, partRows: 500 },
};

module.exports = {
  OFFLINE_STAGES,
  /**
   * The `params` of serverless.yml: the kind of each stage, and other parameters of docs/reference/settings.md, such as
   * `dev: { autoRun: true }`.
   */
  params: {
    default: { kind: 'aws' },
    ...Object.fromEntries(OFFLINE_STAGES.map((name) => [name, { kind: 'local' }])),
    'local-lab': { kind: 'local', ...LAB },
  },
};
