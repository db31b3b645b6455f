/** The stages that live on an offline engine, side by side; every other stage is in AWS. */
const OFFLINE_STAGES = [
  'local',
  'local-2',
  'local-test',
  'local-faults',
  'local-catalogue',
  'local-alone',
  'local-bench',
  'local-deploy',
  'local-soak',
];

module.exports = {
  OFFLINE_STAGES,
  /** serverless.yml's `params`: what kind of stage each is. */
  params: {
    default: { kind: 'aws' },
    ...Object.fromEntries(OFFLINE_STAGES.map((name) => [name, { kind: 'local' }])),
  },
};
